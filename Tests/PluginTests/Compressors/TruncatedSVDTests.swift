import AssayKit
import Testing

@Suite struct TruncatedSVDTests {
    /// Eckart and Young: the error is the root of the sum of squares of the singular values that are left out.
    @Test(arguments: [(30, 20, 4), (12, 40, 7)]) func theErrorIsThatOfTheBestApproximation(m: Int, n: Int, rank: Int) throws {
        var random = Random(seed: 1)
        let weight = Matrix.random(m, n, &random).single
        let network = LinearNetwork([weight], calibration: Matrix(identity: n))
        let bytes = try Plugin.run("truncated-svd", ["rank": "\(rank)"], on: network).compressed
        let restored = try #require(try Plugin.restore("truncated-svd", bytes)["w0"]).matrix
        let left = try SingularValueDecomposition(weight).values.dropFirst(rank)
        #expect(((weight - restored).frobeniusNorm - norm(Array(left))).magnitude < 1e-5)
        #expect(try SingularValueDecomposition(restored).values[rank] < 1e-5)
        // The numbers of both factors, and a few dozen bytes beside.
        #expect(rank * (m + n) * 4..<rank * (m + n) * 4 + 64 ~= bytes.count)
    }

    @Test func whatFactorsWouldNotShortenIsLeftAlone() throws {
        var random = Random(seed: 1)
        let network = LinearNetwork([.random(8, 8, &random)], calibration: Matrix(identity: 8))
        let bytes = try Plugin.run("truncated-svd", ["rank": "4"], on: network).compressed
        #expect(try Plugin.restore("truncated-svd", bytes) == network.tensors)
    }
}
