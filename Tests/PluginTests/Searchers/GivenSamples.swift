import AssayKit

/// Samples as a test gives them, or their moments alone.
final class GivenSamples: StructuralEquations {
    let meter: Meter
    let table: Matrix
    let threshold = 0.3

    /// - Parameter table: samples × variables, each of mean zero.
    init(_ table: Matrix, budget: [String: Int] = [:]) {
        self.table = table
        meter = Meter(Budget(calls: budget))
    }

    /// Samples that have exactly the moments of x = Wᵀx + noise of variance one: d of them, √d · (I − W)⁻¹.
    convenience init(population weights: Matrix) throws {
        var inverse = try (Matrix(identity: weights.rows) - weights).solving(Matrix(identity: weights.rows))
        for place in inverse.entries.indices { inverse.entries[place] *= Double(weights.rows).squareRoot() }
        self.init(inverse)
    }

    var variableCount: Int { table.columns }
    var sampleCount: Int { table.rows }

    func readSamples(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
        let entries = table.entries
        body(entries.span)
    }

    func computeLoss(at weights: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        let count = table.columns
        let left = table - table * Matrix(rows: count, columns: count, entries: weights.indices.map { weights[$0] })
        let product = Matrix.product(table, left, transposeLeft: true)
        for place in 0..<count * count { gradient[place] = -product.entries[place] / Double(table.rows) }
        return dot(left.entries, left.entries) / (2 * Double(table.rows))
    }

    /// The loss of an answer.
    func loss(_ weights: [Double]) throws -> Double {
        var gradient = weights
        return try GivenSamples(table).loss(at: weights, into: &gradient)
    }

    /// Random weights in ±[0.5, 2] between variables in random order, each pair with this chance.
    static func weights(_ count: Int, density: Double, seed: UInt64) -> Matrix {
        var random = Random(seed: seed)
        var order = Array(0..<count)
        random.shuffle(&order)
        var weights = Matrix(zeros: count, count)
        for later in 0..<count {
            for earlier in 0..<later where random.uniform() < density {
                weights[order[earlier], order[later]] = (random.uniform() < 0.5 ? -1 : 1) * random.uniform(0.5, 2)
            }
        }
        return weights
    }
}

extension Matrix {
    /// Where there are edges.
    var support: [Bool] { entries.map { $0 != 0 } }
}
