import AssayKit

/// Byte-pair encoding in O(N log M): the adjacent pair of tokens that is most frequent becomes a token, again and again, and a merge
/// touches the places where its pair is (Zouhar and others, "A Formal Perspective on Byte-Pair Encoding"). The text is a doubly linked
/// list, pairs know where they are, and a priority queue has the most frequent.
///
/// The paper leaves ties open; here the pair of the smaller tokens wins, the left one first. Its list of places for each pair and the
/// heap in which frequencies are updated are here lists threaded through the text and a heap that is put right when it is asked.
/// Words that are the same are merged once.
///
/// The bytes are those of `TokenFile`.
public struct FastBytePairEncoding: Compressor {
    public static var card: Card {
        Card(
            id: "fast-bpe", name: "Fast byte-pair encoding",
            summary: "Merges the most frequent pair of tokens, which it finds by a priority queue, where that pair is.",
            paper: Paper(
                id: "P174", title: "A Formal Perspective on Byte-Pair Encoding",
                authors: "Vilém Zouhar, Clara Meister, Juan Luis Gastaldi, Li Du, Tim Vieira, Mrinmaya Sachan, Ryan Cotterell", year: 2023,
                arxiv: "2306.16837"),
            claims: [
                Claim(
                    "The faster algorithm's merges are those of the greedy one.", paperValue: "the same", instance: "text/licences",
                    rival: "naive-bpe", metric: "tokens", expectation: .ratioAtMost(1)),
                Claim(
                    "It takes O(N log M) where counting anew takes O(NM).", paperValue: "O(N log M) for O(NM)", instance: "text/licences-unsplit",
                    rival: "naive-bpe", metric: "seconds", expectation: .ratioAtMost(0.1)),
                Claim(
                    "Greedy merges save at least 0.37 of what the best merges save.", paperValue: "0.37", instance: "text/licences",
                    metric: "tokens", expectation: .untestable("the best merges are known of a few letters only; the tests try those")),
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ text: any Text, _ run: Run) throws -> [UInt8] {
        let words = Words(text)
        var merges = Merges(limit: text.vocabularySize - 256)
        var list = TokenList(words)
        var queue = PriorityQueue(list.countPairs())
        while !merges.isFull, let pair = queue.popMostFrequent(list.counts), merges.append(pair.left, pair.right) {
            try run.checkTime()
            for created in list.merge(pair.index, into: merges.newest) { queue.push(created) }
        }
        return TokenFile(merges: merges, tokens: words.tokens(words.distinct.indices.map { list.tokens(ofWord: $0) })).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> TokenizedText { try TokenFile(bytes).text }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(FastBytePairEncoding.self, NaiveBytePairEncoding.self) }
