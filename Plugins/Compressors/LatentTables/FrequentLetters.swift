/// A table with its most frequent letters alone, the most frequent one being 0: rare letters say little of the latents.
struct FrequentLetters {
    private static let most = 256
    /// Pairs of a column and a letter, of which singular vectors have an entry each.
    private static let mostPairs = 2_000_000

    let rows: Int
    let columns: Int
    /// Row by row; `count` stands for every other letter.
    let letters: [Int]
    let count: Int

    init(_ table: LetterTable) {
        (rows, columns) = (table.rows, table.columns)
        var counts = [Int](repeating: 0, count: table.letters.count + 1)
        for symbol in table.symbols { counts[symbol] += 1 }
        let frequent = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$1], $0) < (counts[$0], $1) }
            .prefix(max(2, min(Self.most, Self.mostPairs / columns)))
        var places = [Int](repeating: frequent.count, count: counts.count)
        for (place, symbol) in frequent.enumerated() { places[symbol] = place }
        letters = table.symbols.map { places[$0] }
        count = frequent.count
    }
}
