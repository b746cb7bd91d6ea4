import Formats
import Testing

@Suite struct MatrixMarketTests {
    private func dense(_ matrix: CoordinateMatrix) -> [[Double]] {
        var rows = [[Double]](repeating: [Double](repeating: 0, count: matrix.columnCount), count: matrix.rowCount)
        for entry in matrix.entries { rows[entry.row][entry.column] += entry.value }
        return rows
    }

    /// As SciPy wrote them.
    @Test func filesOfSciPyAreRead() throws {
        func load(_ name: String) throws -> [[Double]] { dense(try MatrixMarket.load(Fixture.path(name))) }
        #expect(try load("general.mtx") == [[0, 0.5, 0], [1e-7, 0, -3], [0, 0, 2.25]])
        #expect(try load("symmetric.mtx") == [[4, -1, 0], [-1, 4, -1.5], [0, -1.5, 4]])
        #expect(try load("skew.mtx") == [[0, -1, 0], [1, 0, 2.5], [0, -2.5, 0]])
        #expect(try load("pattern.mtx") == [[0, 1, 0], [1, 0, 1], [0, 0, 1]])
        #expect(try load("dense.mtx") == [[1, 2.5, 0], [0, -3, 4]])
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let matrix = CoordinateMatrix(rowCount: 3, columnCount: 2, entries: [.init(row: 2, column: 0, value: 0.1), .init(row: 0, column: 1, value: -1e-300)])
        try withScratchFile { file in
            try MatrixMarket.write(matrix, to: file)
            #expect(try MatrixMarket.load(file) == matrix)
        }
    }

    @Test(arguments: [
        ("", "line 1"), ("%%MatrixMarket matrix coordinate complex general\n1 1 0\n", "line 1"), ("%%MatrixMarket vector coordinate real general\n", "line 1"),
        ("%%MatrixMarket matrix coordinate real general\n% only a comment\n", "line 2"), ("%%MatrixMarket matrix coordinate real general\n2 2\n", "line 2"),
        ("%%MatrixMarket matrix coordinate real symmetric\n2 3 0\n", "line 2"), ("%%MatrixMarket matrix coordinate real general\n2 2 1\n3 1 1.0\n", "line 3"),
        ("%%MatrixMarket matrix coordinate real general\n2 2 1\n0 1 1.0\n", "line 3"), ("%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 nan\n", "line 3"),
        ("%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1.0\n", "line 3"), ("%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 1\n2 2 1\n", "line 4"),
        ("%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n1 1 1\n", "line 3"), ("%%MatrixMarket matrix array real general\n2 1\n1\n", "line 3"),
        ("%%MatrixMarket matrix coordinate real general\n99999999999 2 1\n", "line 2"),
    ]) func theLineIsNamed(text: String, place: String) {
        do throws(FormatError) {
            _ = try MatrixMarket.decode(Array(text.utf8))
            Issue.record("it was read")
        } catch { #expect(error.place == place && !error.remedy.isEmpty, "\(error)") }
    }
}
