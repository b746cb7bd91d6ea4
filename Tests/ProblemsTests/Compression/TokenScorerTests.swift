import AssayKit
import Problems
import Testing

@Suite struct TokenScorerTests {
    private static let data = DataFolder(#filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/Data")

    private func text(_ id: String) throws -> (problem: any Text, scorer: any Scorer) {
        let instance = try #require(Catalog.instance(id))
        let problem = try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: Self.data, clock: RunClock(), deliver: { _ in }))
        return (try #require(problem as? any Text), try instance.makeScorer(Self.data))
    }

    @Test func wordsBeginWithTheirWhiteSpace() throws {
        let split = try text("text/licences").problem, whole = try text("text/licences-unsplit").problem
        #expect(split.bytes == whole.bytes && whole.wordStarts == [0] && split.wordStarts.first == 0)
        let isSpace = { (byte: UInt8) in [9, 10, 13, 32].contains(byte) }
        let starts = Set(split.wordStarts.dropFirst())
        #expect(split.bytes.indices.dropFirst().allSatisfy { starts.contains($0) == (isSpace(split.bytes[$0]) && !isSpace(split.bytes[$0 - 1])) })
    }

    /// The text of the trial is “no token reaches across a word ” again and again.
    @Test func onlyTheVeryTextCounts() throws {
        let (problem, scorer) = try text("trial/text")
        let letters = problem.bytes.map(Int.init)
        func score(_ vocabulary: [String], _ tokens: [Int]) throws -> [String: Double] {
            let value = TokenizedText(vocabulary: vocabulary.map { Array($0.utf8) }, tokens: tokens)
            return try scorer.score(.restored(size: 7, value: value.encoded))
        }
        #expect(try score([], letters) == ["tokens": Double(letters.count), "bytes": 7])
        #expect(try score(["no"], [256] + letters.dropFirst(2))["tokens"] == Double(letters.count - 1))
        #expect(try score(["no", " tok"], [256, 257] + letters.dropFirst(6))["tokens"] == Double(letters.count - 4))
        for (vocabulary, tokens) in [
            (["no "], [256] + letters.dropFirst(3)),  // across the beginning of a word
            (["on"], [256] + letters.dropFirst(2)), ([], Array(letters.dropLast())), ([], letters + [32]), ([""], [256] + letters),
            ([String](repeating: "no", count: 45), letters),  // 301 tokens where 300 are the most
        ] {
            #expect(throws: InvalidAnswer.self, "\(vocabulary)") { try score(vocabulary, tokens) }
        }
        #expect(throws: InvalidAnswer.self) { try scorer.score(.point([1])) }
        #expect(throws: InvalidAnswer.self) { try scorer.score(.restored(size: 0, value: TokenizedText(vocabulary: [], tokens: letters).encoded)) }
        // A token that is not in the vocabulary.
        #expect(throws: InvalidAnswer.self) { try score([], [256]) }
    }

    @Test func sizesAreRead() {
        #expect(Catalog.instance("text-300:my.txt") != nil && Catalog.instance("text:my.txt") != nil)
        for id in ["text-256:my.txt", "text-x:my.txt", "text-20000000:my.txt"] { #expect(Catalog.instance(id) == nil) }
    }
}
