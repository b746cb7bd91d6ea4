/// A table to be compressed without loss: every cell must come back, in its place. It is a block of bytes, too, its own CSV, so that
/// compressors of bytes compete on it, and what these restore and what a compressor of tables restores is the same.
public protocol Tables: RawBytes {
    var table: Table { get }
}

/// A table of texts by columns, and what a compressor of `Tables` restores.
///
/// It is sent and judged as CSV in one certain way: the first record has the names, a comma separates fields, a line feed ends records, and
/// those fields are quoted, their quotes doubled, that hold a comma, a quote, a line feed or a carriage return, or are empty and alone in
/// their record.
public struct Table: Sendable {
    /// A column: the different values that it has, and which of them each row has.
    public struct Column: Sendable {
        public let name: String
        /// Each once, in the order in which they first come. As bytes: texts that look alike, in other normal forms, are different cells.
        public private(set) var values: [[UInt8]] = []
        /// For each row the place of its value in `values`.
        public private(set) var codes: [Int] = []
        private var places: [[UInt8]: Int] = [:]

        public init(name: String) { self.name = name }

        public mutating func append(_ cell: [UInt8]) {
            if let place = places[cell] {
                codes.append(place)
            } else {
                places[cell] = values.count
                codes.append(values.count)
                values.append(cell)
            }
        }

        public subscript(_ row: Int) -> [UInt8] { values[codes[row]] }
    }

    public let columns: [Column]
    public var rowCount: Int { columns[0].codes.count }

    /// - Precondition: there is a column, and all are of one length.
    public init(_ columns: [Column]) {
        precondition(!columns.isEmpty && columns.allSatisfy { $0.codes.count == columns[0].codes.count }, "columns of different lengths are no table")
        self.columns = columns
    }

    /// - Precondition: there is a name, and each record has as many fields as there are names.
    public init(names: [String], records: some Sequence<[String]>) {
        var columns = names.map { Column(name: $0) }
        for record in records {
            precondition(record.count == names.count, "a record of \(record.count) fields in a table of \(names.count) columns")
            for (place, field) in record.enumerated() { columns[place].append(Array(field.utf8)) }
        }
        self.init(columns)
    }
}

extension Table: Transferable {
    public func encode(to writer: inout ByteWriter) {
        func append(_ record: [[UInt8]]) {
            for (place, field) in record.enumerated() {
                if place > 0 { writer.append(UInt8(ascii: ",")) }
                writer.append(contentsOf: field)
            }
            writer.append(UInt8(ascii: "\n"))
        }
        append(columns.map { Self.field(Array($0.name.utf8), isAlone: columns.count == 1) })
        let fields = columns.map { column in column.values.map { Self.field($0, isAlone: columns.count == 1) } }
        for row in 0..<rowCount { append(columns.indices.map { fields[$0][columns[$0].codes[row]] }) }
    }

    private static let quote = UInt8(ascii: "\"")

    private static func field(_ cell: [UInt8], isAlone: Bool) -> [UInt8] {
        let isSpecial = { (byte: UInt8) in byte == quote || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
        guard cell.isEmpty ? isAlone : cell.contains(where: isSpecial) else { return cell }
        return [quote] + cell.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }

    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        var columns: [Column] = []
        var isHeader = true
        while isHeader || reader.remaining > 0 {
            var count = 0, isLast = false
            while !isLast {
                let begin = reader.offset
                let (cell, end) = try Self.field(&reader)
                isLast = end == UInt8(ascii: "\n")
                if isHeader {
                    guard let name = String(validating: cell, as: UTF8.self) else { throw DamagedBytes(at: begin, "a name that is not UTF-8") }
                    columns.append(Column(name: name))
                } else {
                    guard count < columns.count else { throw DamagedBytes(at: begin, "a record of more than \(columns.count) fields") }
                    columns[count].append(cell)
                }
                count += 1
            }
            guard count == columns.count else { throw DamagedBytes(at: reader.offset, "a record of \(count) fields where there are \(columns.count) columns") }
            isHeader = false
        }
        self.init(columns)
    }

    /// A field, and the byte that ended it.
    private static func field(_ reader: inout ByteReader) throws(DamagedBytes) -> (cell: [UInt8], end: UInt8) {
        var cell: [UInt8] = [], isQuoted = false, isFirst = true
        while true {
            let byte = try reader.byte()
            if byte == quote {
                if isFirst {
                    isQuoted = true
                } else if isQuoted {
                    let next = try reader.byte()
                    if next == UInt8(ascii: ",") || next == UInt8(ascii: "\n") { return (cell, next) }
                    guard next == quote else { throw DamagedBytes(at: reader.offset - 1, "text after a closing quote") }
                    cell.append(quote)
                } else {
                    throw DamagedBytes(at: reader.offset - 1, "a quote inside a field that does not begin with one")
                }
            } else if !isQuoted, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") {
                return (cell, byte)
            } else {
                cell.append(byte)
            }
            isFirst = false
        }
    }
}
