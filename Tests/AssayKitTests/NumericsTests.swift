import AssayKit
import Testing

@Suite struct NumericsTests {
    private func gaussian(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
        var random = Random(seed: seed)
        return Matrix(rows: rows, columns: columns, entries: (0..<rows * columns).map { _ in random.normal() })
    }

    @Test func productsByHand() {
        let a = Matrix(rows: 2, columns: 3, entries: [1, 2, 3, 4, 5, 6])
        let b = Matrix(rows: 3, columns: 2, entries: [7, 8, 9, 10, 11, 12])
        #expect((a * b).entries == [58, 64, 139, 154])
        #expect(Matrix.product(a, a, transposeRight: true).entries == [14, 32, 32, 77])
        #expect(Matrix.product(a, a, transposeLeft: true).entries == [17, 22, 27, 22, 29, 36, 27, 36, 45])
        #expect(Matrix.product(a, [1, 0, -1].span) == [-2, -2])
        #expect(Matrix.product(a, [1, -1].span, transposed: true) == [-3, -3, -3])
        #expect(a.transposed.entries == [1, 4, 2, 5, 3, 6])
    }

    /// ‖A − UΣVᵀ‖ and the distance of UᵀU from I are backward errors of LAPACK: a small multiple of ε times the size.
    @Test(arguments: [(7, 4), (4, 7), (30, 30)]) func singularValuesReconstruct(rows: Int, columns: Int) throws {
        let a = gaussian(rows, columns, seed: 1)
        let d = try SingularValueDecomposition(a)
        var scaled = d.u
        for i in 0..<scaled.rows { for j in 0..<scaled.columns { scaled[i, j] *= d.values[j] } }
        #expect((scaled * d.transposedV - a).frobeniusNorm < 1e-13 * Double(rows * columns))
        let gram = Matrix.product(d.u, d.u, transposeLeft: true)
        #expect((gram - Matrix(identity: gram.rows)).frobeniusNorm < 1e-13 * Double(rows))
        #expect(d.values == d.values.sorted(by: >))
    }

    /// The four conditions of Penrose, on a matrix that lacks rank.
    @Test func pseudoInverseSatisfiesPenrosesConditions() throws {
        let a = gaussian(8, 3, seed: 2) * gaussian(3, 6, seed: 3)
        let p = try a.pseudoInverse()
        #expect((a * p * a - a).frobeniusNorm < 1e-11)
        #expect((p * a * p - p).frobeniusNorm < 1e-11)
        #expect(((a * p).transposed - a * p).frobeniusNorm < 1e-11)
        #expect(((p * a).transposed - p * a).frobeniusNorm < 1e-11)
    }

    @Test func positiveDefiniteSystems() throws {
        let root = gaussian(6, 6, seed: 4)
        let a = Matrix.product(root, root, transposeRight: true)
        let x = [1.0, -2, 3, -4, 5, -6]
        let solution = try a.solvingPositiveDefinite(Matrix.product(a, x.span))
        #expect(zip(solution, x).allSatisfy { ($0 - $1).magnitude < 1e-8 })
        #expect(throws: DecompositionError.self) { try Matrix(rows: 2, columns: 2, entries: [1, 2, 2, 1]).solvingPositiveDefinite([1, 1]) }
    }

    @Test func orthonormalBasisSpans() throws {
        let a = gaussian(9, 4, seed: 5)
        let q = try a.orthonormalBasis()
        #expect((Matrix.product(q, q, transposeLeft: true) - Matrix(identity: 4)).frobeniusNorm < 1e-13)
        #expect((q * Matrix.product(q, a, transposeLeft: true) - a).frobeniusNorm < 1e-12)
    }

    @Test func eigenvaluesOfAKnownMatrix() throws {
        let (values, vectors) = try Matrix(rows: 2, columns: 2, entries: [2, 1, 1, 2]).symmetricEigen()
        #expect((values[0] - 1).magnitude < 1e-14 && (values[1] - 3).magnitude < 1e-14)
        #expect((vectors[0, 1].magnitude - 0.5.squareRoot()).magnitude < 1e-14)
    }

    /// Whatever the dimension (the kernel goes sixteen at a time) and the number of rows (four at a time), the distances are
    /// those of the definition, and have the bits of each row alone; 1e-5 is more than the rounding of 100 single-precision
    /// additions.
    @Test(arguments: [1, 3, 15, 16, 17, 64, 100], [1, 3, 4, 7, 11, 13]) func distances(dimension: Int, count: Int) {
        var random = Random(seed: UInt64(dimension))
        let table = (0..<dimension * 5).map { _ in Float(random.normal()) }
        let query = (0..<dimension).map { _ in Float(random.normal()) }
        let rows = (0..<count).map { Int32(($0 * 3 + 4) % 5) }
        var result = [Float](repeating: 0, count: count)
        var span = result.mutableSpan
        squaredDistances(from: query.span, to: rows.span, of: table.span, dimension: dimension, into: &span)
        for (position, row) in rows.enumerated() {
            let row = Int(row), one = [Int32(row)]
            var alone: [Float] = [0]
            var aloneSpan = alone.mutableSpan
            squaredDistances(from: query.span, to: one.span, of: table.span, dimension: dimension, into: &aloneSpan)
            #expect(result[position] == alone[0])
            let expected = (0..<dimension).reduce(0.0) { sum, axis in
                let difference = Double(query[axis]) - Double(table[row * dimension + axis])
                return sum + difference * difference
            }
            #expect((Double(result[position]) - expected).magnitude <= 1e-5 * expected)
        }
    }
}
