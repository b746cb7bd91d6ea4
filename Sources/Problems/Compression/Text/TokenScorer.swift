import AssayKit

/// Takes nothing but tokens that spell the very text, and counts them.
struct TokenScorer: Scorer {
    static let metrics = [Metric("tokens", unit: "tokens", better: .lower), Metric("bytes", unit: "bytes", better: .lower)]

    private let text: [UInt8]
    private let vocabularySize: Int
    private let wordStarts: [Int]

    init(_ problem: TextProblem) {
        text = problem.bytes
        vocabularySize = problem.vocabularySize
        wordStarts = problem.wordStarts
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .restored(let size, let value) = answer else {
            throw InvalidAnswer("a text is answered by bytes that restore its tokens, not by an offer")
        }
        guard size > 0 else { throw InvalidAnswer("compressing gave no bytes") }
        let restored: TokenizedText
        do { restored = try TokenizedText(encoded: value) } catch { throw InvalidAnswer("the restored tokens are \(error)") }
        guard 256 + restored.vocabulary.count <= vocabularySize else {
            throw InvalidAnswer("there are \(256 + restored.vocabulary.count) tokens where \(vocabularySize) are the most")
        }
        try check(restored)
        return ["tokens": Double(restored.tokens.count), "bytes": Double(size)]
    }

    private func check(_ restored: TokenizedText) throws(InvalidAnswer) {
        var place = 0, word = 0
        for token in restored.tokens {
            let string = token < 256 ? [UInt8(token)] : restored.vocabulary[token - 256]
            let end = place + string.count
            guard !string.isEmpty, end <= text.count, text[place..<end].elementsEqual(string) else {
                throw InvalidAnswer("the token at byte \(place) spells something else than the text")
            }
            while word < wordStarts.count, wordStarts[word] <= place { word += 1 }
            guard word == wordStarts.count || end <= wordStarts[word] else {
                throw InvalidAnswer("the token at byte \(place) reaches across the beginning of a word at byte \(wordStarts[word])")
            }
            place = end
        }
        guard place == text.count else { throw InvalidAnswer("\(place) bytes came back of \(text.count)") }
    }
}
