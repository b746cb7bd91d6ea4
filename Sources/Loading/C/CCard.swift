import AssayKit
import CAssay
import ForeignFunctions
import Glibc
import Registry

/// A card as a C library states it, checked: whatever stands in it, the host goes on.
struct CCard {
    struct NumberedOption: Sendable {
        let id: UInt32
        let option: any OptionDescribing

        /// A value as the library gets it; its string, if any, is the caller's to free.
        func value(_ text: String) -> assay_value_t {
            var value = assay_value_t()
            unsafe value.id = id
            unsafe value.integer = Int64(text) ?? (text == "true" ? 1 : 0)
            unsafe value.number = Double(text) ?? 0
            if option.typeName == "choice" { unsafe value.choice = UnsafePointer(strdup(text)) }
            return unsafe value
        }
    }

    let card: Card
    let role: Role
    let needs: [String]
    let options: [NumberedOption]

    /// - Throws: `Refusal`, naming the member that is wrong.
    init(_ pointer: UnsafePointer<assay_card_t>) throws(Refusal) {
        let source = unsafe pointer.pointee
        guard unsafe Int(source.size) >= MemoryLayout<assay_card_t>.size else { throw Refusal("its card says that it is smaller than a card; set `size`") }
        let id = try unsafe Self.text(source.id, "id")
        guard !id.isEmpty, id.utf8.allSatisfy({ $0 == 0x2D || 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 }) else {
            throw Refusal("its card's id ‘\(id)’ is not made of lower-case letters, digits and dashes")
        }
        let roleText = try unsafe Self.text(source.role, "role")
        guard let role = Role(rawValue: roleText) else { throw Refusal("\(id): its role ‘\(roleText)’ is none of optimizer, compressor and searcher") }
        // The C interface has squared Euclidean distances alone, under a name that is older than the other metrics.
        needs = unsafe Self.list(source.needs).map { $0 == "NearestNeighbors" ? "EuclideanNeighbors" : $0 }
        let known = ProblemKind.all.map(\.name)
        for need in needs where !known.contains(need) { throw Refusal("\(id) needs ‘\(need)’, and there is no such problem kind; there are \(known.joined(separator: ", "))") }
        guard !needs.isEmpty else { throw Refusal("\(id) needs nothing; name the problem kinds that it works on") }
        var options: [NumberedOption] = []
        for index in unsafe 0..<Int(source.option_count) {
            guard let list = unsafe source.options, index < 1000 else { throw Refusal("\(id): its options are not there") }
            let option = try unsafe Self.option(list[index], of: id)
            guard !options.contains(where: { $0.option.name == option.option.name || $0.id == option.id }) else {
                throw Refusal("\(id): two options are called \(option.option.name), or have the number \(option.id)")
            }
            options.append(option)
        }
        var paper: Paper?
        if unsafe source.paper_title != nil {
            paper = Paper(
                title: try unsafe Self.text(source.paper_title, "paper_title"), authors: try unsafe Self.text(source.paper_authors, "paper_authors"),
                year: unsafe Int(source.paper_year), arxiv: unsafe source.paper_arxiv == nil ? nil : try unsafe Self.text(source.paper_arxiv, "paper_arxiv"))
        }
        card = Card(
            id: id, name: try unsafe Self.text(source.name, "name"), summary: try unsafe Self.text(source.summary, "summary"), paper: paper,
            options: options.map(\.option))
        self.role = role
        self.options = options
    }

    private static func option(_ source: assay_option_t, of method: String) throws(Refusal) -> NumberedOption {
        let name = try unsafe text(source.name, "options[].name")
        guard unsafe Int(source.size) >= MemoryLayout<assay_option_t>.size else { throw Refusal("\(method): option \(name) says that it is smaller than an option; set `size`") }
        let unit = try unsafe text(source.unit, "options[].unit"), documentation = try unsafe text(source.documentation, "options[].documentation")
        let outside = Refusal("\(method): the default of option \(name) is outside its limits, or the limits are not in order")
        let option: any OptionDescribing
        switch unsafe source.type {
        case ASSAY_INTEGER:
            let (value, low, high) = unsafe (Int(source.integer_default), Int(source.integer_low), Int(source.integer_high))
            guard low <= value, value <= high else { throw outside }
            option = Option(name, default: value, in: low...high, unit: unit, documentation)
        case ASSAY_NUMBER:
            let (value, low, high) = unsafe (source.number_default, source.number_low, source.number_high)
            guard low <= value, value <= high else { throw outside }
            option = Option(name, default: value, in: low...high, unit: unit, documentation)
        case ASSAY_FLAG: option = unsafe Option(name, default: source.integer_default != 0, documentation)
        case ASSAY_CHOICE:
            let choices = unsafe list(source.choices)
            guard let first = choices.first else { throw Refusal("\(method): option \(name) is a choice of nothing") }
            option = Option(name, default: first, of: choices, documentation)
        default: throw Refusal("\(method): option \(name) is of no known type")
        }
        return unsafe NumberedOption(id: source.id, option: option)
    }

    private static func text(_ pointer: UnsafePointer<CChar>?, _ member: String) throws(Refusal) -> String {
        guard let pointer = unsafe pointer else { throw Refusal("its card has no \(member)") }
        guard let text = unsafe String(validatingCString: pointer) else { throw Refusal("its card's \(member) is not UTF-8") }
        return text
    }

    private static func list(_ pointers: UnsafePointer<UnsafePointer<CChar>?>?) -> [String] {
        var texts: [String] = []
        guard let pointers = unsafe pointers else { return [] }
        // A list without an end is cut off.
        while texts.count < 1000, let text = unsafe pointers[texts.count] { texts.append(unsafe String(cString: text)) }
        return texts
    }
}
