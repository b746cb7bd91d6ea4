import AssayKit

/// A table over one alphabet, that of all its cells.
///
/// Letters are numbered in the order in which they first come, row by row. A cell with a letter that never came before is a 0, which needs
/// not say which, and any other is its letter's number, from 1 on: so a column of cells that are all different is a column of zeros.
struct LetterTable {
    let rows: Int
    let columns: Int
    /// Row by row.
    private(set) var symbols: [Int] = []
    /// What each letter stands for.
    private(set) var letters: [[UInt8]] = []

    init(_ table: Table) {
        (rows, columns) = (table.rowCount, table.columns.count)
        symbols.reserveCapacity(rows * columns)
        let columns = table.columns
        let values = columns.map(\.values), codes = columns.map(\.codes)
        // A column's values as letters, once they have come.
        var letterOf = values.map { [Int](repeating: -1, count: $0.count) }
        var places: [[UInt8]: Int] = [:]
        for row in 0..<rows {
            for column in columns.indices {
                let code = codes[column][row]
                var letter = letterOf[column][code]
                if letter < 0 {
                    letter = places[values[column][code]] ?? -1
                    if letter < 0 {
                        symbols.append(0)
                        letterOf[column][code] = letters.count
                        places[values[column][code]] = letters.count
                        letters.append(values[column][code])
                        continue
                    }
                    letterOf[column][code] = letter
                }
                symbols.append(letter + 1)
            }
        }
    }

    /// The letters by the columns in which they first come, those of a column in their order: texts of one kind stand together.
    var lettersByColumn: [[UInt8]] { Self.orderByColumn(symbols, columns).map { letters[$0] } }

    private static func orderByColumn(_ symbols: [Int], _ columns: Int) -> [Int] {
        let columnOf = symbols.indices.filter { symbols[$0] == 0 }.map { $0 % columns }
        return columnOf.indices.sorted { (columnOf[$0], $0) < (columnOf[$1], $1) }
    }

    /// - Throws: where the symbols do not fit the letters.
    init(rows: Int, columns: Int, symbols: [Int], lettersByColumn: [[UInt8]]) throws(DamagedBytes) {
        var seen = 0
        for symbol in symbols {
            if symbol == 0 { seen += 1 }
            guard symbol <= seen else { throw DamagedBytes(at: 0, "a letter that did not come yet") }
        }
        guard seen == lettersByColumn.count else { throw DamagedBytes(at: 0, "\(seen) letters where there are \(lettersByColumn.count)") }
        letters = [[UInt8]](repeating: [], count: seen)
        for (text, letter) in zip(lettersByColumn, Self.orderByColumn(symbols, columns)) { letters[letter] = text }
        (self.rows, self.columns, self.symbols) = (rows, columns, symbols)
    }

    func table(names: [String]) -> Table {
        var result = names.map { Table.Column(name: $0) }
        var seen = 0
        for place in symbols.indices {
            if symbols[place] == 0 { seen += 1 }
            result[place % columns].append(letters[symbols[place] == 0 ? seen - 1 : symbols[place] - 1])
        }
        return Table(result)
    }
}
