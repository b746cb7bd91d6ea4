import AssayKit

/// C · U · R, which stands for a matrix W of m × n: C are r of its columns, R are r of its rows.
///
/// Its bytes: m, n, r; the rows' indices and the columns' indices, ascending, each as its distance from the one before;
/// then in single precision C (m × r), R without the chosen columns (r × (n − r)), and U (r × r), row after row. Where
/// the chosen rows and columns cross, R's numbers are also C's, and are stored once: so r·(m + n) numbers in all.
struct CURFactors {
    let rows: [Int]
    let columns: [Int]
    let c: Matrix
    let r: Matrix
    var u: Matrix

    /// U = C⁺ · W · R⁺ makes C · U · R the nearest to W in the Frobenius norm for these rows and columns. O(m·n·r).
    init(_ matrix: Matrix, rows: [Int], columns: [Int]) throws(DecompositionError) {
        self.rows = rows.sorted()
        self.columns = columns.sorted()
        c = matrix.selecting(columns: self.columns)
        r = matrix.selecting(rows: self.rows)
        u = try c.pseudoInverse() * matrix * r.pseudoInverse()
    }

    var product: Matrix { c * u * r }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        for size in [c.rows, r.columns, rows.count] { writer.append(variable: size) }
        for indices in [rows, columns] {
            for (index, before) in zip(indices, [-1] + indices) { writer.append(variable: index - before - 1) }
        }
        for matrix in [c, r.selecting(columns: others(r.columns)), u] { writer.append(single: matrix.entries) }
        return writer.bytes
    }

    private func others(_ count: Int) -> [Int] {
        let chosen = Set(columns)
        return (0..<count).filter { !chosen.contains($0) }
    }

    // A rank-one matrix of millions of rows and columns fits into a few megabytes; restoring it takes terabytes. So one
    // stored number may stand for this many restored ones at the most, and compressing keeps to that.
    private static let expansionLimit = 16_384

    /// The least rank that keeps to the limit on what a stored number may stand for.
    static func leastRank(_ m: Int, _ n: Int) -> Int {
        let limit = expansionLimit * (m + n)
        return limit == 0 ? 1 : (m * n + limit - 1) / limit
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let begin = reader.offset
        // No side is longer than the numbers that are left, nor than what the linear algebra counts with.
        let limit = min(reader.remaining / 4, Int(Int32.max))
        let m = try reader.variable(atMost: limit)
        let n = try reader.variable(atMost: limit)
        let rank = try reader.variable(atMost: min(m, n))
        guard rank > 0, rank <= reader.remaining / 4 / (m + n) else {
            throw DamagedBytes(at: begin, "rows and columns of \(m) × \(n) with rank \(rank) where \(reader.remaining) bytes are left")
        }
        guard m * n <= Self.expansionLimit * rank * (m + n) else {
            throw DamagedBytes(at: begin, "a matrix of \(m) × \(n) out of too few numbers")
        }
        rows = try reader.ascendingIndices(rank, below: m)
        columns = try reader.ascendingIndices(rank, below: n)
        c = Matrix(rows: m, columns: rank, entries: try reader.singles(m * rank))
        let uncrossed = try reader.singles(rank * (n - rank))
        u = Matrix(rows: rank, columns: rank, entries: try reader.singles(rank * rank))

        var place = [Int?](repeating: nil, count: n)
        for (k, column) in columns.enumerated() { place[column] = k }
        var entries: [Double] = []
        entries.reserveCapacity(rank * n)
        var next = 0
        for row in rows {
            for column in place {
                if let column {
                    entries.append(c[row, column])
                } else {
                    entries.append(uncrossed[next])
                    next += 1
                }
            }
        }
        r = Matrix(rows: rank, columns: n, entries: entries)
    }
}

extension ByteReader {
    /// Indices, each as its distance from the one before.
    mutating func ascendingIndices(_ count: Int, below limit: Int) throws(DamagedBytes) -> [Int] {
        var indices: [Int] = []
        for _ in 0..<count {
            let next = (indices.last ?? -1) + 1
            guard next < limit else { throw DamagedBytes(at: offset, "more indices than \(limit)") }
            indices.append(next + (try variable(atMost: limit - 1 - next)))
        }
        return indices
    }
}
