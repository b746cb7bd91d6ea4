import AssayKit

extension Trial {
    /// Small texts, and odd ones, each to be written in fewer tokens than it has bytes where that is possible.
    static let texts = [
        ("", "3,900 bytes of words that come again", Array(String(repeating: "no token reaches across a word ", count: 126).utf8), 300, true),
        ("-unsplit", "3,900 bytes that are one word", Array(String(repeating: "no token reaches across a word ", count: 126).utf8), 300, false),
        ("-empty", "an empty text", [], 300, true), ("-one", "a single byte", [42], 300, true),
        ("-same", "10,000 times the same letter", [UInt8](repeating: 97, count: 10_000), 300, false),
        ("-spent", "a text that is one token before the vocabulary is full", Array("abcabd".utf8), 5000, false),
    ].map { (name: String, summary: String, bytes: [UInt8], vocabularySize: Int, splitsWords: Bool) in
        let most = bytes.count > 1 ? Double(bytes.count) / 2 : 1
        return Trial(
            id: "trial/text" + name, summary: summary, demand: bytes.isEmpty ? .answerOrRefuse : .solve(most), role: .compressor,
            problemType: TextProblem.self, metrics: TokenScorer.metrics, defaultBudget: Budget(),
            problem: { TextProblem(bytes, vocabularySize: vocabularySize, splitsWords: splitsWords, $0.meter) },
            scorer: { TokenScorer(TextProblem(bytes, vocabularySize: vocabularySize, splitsWords: splitsWords, Meter())) })
    }
}
