import AssayKit

/// Byte-pair encoding as it is defined (Gage, "A New Algorithm for Data Compression", 1994; Sennrich, Haddow and Birch, "Neural Machine
/// Translation of Rare Words with Subword Units", 2016): all pairs are counted anew for each merge, in O(NM). Ties as in `fast-bpe`.
public struct NaiveBytePairEncoding: Compressor {
    public static var card: Card {
        Card(
            id: "naive-bpe", name: "Byte-pair encoding",
            summary: "Merges the most frequent pair of tokens, counting all pairs for each merge.",
            paper: Paper(
                title: "Neural Machine Translation of Rare Words with Subword Units", authors: "Rico Sennrich, Barry Haddow, Alexandra Birch", year: 2016,
                arxiv: "1508.07909"),
            claims: [
                Claim(
                    "Frequent strings become one token: a text of 191,518 letters is less than a quarter as many tokens of 4,096 kinds.",
                    paperValue: "sequences much shorter than letters", instance: "text/licences", metric: "tokens", expectation: .valueAtMost(47_879))
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ text: any Text, _ run: Run) throws -> [UInt8] {
        let words = Words(text)
        var sequences = words.distinct.map { $0.map(Int.init) }
        var merges = Merges(limit: text.vocabularySize - 256)
        while !merges.isFull, let (left, right) = Self.mostFrequentPair(sequences, words.counts), merges.append(left, right) {
            try run.checkTime()
            for word in sequences.indices { Self.merge(left, right, into: merges.newest, &sequences[word]) }
        }
        return TokenFile(merges: merges, tokens: words.tokens(sequences)).encoded
    }

    /// Pairs that overlap, as in aaa, are all counted.
    private static func mostFrequentPair(_ sequences: [[Int]], _ counts: [Int]) -> (Int, Int)? {
        // A pair as one number, whose order is that of pairs: tokens are fewer than 2³².
        var frequencies: [Int: Int] = [:]
        for (sequence, count) in zip(sequences, counts) {
            for i in sequence.indices.dropLast() { frequencies[sequence[i] << 32 | sequence[i + 1], default: 0] += count }
        }
        return frequencies.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key >> 32, $0.key & 0xFFFF_FFFF) }
    }

    private static func merge(_ left: Int, _ right: Int, into token: Int, _ sequence: inout [Int]) {
        var written = 0, read = 0
        while read < sequence.count {
            let isPair = sequence[read] == left && read + 1 < sequence.count && sequence[read + 1] == right
            sequence[written] = isPair ? token : sequence[read]
            written += 1
            read += isPair ? 2 : 1
        }
        sequence.removeLast(sequence.count - written)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> TokenizedText { try TokenFile(bytes).text }
}
