import AssayKit
import Foundation
import Testing

@Suite struct BytePairEncodingTests {
    private final class Sample: Text {
        let meter = Meter()
        let bytes: [UInt8]
        let vocabularySize: Int
        let wordStarts: [Int]

        init(_ bytes: [UInt8], merges: Int, wordStarts: [Int]? = nil) {
            self.bytes = bytes
            vocabularySize = 256 + merges
            self.wordStarts = wordStarts ?? (bytes.isEmpty ? [] : [0])
        }

        convenience init(_ text: String, merges: Int, wordStarts: [Int]? = nil) { self.init(Array(text.utf8), merges: merges, wordStarts: wordStarts) }
    }

    private static let methods = ["fast-bpe", "naive-bpe"]

    private func restored(_ id: String, _ text: Sample) throws -> TokenizedText {
        try Plugin.restored(id, try Plugin.run(id, on: text).compressed)
    }

    private func strings(_ text: TokenizedText) -> [String] { text.vocabulary.map { String(decoding: $0, as: UTF8.self) } }

    private func spelled(_ text: TokenizedText) -> [UInt8] {
        text.tokens.flatMap { $0 < 256 ? [UInt8($0)] : text.vocabulary[$0 - 256] }
    }

    /// Hugging Face's trainer on the licences: make_bpe.py made the fixture. Word by word, 3,840 merges, their tokens in order and the
    /// count of tokens of the whole text; likewise of 20,000 bytes that are one word, where ties and overlaps are many.
    @Test(arguments: methods) func mergesAreThoseOfHuggingFace(method: String) throws {
        struct Reference: Decodable { let words: [String]; let wordTokens: Int; let unsplit: [String]; let unsplitTokens: Int }
        let reference = try JSONDecoder().decode(
            Reference.self, from: try Data(contentsOf: URL(filePath: Plugin.root + "/Tests/PluginTests/Fixtures/bpe.json")))
        let bytes = Array(try Data(contentsOf: URL(filePath: Plugin.root + "/Data/licences.txt")))
        let isSpace = { (byte: UInt8) in byte == 32 || byte == 10 }
        let starts = bytes.indices.filter { $0 == 0 || isSpace(bytes[$0]) && !isSpace(bytes[$0 - 1]) }
        // Counting anew takes long: the naive one shows its first merges.
        let count = method == "fast-bpe" ? reference.words.count : 150
        let words = try restored(method, Sample(bytes, merges: count, wordStarts: starts))
        #expect(strings(words) == Array(reference.words.prefix(count)))
        #expect(spelled(words) == bytes)
        if count == reference.words.count { #expect(words.tokens.count == reference.wordTokens) }

        let part = Array(bytes.prefix(20_000)), unsplitCount = method == "fast-bpe" ? reference.unsplit.count : 150
        let unsplit = try restored(method, Sample(part, merges: unsplitCount))
        #expect(strings(unsplit) == Array(reference.unsplit.prefix(unsplitCount)))
        if unsplitCount == reference.unsplit.count { #expect(unsplit.tokens.count == reference.unsplitTokens) }
    }

    @Test(arguments: methods) func smallTextsByHand(method: String) throws {
        // ab comes three times. Then (ab, c), (c, ab), (ab, d) come once or twice: (ab, c) twice.
        let first = try restored(method, Sample("abcabdabc", merges: 2))
        #expect(strings(first) == ["ab", "abc"] && first.tokens == [257, 256, 100, 257])
        // A tie is the smaller pair's: (a, b) before (b, c).
        #expect(try strings(restored(method, Sample("abc", merges: 1))) == ["ab"])
        // Overlaps: aa is counted four times in aaaaa, against three of cb, and merged from the left.
        let overlapping = try restored(method, Sample("aaaaacbcbcb", merges: 1))
        #expect(strings(overlapping) == ["aa"] && overlapping.tokens == [256, 256, 97, 99, 98, 99, 98, 99, 98])
        // Words: xy comes twice within one, and (y, x) never.
        let words = try restored(method, Sample("xyxyx", merges: 9, wordStarts: [0, 2, 4]))
        #expect(strings(words) == ["xy"] && words.tokens == [256, 256, 120])
        #expect(try restored(method, Sample("", merges: 4)).tokens.isEmpty)
    }

    /// Both are greedy with the same ties, whatever the text: few letters make overlaps and ties in plenty.
    @Test(arguments: 1...40) func fastIsNaive(seed: UInt64) throws {
        var random = Random(seed: seed)
        let letters = 1 + random.index(below: 4), length = 1 + random.index(below: 400)
        let bytes = (0..<length).map { _ in UInt8(97 + random.index(below: letters)) }
        let starts = [0] + (1..<max(2, length)).filter { _ in random.uniform() < 0.1 }.filter { $0 < length }
        let merges = random.index(below: 300)
        let results = try Self.methods.map { try Plugin.run($0, on: Sample(bytes, merges: merges, wordStarts: seed % 2 == 0 ? starts : nil)).compressed }
        #expect(results[0] == results[1])
        #expect(try spelled(Plugin.restored("fast-bpe", results[0])) == bytes)
    }

    /// The paper's bound: the greedy merges save at least 0.37 of what the best ones save. The best of three merges, by trying all.
    @Test(arguments: 1...30) func greedyMergesAreNotFarFromTheBest(seed: UInt64) throws {
        var random = Random(seed: 100 + seed)
        let bytes = (0..<24).map { _ in UInt8(97 + random.index(below: 3)) }
        func fewest(_ tokens: [Int], _ left: Int) -> Int {
            guard left > 0 else { return tokens.count }
            let pairs = Set(tokens.indices.dropLast().map { [tokens[$0], tokens[$0 + 1]] })
            return pairs.map { pair in
                var merged: [Int] = [], i = 0
                while i < tokens.count {
                    let isPair = i + 1 < tokens.count && [tokens[i], tokens[i + 1]] == pair
                    merged.append(isPair ? 1000 + left : tokens[i])
                    i += isPair ? 2 : 1
                }
                return fewest(merged, left - 1)
            }.min() ?? tokens.count
        }
        let best = bytes.count - fewest(bytes.map(Int.init), 3)
        let greedy = bytes.count - (try restored("fast-bpe", Sample(bytes, merges: 3))).tokens.count
        #expect(greedy <= best && Double(greedy) >= 0.37 * Double(best))
    }

    @Test func damagedBytesAreTold() throws {
        var random = Random(seed: 3)
        let text = Sample((0..<300).map { _ in UInt8(97 + random.index(below: 3)) }, merges: 20)
        let bytes = try Plugin.run("fast-bpe", on: text).compressed
        for length in 0..<bytes.count { #expect(throws: DamagedBytes.self) { try Plugin.restored("fast-bpe", Array(bytes.prefix(length))) as TokenizedText } }
        #expect(throws: DamagedBytes.self) { try Plugin.restored("fast-bpe", bytes + [0]) as TokenizedText }
        for _ in 0..<2000 {
            var damaged = bytes
            for _ in 0...random.index(below: 3) { damaged[random.index(below: bytes.count)] = UInt8(random.index(below: 256)) }
            do { _ = try Plugin.restored("fast-bpe", damaged) as TokenizedText } catch is DamagedBytes {}
        }
        // 40 merges, each of the token before with itself: 2⁴⁰ bytes are announced by some seventy.
        var bomb = BitWriter()
        for i in 0..<40 { for _ in 0..<2 { bomb.append(UInt64(i == 0 ? 97 : 255 + i), bits: i == 0 ? 8 : 9) } }
        bomb.append(295, bits: 9)
        #expect(throws: DamagedBytes.self) { try Plugin.restored("fast-bpe", Array("BPE1".utf8) + [40, 1] + bomb.bytes) as TokenizedText }
    }
}
