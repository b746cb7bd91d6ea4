import AssayKit
import Files
import Formats

/// A file's text, to be written in few tokens.
struct TextInstance: Instance {
    /// The vocabularies that are taken: a merge at least, and tokens of three bytes at the most.
    static let sizes = 257...(1 << 24)
    /// The largest file that is taken: places in it are counted, and held several times over.
    private static let mostBytes = 64 << 20

    let id: String
    let role = Role.compressor
    let kind = "tokenisation"
    let summary: String
    let metrics = TokenScorer.metrics
    let dataFiles: [String]
    let defaultBudget = Budget(seconds: 120)
    var problemType: any Metered.Type { TextProblem.self }
    private let vocabularySize: Int
    private let splitsWords: Bool

    init(id: String, file: String, summary: String, vocabularySize: Int, splitsWords: Bool) {
        self.id = id
        self.summary = summary
        self.vocabularySize = vocabularySize
        self.splitsWords = splitsWords
        dataFiles = [file]
    }

    /// A user's own text.
    init(id: String, file: String, name: String, vocabularySize: Int = 8192) {
        self.init(id: id, file: file, summary: "\(name), word by word, in \(vocabularySize) tokens", vocabularySize: vocabularySize, splitsWords: true)
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { try problem(context.data, context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { TokenScorer(try problem(data, Meter())) }

    private func problem(_ data: DataFolder, _ meter: Meter) throws -> TextProblem {
        let file = try data.file(dataFiles[0])
        let bytes = try File.read(file, limit: Self.mostBytes)
        guard !bytes.isEmpty else { throw FormatError(file, "", "is empty", remedy: "there is nothing to be written in tokens") }
        return TextProblem(bytes, vocabularySize: vocabularySize, splitsWords: splitsWords, meter)
    }
}

final class TextProblem: Text {
    let meter: Meter
    let bytes: [UInt8]
    let vocabularySize: Int
    let wordStarts: [Int]

    /// - Parameter splitsWords: whether a word begins where white space (space, tab, line feed, carriage return) follows something else;
    ///   otherwise the text is one word.
    init(_ bytes: [UInt8], vocabularySize: Int, splitsWords: Bool, _ meter: Meter) {
        self.bytes = bytes
        self.vocabularySize = vocabularySize
        self.meter = meter
        let isSpace = { (byte: UInt8) in byte == 32 || byte == 9 || byte == 10 || byte == 13 }
        wordStarts = bytes.indices.filter { $0 == 0 || splitsWords && isSpace(bytes[$0]) && !isSpace(bytes[$0 - 1]) }
    }
}

extension Catalog {
    static let texts: [any Instance] = [
        TextInstance(
            id: "text/licences", file: LicenceText.fileName, summary: "191,518 bytes of English, word by word, in 4,096 tokens",
            vocabularySize: 4096, splitsWords: true),
        TextInstance(
            id: "text/licences-unsplit", file: LicenceText.fileName, summary: "191,518 bytes of English, all of them one word, in 4,096 tokens",
            vocabularySize: 4096, splitsWords: false),
    ]
}
