/// registry.json: which libraries are registered, and what their methods say of themselves.
public struct RegistryDocument: Codable, Sendable, Equatable {
    /// Raised when the shape changes; this host reads version 0.
    public var version = 0
    /// What is asked of libraries beyond their digests.
    public var policy: [Policy]?
    public var libraries: [LibraryEntry] = []
    public init() {}
}

/// One registered library.
public struct LibraryEntry: Codable, Sendable, Equatable {
    /// Relative to the registry's folder, or absolute. In the ffi lane a name without a slash, such as `libzstd.so.1`, is
    /// looked for where the system keeps its libraries, and in the program lane where it keeps its programs.
    public var path: String
    public var lane: Lane
    /// The digest that the file must have.
    public var sha256: String?
    /// True for a library that is built from this tree: its digest changes with every build, so `registry.lock`
    /// beside the registry keeps it, as `assay install --built` found it.
    public var built: Bool?
    /// The package of the system's that holds the library, for a person whose system lacks it.
    public var package: String?
    /// Somebody's word for it, over the library's identity.
    public var signature: Signature?
    /// Other libraries that a binding calls.
    public var companions: [Companion]?
    public var methods: [MethodEntry]

    public init(path: String, lane: Lane, sha256: String?, built: Bool?, methods: [MethodEntry]) {
        self.path = path
        self.lane = lane
        self.sha256 = sha256
        self.built = built
        self.methods = methods
    }
}

/// A library that another one's binding calls too.
public struct Companion: Codable, Sendable, Equatable {
    public var path: String
    public var sha256: String?
}

/// How a library enters: in Swift through AssayKit, through the C header, or as it is through libffi; or as a program.
public enum Lane: String, Codable, Sendable {
    case swift, c, ffi, program

    /// Whether it knows nothing of Assay, and is what a description says it is.
    public var isDescribed: Bool { self == .ffi || self == .program }
    /// What its file is called.
    public var noun: String { self == .program ? "program" : "library" }
}

/// A method as its card states it.
public struct MethodEntry: Codable, Sendable, Equatable {
    public var id: String
    public var name: String
    public var summary: String
    public var role: String
    /// The problem kinds that the method needs, as its associated type names them.
    public var needs: [String]
    public var paper: PaperEntry?
    public var options: [OptionEntry]
    public var claims: [ClaimEntry]
    /// True where it draws random numbers of its own that no seed governs, as some libraries do: its results then differ
    /// from run to run.
    public var unseeded: Bool?
    /// How the functions of a library are called that knows nothing of Assay.
    public var binding: Binding?

    public init(
        id: String, name: String, summary: String, role: String, needs: [String], paper: PaperEntry?,
        options: [OptionEntry], claims: [ClaimEntry]
    ) {
        self.id = id
        self.name = name
        self.summary = summary
        self.role = role
        self.needs = needs
        self.paper = paper
        self.options = options
        self.claims = claims
    }
}

public struct PaperEntry: Codable, Sendable, Equatable {
    public var id: String?
    public var title: String
    public var authors: String
    public var year: Int
    public var arxiv: String?

    public init(id: String?, title: String, authors: String, year: Int, arxiv: String?) {
        self.id = id
        self.title = title
        self.authors = authors
        self.year = year
        self.arxiv = arxiv
    }
}

public struct OptionEntry: Codable, Sendable, Equatable {
    public var name: String
    /// `integer`, `number`, `flag` or `choice`.
    public var type: String
    public var `default`: String
    /// A range `low...high`, or the choices joined by commas.
    public var limits: String
    public var unit: String
    public var documentation: String

    public init(name: String, type: String, default: String, limits: String, unit: String, documentation: String) {
        self.name = name
        self.type = type
        self.default = `default`
        self.limits = limits
        self.unit = unit
        self.documentation = documentation
    }
}

public struct ClaimEntry: Codable, Sendable, Equatable {
    public var text: String
    public var paperValue: String
    public var instance: String
    public var rival: String?
    public var metric: String
    public var budget: String?
    /// `ratio <= 0.5`, `value >= 0.95`, or `untestable: why`.
    public var expectation: String
    /// The method's options, as on the command line, where they are not the card's defaults.
    public var options: String?
    /// What was looked into where it does not hold here.
    public var remark: String?

    public init(
        text: String, paperValue: String, instance: String, rival: String?, metric: String, budget: String?, expectation: String,
        options: String? = nil, remark: String? = nil
    ) {
        self.text = text
        self.paperValue = paperValue
        self.instance = instance
        self.rival = rival
        self.metric = metric
        self.budget = budget
        self.expectation = expectation
        self.options = options
        self.remark = remark
    }
}
