import AssayKit

/// Codes each column by itself, with the base coder of `latent-tables`: what column stores do (Abadi, Madden and Ferreira).
public struct ColumnwiseTable: Compressor {
    public static var card: Card {
        Card(
            id: "columnwise-table", name: "Columnwise coding", summary: "Codes each column of a table by itself.",
            paper: Paper(
                title: "Integrating Compression and Execution in Column-Oriented Database Systems", authors: "Daniel J. Abadi, Samuel R. Madden, Miguel C. Ferreira",
                year: 2006),
            options: [LatentTables.coder],
            claims: [
                Claim(
                    "Values of one column are more alike than those of a row: columns take fewer bytes than the table row by row.", paperValue: "a higher ratio",
                    instance: "table/digits-csv", rival: "whole-table", metric: "bytes", expectation: .ratioAtMost(0.8))
                    .with(remark: "0.843; the bound was a guess, as no paper has a figure.")
            ])
    }

    private let coder: SequenceCoder
    public init(_ options: Options) throws { coder = SequenceCoder(rawValue: options[LatentTables.coder]) ?? .best }

    public func compress(_ subject: any Tables, _ run: Run) throws -> [UInt8] {
        let table = LetterTable(subject.table)
        return TableFile.encode(table, names: subject.table.columns.map(\.name), Partition(columnsOf: table), coder)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Table { try TableFile.decode(bytes) }
}

/// Codes all cells row by row, with the base coder of `latent-tables` and no latents: the serialisation that the paper begins from.
public struct WholeTable: Compressor {
    public static var card: Card {
        Card(
            id: "whole-table", name: "Coding row by row", summary: "Codes all cells of a table as one sequence, row by row.",
            paper: Paper(
                title: "A Universal Algorithm for Sequential Data Compression", authors: "Jacob Ziv, Abraham Lempel", year: 1977),
            options: [LatentTables.coder],
            claims: [
                Claim(
                    "A table's letters alone are less than its serialised text.", paperValue: "none of the text around the letters", instance: "table/digits-csv",
                    rival: "zstd", metric: "bytes", expectation: .ratioAtMost(1))
            ])
    }

    private let coder: SequenceCoder
    public init(_ options: Options) throws { coder = SequenceCoder(rawValue: options[LatentTables.coder]) ?? .best }

    public func compress(_ subject: any Tables, _ run: Run) throws -> [UInt8] {
        let table = LetterTable(subject.table)
        return TableFile.encode(table, names: subject.table.columns.map(\.name), Partition(whole: table), coder)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Table { try TableFile.decode(bytes) }
}
