import AssayKit
import Files
import Formats

/// A user's vectors, their attributes, and predicates: `attribute-neighbors:FILE@ATTRIBUTES.csv@PREDICATES.txt`.
/// The last tenth of the vectors, 1,000 at the most, are the queries, and their attributes are not looked at. They ask by
/// the predicates line after line, and after the last one by the first again.
struct OwnPredicates: Sendable {
    let vectors: String
    let attributes: String
    let predicates: String
    var files: [String] { [vectors, attributes, predicates] }

    /// How a number that is missing may be written.
    private static let missing: Set<String> = ["", "NA", "NaN", "nan"]

    /// - Parameter text: what stands behind the colon.
    init?(_ text: String) {
        guard text.hasSuffix(".txt"), let last = text.lastIndex(of: "@"), let first = text[..<last].lastIndex(of: "@") else { return nil }
        vectors = String(text[..<first])
        attributes = String(text[text.index(after: first)..<last])
        predicates = String(text[text.index(after: last)...])
        guard attributes.hasSuffix(".csv") else { return nil }
    }

    /// What stands behind the colon, with other paths.
    func resolved(_ resolve: (String) -> String) -> String { files.map(resolve).joined(separator: "@") }

    func instance(_ id: String) -> FilteredInstance {
        func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
        return FilteredInstance(
            id: id, summary: "\(name(vectors)), of which a tenth, 1,000 vectors at the most, are the queries, by the predicates of \(name(predicates))",
            source: .ownPredicates(self))
    }

    /// - Throws: where a file is missing or damaged, there are too few vectors, attributes of more or fewer, or a predicate
    ///   is none over these attributes; with its line.
    func make(_ data: DataFolder) throws -> FilteredSet {
        let file = try data.file(vectors), attributeFile = try data.file(attributes), predicateFile = try data.file(predicates)
        let (dimension, elements) = try OwnData.vectors(file)
        let set = try VectorSource.split(elements, dimension: dimension, .euclidean, file: file)
        let attributes = try Self.attributes(attributeFile, rowCount: elements.count / dimension, set.count)
        let reader = PredicateReader(attributes, file: predicateFile)
        let predicates = try reader.predicates(try File.read(predicateFile))
        let filters = (0..<set.queryCount).map { NeighborFilter.predicate(predicates[$0 % predicates.count]) }
        return FilteredSet(vectors: set, metadata: .attributes(attributes), filters: filters)
    }

    /// Of the first `count` rows.
    private static func attributes(_ file: String, rowCount: Int, _ count: Int) throws(FormatError) -> [VectorAttribute] {
        let table = try CSV.load(file, header: .present, missing: missing)
        guard table.rowCount == rowCount else {
            throw FormatError(
                file, "", "there are \(table.rowCount) rows in it below the line that names the columns",
                remedy: "\(rowCount) vectors take as many, in the same order")
        }
        return try table.columns.map { (name) throws(FormatError) in
            if let texts = table.textColumns[name] { return VectorAttribute(name, texts: Array(texts.prefix(count))) }
            return VectorAttribute(name, numbers: Array(try table.numbers(name).prefix(count)))
        }
    }
}
