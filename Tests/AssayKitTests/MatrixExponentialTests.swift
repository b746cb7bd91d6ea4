import AssayKit
import Foundation
import Testing

@Suite struct MatrixExponentialTests {
    /// Against SciPy's expm; make_exponential.py made the fixture. Both err by a few units of the last place of the norm, times the
    /// condition of the exponential, which is below 10³ for these.
    @Test func exponentialsAreThoseOfSciPy() throws {
        struct Case: Decodable { let size: Int; let matrix: [Double]; let exponential: [Double] }
        let folder = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
        let cases = try JSONDecoder().decode([Case].self, from: try Data(contentsOf: URL(filePath: folder + "/Fixtures/exponential.json")))
        for example in cases {
            let expected = Matrix(rows: example.size, columns: example.size, entries: example.exponential)
            let found = try Matrix(rows: example.size, columns: example.size, entries: example.matrix).exponential()
            #expect((found - expected).frobeniusNorm <= 1e-12 * expected.frobeniusNorm)
        }
        #expect(cases.count == 16)
    }

    /// A nilpotent matrix' series ends, a diagonal one's is its numbers', and what overflows is not finite.
    @Test func whatIsKnownByHand() throws {
        let nilpotent = try Matrix(rows: 3, columns: 3, entries: [0, 2, 0, 0, 0, 3, 0, 0, 0]).exponential()
        for (found, exact) in zip(nilpotent.entries, [1.0, 2, 3, 0, 1, 3, 0, 0, 1]) { #expect(abs(found - exact) < 1e-14) }
        #expect(try Matrix(zeros: 0, 0).exponential().entries.isEmpty)
        // The approximant's coefficients are divided by each other: a unit in the last place.
        #expect(try (Matrix(zeros: 4, 4).exponential() - Matrix(identity: 4)).frobeniusNorm < 1e-15)
        #expect(try !Matrix(rows: 1, columns: 1, entries: [1e6]).exponential().entries[0].isFinite)
        #expect(throws: DecompositionError.self) { try Matrix(rows: 1, columns: 1, entries: [.nan]).exponential() }
    }

    @Test func systemsAreSolved() throws {
        let matrix = Matrix(rows: 2, columns: 2, entries: [0, 2, 4, 0])
        #expect(try matrix.solving(Matrix(rows: 2, columns: 1, entries: [6, 8])).entries == [2, 3])
        #expect(throws: DecompositionError.self) { try Matrix(zeros: 2, 2).solving(Matrix(identity: 2)) }
    }
}
