/// What a method says of itself.
public struct Card: Sendable {
    /// Lower-case words joined by hyphens, unique in a registry: `accelerated-gradient`.
    public var id: String
    /// For people: `Nesterov's accelerated gradient`.
    public var name: String
    /// One sentence on what the method does.
    public var summary: String
    /// The paper it comes from; none for a textbook rival.
    public var paper: Paper?
    public var options: [any OptionDescribing]
    /// What its paper claims, as data that can be run.
    public var claims: [Claim]

    public init(
        id: String, name: String, summary: String, paper: Paper? = nil,
        options: [any OptionDescribing] = [], claims: [Claim] = []
    ) {
        self.id = id
        self.name = name
        self.summary = summary
        self.paper = paper
        self.options = options
        self.claims = claims
    }
}

/// A citation.
public struct Paper: Sendable {
    /// The paper's row in papers.json, e.g. `P315`, where it has one.
    public var id: String?
    public var title: String
    public var authors: String
    public var year: Int
    /// The arXiv number, e.g. `1603.09320`, where there is one.
    public var arxiv: String?

    public init(id: String? = nil, title: String, authors: String, year: Int, arxiv: String? = nil) {
        self.id = id
        self.title = title
        self.authors = authors
        self.year = year
        self.arxiv = arxiv
    }
}
