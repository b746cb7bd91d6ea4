import AssayKit
import Testing

@Suite struct OrthogonalizationTests {
    private func random(_ rows: Int, _ columns: Int) -> FloatMatrix {
        var random = Random(seed: UInt64(rows * 100 + columns))
        return FloatMatrix(rows: rows, columns: columns, entries: (0..<rows * columns).map { _ in Float(random.normal()) })
    }

    private func values(_ matrix: FloatMatrix) throws -> SingularValueDecomposition {
        try SingularValueDecomposition(Matrix(rows: matrix.rows, columns: matrix.columns, entries: matrix.entries.map(Double.init)))
    }

    /// The polynomial of five steps applied to the singular values; the singular vectors stay. By the polynomial in double precision.
    @Test(arguments: [(6, 6), (12, 5), (5, 12), (1, 7), (7, 1)]) func onlyTheSingularValuesChange(rows: Int, columns: Int) throws {
        let matrix = random(rows, columns), result = matrix.orthogonalized()
        let before = try values(matrix)
        var expected = Matrix(zeros: rows, columns)
        for (k, value) in before.values.enumerated() {
            var x = value / Double(matrix.frobeniusNorm)
            for _ in 0..<5 { x = 3.4445 * x - 4.7750 * power(x, 3) + 2.0315 * power(x, 5) }
            #expect(value < 0.002 * Double(matrix.frobeniusNorm) || (0.68...1.21).contains(x))
            for i in 0..<rows {
                for j in 0..<columns { expected[i, j] += x * before.u[i, k] * before.transposedV[k, j] }
            }
        }
        // The iteration's slope at zero is 3.4445⁵ = 485, by which single precision's 6e-8 grows.
        for (x, y) in zip(result.entries, expected.entries) { #expect(abs(Double(x) - y) < 3e-5) }
    }

    @Test func zeroStaysZero() {
        #expect(FloatMatrix(zeros: 3, 4).orthogonalized() == FloatMatrix(zeros: 3, 4))
    }
}
