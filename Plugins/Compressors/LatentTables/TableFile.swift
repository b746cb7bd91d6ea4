import AssayKit

/// A table in blocks.
///
/// Its bytes: the signature `TBL1`; how many rows and columns; the latents of rows and of columns; each block's letters, those of the first
/// row latent first; then the lengths of the names and of the letters, these by columns, and their bytes. Zeros follow where that is less
/// than a byte for 16,384 cells, so that a reader can refuse sizes that would take memory without end.
struct TableFile {
    private static let signature = Array("TBL1".utf8)
    private static let cellsOfByte = 1 << 14
    /// More than are ever estimated.
    private static let mostRowLatents = 64

    static func encode(_ table: LetterTable, names: [String], _ partition: Partition, _ coder: SequenceCoder) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(contentsOf: signature)
        writer.append(variable: table.rows)
        writer.append(variable: table.columns)
        coder.append(partition.rowLatents, to: &writer)
        coder.append(partition.columnLatents, to: &writer)
        for block in partition.blocks { coder.append(block.map { table.symbols[$0] }, to: &writer) }
        let texts = names.map { Array($0.utf8) } + table.lettersByColumn
        // Texts have no latents: what they are made of comes again.
        SequenceCoder.best.append(texts.map(\.count), to: &writer)
        let bytes = texts.flatMap { $0 }
        SequenceCoder.best.append(bytes: bytes, to: &writer)
        while table.rows * table.columns > cellsOfByte * writer.bytes.count { writer.append(UInt8(0)) }
        return writer.bytes
    }

    static func decode(_ span: Span<UInt8>) throws(DamagedBytes) -> Table {
        var reader = ByteReader(span)
        guard reader.remaining >= 4, try reader.bytes(4) == signature else { throw DamagedBytes(at: 0, "they do not begin with TBL1") }
        let limit = cellsOfByte * span.count
        let rows = try reader.variable(atMost: limit), columns = try reader.variable(atMost: limit)
        guard columns > 0, max(1, rows) <= limit / columns else { throw DamagedBytes(at: 4, "\(rows) × \(columns) cells in \(span.count) bytes") }
        let rowLatents = try latents(rows, below: min(rows, mostRowLatents), &reader)
        let partition = Partition(rowLatents: rowLatents, columnLatents: try latents(columns, below: columns, &reader))
        var symbols = [Int](repeating: 0, count: rows * columns)
        for block in partition.blocks {
            let letters = try SequenceCoder.numbers(block.count, from: &reader)
            for (place, letter) in zip(block, letters) { symbols[place] = letter }
        }
        let letterCount = symbols.count { $0 == 0 }
        let lengths = try SequenceCoder.numbers(columns + letterCount, from: &reader)
        let begin = reader.offset
        var size = 0
        for length in lengths {
            guard length <= limit - size else { throw DamagedBytes(at: begin, "texts of more than \(limit) bytes") }
            size += length
        }
        let bytes = try SequenceCoder.bytes(size, from: &reader)
        guard reader.remaining == 0 || rows * columns > cellsOfByte * (span.count - 1), try reader.bytes(reader.remaining).allSatisfy({ $0 == 0 }) else {
            throw DamagedBytes(at: reader.offset, "bytes that follow the table")
        }
        var texts: [[UInt8]] = [], next = 0
        for length in lengths {
            texts.append(Array(bytes[next..<next + length]))
            next += length
        }
        var names: [String] = []
        for text in texts[..<columns] {
            guard let name = String(validating: text, as: UTF8.self) else { throw DamagedBytes(at: begin, "a name that is not UTF-8") }
            names.append(name)
        }
        return try LetterTable(rows: rows, columns: columns, symbols: symbols, lettersByColumn: Array(texts[columns...])).table(names: names)
    }

    private static func latents(_ count: Int, below limit: Int, _ reader: inout ByteReader) throws(DamagedBytes) -> [Int] {
        let begin = reader.offset
        let latents = try SequenceCoder.numbers(count, from: &reader)
        guard latents.allSatisfy({ $0 < limit }) else { throw DamagedBytes(at: begin, "a latent that there is none of") }
        return latents
    }
}
