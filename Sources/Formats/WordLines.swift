/// The words of a text, line after line: what is between blanks.
struct WordLines {
    let bytes: [UInt8]
    let file: String
    /// The number of the line that came last, from 1; 0 before the first.
    private(set) var line = 0
    private var index = 0

    init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    /// The words of the next line, none where it is empty; nil at the end of the text.
    mutating func next() -> [Range<Int>]? {
        guard index < bytes.count else { return nil }
        line += 1
        var words: [Range<Int>] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
            guard !isBlank(bytes[index]) else {
                index += 1
                continue
            }
            let begin = index
            while index < bytes.count, bytes[index] != UInt8(ascii: "\n"), !isBlank(bytes[index]) { index += 1 }
            words.append(begin..<index)
        }
        index += 1
        return words
    }

    /// A whole number within the bounds of 32 bits, or nil.
    func wholeNumber(_ word: Range<Int>) -> Int? {
        guard word.count <= 11 else { return nil }
        var digits = word
        let isNegative = bytes[word.lowerBound] == UInt8(ascii: "-")
        if isNegative { digits = word.dropFirst().startIndex..<word.upperBound }
        guard !digits.isEmpty else { return nil }
        var number = 0
        for index in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { return nil }
            number = number * 10 + Int(bytes[index] - UInt8(ascii: "0"))
        }
        return number <= Int(Int32.max) ? (isNegative ? -number : number) : nil
    }

    func refusal(_ problem: String, _ remedy: String) -> FormatError { FormatError(file, "line \(max(1, line))", problem, remedy: remedy) }

    private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r") }
}
