/// LIBSVM's text: a line for each example, `label index:value index:value …`, the indices counting from 1 and rising.
public enum LIBSVM {
    /// Examples in compressed sparse rows.
    public struct Examples: Sendable, Equatable {
        public let labels: [Double]
        /// Row i has the entries `offsets[i]..<offsets[i + 1]`.
        public let offsets: [Int]
        /// The column of each entry, counting from 0.
        public let columns: [Int]
        public let values: [Double]
        /// One more than the largest column.
        public let columnCount: Int

        /// All entries, row-major, zeros included: rows × columnCount.
        public var dense: [Double] {
            var entries = [Double](repeating: 0, count: labels.count * columnCount)
            for row in labels.indices {
                for entry in offsets[row]..<offsets[row + 1] { entries[row * columnCount + columns[entry]] = values[entry] }
            }
            return entries
        }
    }

    /// - Throws: naming the line where a label, an index or a value makes no sense, or an index does not rise.
    public static func load(_ file: String) throws(FormatError) -> Examples {
        try parse(try contents(of: file), file: file)
    }

    static func parse(_ bytes: [UInt8], file: String) throws(FormatError) -> Examples {
        var labels: [Double] = []
        var offsets = [0]
        var columns: [Int] = []
        var values: [Double] = []
        var columnCount = 0
        var lineNumber = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            lineNumber += 1
            // What follows # is a comment.
            let content = line.prefix { $0 != UInt8(ascii: "#") }
            let words = content.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
            guard let first = words.first else { continue }
            func refusal(_ problem: String) -> FormatError { FormatError(file, "line \(lineNumber)", problem) }
            guard let label = DecimalNumber.parse(first) else { throw refusal("the label ‘\(excerpt(first))’ is not a finite number") }
            var last = -1
            for word in words.dropFirst() {
                guard let colon = word.firstIndex(of: UInt8(ascii: ":")) else { throw refusal("‘\(excerpt(word))’ is not index:value") }
                guard let index = Int(String(decoding: word[..<colon], as: UTF8.self)), index >= 1, index <= Int(Int32.max) else {
                    throw refusal("the index in ‘\(excerpt(word))’ is not a whole number from 1 on")
                }
                guard index - 1 > last else { throw refusal("the index \(index) does not rise; indices of a line ascend") }
                guard let value = DecimalNumber.parse(word[(colon + 1)...]) else { throw refusal("the value in ‘\(excerpt(word))’ is not a finite number") }
                last = index - 1
                columns.append(last)
                values.append(value)
            }
            columnCount = max(columnCount, last + 1)
            labels.append(label)
            offsets.append(columns.count)
        }
        guard !labels.isEmpty else { throw FormatError(file, "", "there is no example in it") }
        return Examples(labels: labels, offsets: offsets, columns: columns, values: values, columnCount: columnCount)
    }

    private static func excerpt(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes.prefix(40), as: UTF8.self) }
}
