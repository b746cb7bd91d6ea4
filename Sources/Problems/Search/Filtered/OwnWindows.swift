import AssayKit
import Formats

/// A user's vectors with their labels: `window-neighbors:FILE@LABELS.npy`, or `window-neighbors-P:…` for windows of P % of them.
/// The last tenth of the vectors, 1,000 at the most, are the queries, and their labels are not looked at.
struct OwnWindows: Sendable {
    let vectors: String
    let labels: String
    let rule: WindowRule
    var files: [String] { [vectors, labels] }

    /// - Parameters:
    ///   - kind: what stands before the colon.
    ///   - text: what stands behind it.
    init?(_ kind: Substring, _ text: String) {
        let name = "window-neighbors"
        let percent = kind == name ? 10 : kind.hasPrefix(name + "-") ? Int(kind.dropFirst(name.count + 1)) : nil
        guard let percent, 1...100 ~= percent, let at = text.lastIndex(of: "@"), text.hasSuffix(".npy") else { return nil }
        vectors = String(text[..<at])
        labels = String(text[text.index(after: at)...])
        rule = WindowRule(share: Double(percent) / 100)
    }

    /// What stands behind the colon, with other paths.
    func resolved(_ resolve: (String) -> String) -> String { resolve(vectors) + "@" + resolve(labels) }

    func instance(_ id: String) -> FilteredInstance {
        let name = vectors.split(separator: "/").last.map(String.init) ?? vectors
        return FilteredInstance(
            id: id, summary: "\(name), of which a tenth, 1,000 vectors at the most, are the queries, each for a window of \(Int((100 * rule.share).rounded())) % of the labels",
            source: .ownWindows(self))
    }

    /// - Throws: where a file is missing or damaged, there are too few vectors, or not a finite label for each.
    func make(_ data: DataFolder) throws -> FilteredSet {
        let file = try data.file(vectors), labelFile = try data.file(labels)
        let (dimension, elements) = try OwnData.vectors(file)
        let set = try VectorSource.split(elements, dimension: dimension, .euclidean, file: file)
        let array = try NumPy.load(labelFile), count = elements.count / dimension
        guard array.shape == [count] else {
            throw FormatError(labelFile, "shape", "it is \(array.shape)", remedy: "\(count) vectors take as many labels, along one axis")
        }
        let numbers = array.doubles
        guard numbers.allSatisfy(\.isFinite) else { throw FormatError(labelFile, "", "not all of its numbers are finite", remedy: "leave out what is not") }
        var random = Random(seed: 0x77_696E_646F_77)
        return rule.windows(Array(numbers.prefix(set.count)), for: set, &random)
    }
}
