/// The text format of LIBSVM and SVMlight: one example a line, `label index:value index:value …`, the indices ascending,
/// zeros left out. What follows `#` is a comment; empty lines are passed over.
public enum LIBSVM {
    /// The number that the format gives the first column. It is 1, but scikit-learn's `dump_svmlight_file` begins at 0
    /// unless told.
    public enum FirstIndex: Int, Sendable {
        case zero = 0
        case one = 1
    }

    /// Loads a file.
    /// - Parameters:
    ///   - firstIndex: the number of the first column.
    ///   - columnCount: how many columns there are, or nil for as many as the file names; a file often does not name
    ///     the last ones.
    /// - Throws: where it cannot be read, has no example, or a label, index or value is not one, an index does not ascend,
    ///   or it lies beyond `columnCount`; with the line and column.
    /// - Complexity: O(bytes).
    public static func load(_ file: String, firstIndex: FirstIndex = .one, columnCount: Int? = nil) throws(FormatError)
        -> LabeledSparseRows
    {
        try decode(try contents(of: file), file: file, firstIndex: firstIndex, columnCount: columnCount)
    }

    /// Reads a file's bytes, as `load` does.
    /// - Parameter file: what errors call the bytes.
    public static func decode(
        _ bytes: [UInt8], file: String = "LIBSVM text", firstIndex: FirstIndex = .one, columnCount: Int? = nil
    ) throws(FormatError) -> LabeledSparseRows {
        var parser = LIBSVMParser(bytes: bytes, file: file, firstIndex: firstIndex, columnLimit: columnCount)
        while try parser.parseLine() {}
        guard !parser.labels.isEmpty else {
            throw FormatError(file, "", "holds no example", remedy: "each line is: label index:value index:value …")
        }
        return try LabeledSparseRows(
            labels: parser.labels, offsets: parser.offsets, indices: parser.indices, values: parser.values,
            columnCount: columnCount ?? parser.widest)
    }

    /// The text of examples. Numbers are written with as few digits as read back to the same double.
    public static func encode(_ rows: LabeledSparseRows, firstIndex: FirstIndex = .one) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in 0..<rows.rowCount {
            bytes += DecimalNumber.text(rows.labels[row]).utf8
            for entry in rows.offsets[row]..<rows.offsets[row + 1] {
                bytes += " \(rows.indices[entry] + firstIndex.rawValue):\(DecimalNumber.text(rows.values[entry]))".utf8
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// Writes a file, atomically.
    /// - Throws: where it cannot be written.
    public static func write(_ rows: LabeledSparseRows, to file: String, firstIndex: FirstIndex = .one) throws(FormatError) {
        try replace(file, with: encode(rows, firstIndex: firstIndex))
    }
}

private struct LIBSVMParser {
    let bytes: [UInt8]
    let file: String
    let firstIndex: LIBSVM.FirstIndex
    let columnLimit: Int?

    private(set) var labels: [Double] = []
    private(set) var offsets = [0]
    private(set) var indices: [Int] = []
    private(set) var values: [Double] = []
    /// One more than the largest index.
    private(set) var widest = 0

    private var index = 0
    private var line = 0
    private var lineBegin = 0

    init(bytes: [UInt8], file: String, firstIndex: LIBSVM.FirstIndex, columnLimit: Int?) {
        self.bytes = bytes
        self.file = file
        self.firstIndex = firstIndex
        self.columnLimit = columnLimit
    }

    /// - Returns: whether there was a line.
    mutating func parseLine() throws(FormatError) -> Bool {
        guard index < bytes.count else { return false }
        line += 1
        lineBegin = index
        if let label = word() {
            guard let value = DecimalNumber.parse(bytes, label) else {
                throw refusal(label, "the label \(quoted(bytes[label])) is not a finite number", "a line begins with one number")
            }
            labels.append(value)
            var last = -1
            while let entry = word() { try parse(entry, after: &last) }
            widest = max(widest, last + 1)
            offsets.append(indices.count)
        }
        // A comment, if there is one, and the line's end.
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        index += 1
        return true
    }

    /// An entry `index:value`.
    private mutating func parse(_ entry: Range<Int>, after last: inout Int) throws(FormatError) {
        guard let colon = bytes[entry].firstIndex(of: UInt8(ascii: ":")), let number = wholeNumber(entry.lowerBound..<colon)
        else {
            let isQuery = bytes[entry].starts(with: "qid:".utf8)
            throw refusal(
                entry, "\(quoted(bytes[entry])) is not index:value",
                isQuery
                    ? "query numbers of rankings are not read; take them out"
                    : "write a whole number, a colon and a number, without spaces")
        }
        let column = number - firstIndex.rawValue
        guard column >= 0 else {
            throw refusal(entry, "the index 0 comes before the first, 1", "load it with firstIndex: .zero if it counts from 0")
        }
        guard column > last else {
            throw refusal(entry, "the index \(number) does not ascend", "sort the entries of a line, and name an index once")
        }
        if let columnLimit, column >= columnLimit {
            throw refusal(
                entry, "the index \(number) lies beyond the \(columnLimit) columns expected",
                "check the number of columns and the first index")
        }
        guard let value = DecimalNumber.parse(bytes, colon + 1..<entry.upperBound) else {
            throw refusal(entry, "the value in \(quoted(bytes[entry])) is not a finite number", "write a decimal number")
        }
        last = column
        indices.append(column)
        values.append(value)
    }

    /// The next word before the line's end or comment.
    private mutating func word() -> Range<Int>? {
        while index < bytes.count, isBlank(bytes[index]) { index += 1 }
        let begin = index
        while index < bytes.count, !isBlank(bytes[index]), bytes[index] != UInt8(ascii: "\n"), bytes[index] != UInt8(ascii: "#") {
            index += 1
        }
        return begin < index ? begin..<index : nil
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    /// Digits that make a number up to 2³¹ − 1, LIBSVM's largest index.
    private func wholeNumber(_ range: Range<Int>) -> Int? {
        guard !range.isEmpty, range.count <= 10 else { return nil }
        var number = 0
        for index in range {
            guard bytes[index] >= 48, bytes[index] <= 57 else { return nil }
            number = number * 10 + Int(bytes[index] - 48)
        }
        return number <= Int(Int32.max) ? number : nil
    }

    private func refusal(_ range: Range<Int>, _ problem: String, _ remedy: String) -> FormatError {
        FormatError(file, "line \(line), column \(range.lowerBound - lineBegin + 1)", problem, remedy: remedy)
    }
}
