import AssayKit

/// Latents of rows and columns, by which a table is parted into blocks.
struct Partition {
    /// From 0 on.
    let rowLatents: [Int]
    let columnLatents: [Int]

    /// All rows and all columns alike.
    init(whole table: LetterTable) {
        rowLatents = [Int](repeating: 0, count: table.rows)
        columnLatents = [Int](repeating: 0, count: table.columns)
    }

    /// Each column by itself.
    init(columnsOf table: LetterTable) {
        rowLatents = [Int](repeating: 0, count: table.rows)
        columnLatents = Array(0..<table.columns)
    }

    init(rowLatents: [Int], columnLatents: [Int]) {
        self.rowLatents = rowLatents
        self.columnLatents = columnLatents
    }

    /// The places of cells in each block, row by row: the blocks of the first row latent first.
    var blocks: [[Int]] {
        let columnCount = columnLatents.count, width = (columnLatents.max() ?? 0) + 1
        var blocks = [[Int]](repeating: [], count: ((rowLatents.max() ?? 0) + 1) * width)
        for (row, rowLatent) in rowLatents.enumerated() {
            for (column, columnLatent) in columnLatents.enumerated() {
                blocks[rowLatent * width + columnLatent].append(row * columnCount + column)
            }
        }
        return blocks
    }

    var blockCount: Int { ((rowLatents.max() ?? 0) + 1) * ((columnLatents.max() ?? 0) + 1) }

    /// About how many bits the table has in these blocks: the entropy of each block's frequencies, these themselves in 16 bits a letter,
    /// and the latents. Which of the rare letters a cell has is left out: that is the same in all partitions.
    func estimatedBits(_ table: FrequentLetters) -> Double {
        let width = (columnLatents.max() ?? 0) + 1, letterCount = table.count + 1
        var counts = [Int](repeating: 0, count: blockCount * letterCount)
        var place = 0
        for row in rowLatents {
            for column in columnLatents {
                counts[(row * width + column) * letterCount + table.letters[place]] += 1
                place += 1
            }
        }
        let latents = [rowLatents, columnLatents].reduce(0) { sum, latents in
            var counts = [Int](repeating: 0, count: (latents.max() ?? 0) + 1)
            for latent in latents { counts[latent] += 1 }
            return sum + Self.bits(counts[...])
        }
        return (0..<blockCount).reduce(latents) { $0 + Self.bits(counts[$1 * letterCount..<($1 + 1) * letterCount]) }
    }

    private static func bits(_ counts: ArraySlice<Int>) -> Double {
        let total = Double(counts.reduce(0, +))
        let nats = counts.reduce(0.0) { $1 == 0 ? $0 : $0 - Double($1) * logarithm(Double($1) / total) }
        return nats / logarithm(2) + 16 * Double(counts.count { $0 > 0 })
    }
}
