import AssayKit

/// Compresses a table by latent variables (Montanari and Weiner): (i) rows and columns get latents, by spectral clustering; (ii) the table is
/// parted into blocks, one for each pair of a row's and a column's latent; (iii) a sequential coder codes each block by itself; (iv) the
/// latents follow, compressed, and from both the table comes back.
///
/// The base coder is one of the two families that the paper has, by frequencies or by Lempel and Ziv, or for each block what makes fewer
/// bytes. Where the user leaves the numbers of latents open, they are those of the fewest bits, by the entropies of blocks; each column may
/// then also have a latent of its own. The paper's model knows an alphabet of letters; here the letters' texts are coded behind the blocks.
///
/// The bytes are those of `TableFile`.
public struct LatentTables: Compressor {
    static let rowLatents = Option("rowLatents", default: 0, in: 0...LatentEstimation.mostLatents, "how many latents rows have; 0 chooses by the bits")
    static let columnLatents = Option(
        "columnLatents", default: 0, in: 0...LatentEstimation.mostLatents, "how many latents columns have; 0 chooses by the bits")
    static let coder = Option(
        "coder", default: SequenceCoder.best.rawValue, of: SequenceCoder.allCases.map(\.rawValue),
        "the base coder: ans, by frequencies, lempel-ziv, or for each block the best of both")

    public static var card: Card {
        Card(
            id: "latent-tables", name: "Latent variable compression of tables",
            summary: "Clusters rows and columns spectrally, and codes each block of a row cluster and a column cluster by itself.",
            paper: Paper(
                id: "P196", title: "Compressing Tabular Data via Latent Variable Estimation", authors: "Andrea Montanari, Eric Weiner", year: 2023,
                arxiv: "2302.09780"),
            options: [rowLatents, columnLatents, coder],
            claims: [
                Claim(
                    "On tables of the model it comes to the entropy rate: within 2 of 100 on a million cells.", paperValue: "the optimal rate",
                    instance: "table/blocks", metric: "entropyRatio", expectation: .valueAtMost(1.02)),
                Claim(
                    "Lempel–Ziv coders do not come to it.", paperValue: "a rate above the optimal one", instance: "table/blocks", rival: "xz",
                    metric: "bytes", expectation: .ratioAtMost(0.85)),
                Claim(
                    "Neither does the base coder without latents.", paperValue: "a rate above the optimal one", instance: "table/blocks-tall",
                    rival: "whole-table", metric: "bytes", expectation: .ratioAtMost(0.95)),
                Claim(
                    "On real tables it makes fewer bytes than Zstandard does of the serialised table.", paperValue: "a higher data reduction rate",
                    instance: "table/digits-csv", rival: "zstd", metric: "bytes", expectation: .ratioAtMost(0.9)),
                Claim(
                    "On real tables it makes no more bytes than its base coder does column by column.", paperValue: "a higher data reduction rate",
                    instance: "table/digits-csv", rival: "columnwise-table", metric: "bytes", expectation: .ratioAtMost(1))
                    .with(remark: "It gives each of the 65 columns a latent of its own and then codes the same blocks; 57 bytes of 37,315 say so."),
            ])
    }

    private let rowLatents: Int
    private let columnLatents: Int
    private let coder: SequenceCoder

    public init(_ options: Options) throws {
        rowLatents = options[Self.rowLatents]
        columnLatents = options[Self.columnLatents]
        coder = SequenceCoder(rawValue: options[Self.coder]) ?? .best
    }

    public func compress(_ subject: any Tables, _ run: Run) throws -> [UInt8] {
        let table = LetterTable(subject.table)
        let partition = table.rows > 0 ? try estimate(FrequentLetters(table), run) : Partition(whole: table)
        run.report("rowLatents", Double(Set(partition.rowLatents).count))
        run.report("columnLatents", Double(Set(partition.columnLatents).count))
        return TableFile.encode(table, names: subject.table.columns.map(\.name), partition, coder)
    }

    private func estimate(_ table: FrequentLetters, _ run: Run) throws -> Partition {
        var random = run.random()
        let estimation = try LatentEstimation(table, &random, run)
        let some = [1, 2, 3, 4, 6, LatentEstimation.mostLatents]
        let rows = try (rowLatents > 0 ? [rowLatents] : some).map { try estimation.rowLatents($0, &random, run) }
        // With a latent for each of very many columns, most bits would be in the frequencies.
        let columnCounts = columnLatents > 0 ? [columnLatents] : table.columns <= 1_024 ? some + [table.columns] : some
        let columns = try columnCounts.map { try estimation.columnLatents($0, &random, run) }
        var best: (bits: Double, partition: Partition)?
        for rowLatents in rows {
            for columnLatents in columns {
                try run.checkTime()
                let partition = Partition(rowLatents: rowLatents, columnLatents: columnLatents)
                let bits = partition.estimatedBits(table)
                if bits < best?.bits ?? .infinity { best = (bits, partition) }
            }
        }
        return best?.partition ?? Partition(rowLatents: rows[0], columnLatents: columns[0])
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Table { try TableFile.decode(bytes) }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(LatentTables.self, ColumnwiseTable.self, WholeTable.self) }
