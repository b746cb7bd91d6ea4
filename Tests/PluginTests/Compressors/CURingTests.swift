import AssayKit
import Testing

@Suite struct CURingTests {
    /// Restores what CURing makes of a single matrix.
    private func restored(_ weight: Matrix, _ options: [String: String], calibration: Matrix? = nil) throws -> Matrix {
        let network = LinearNetwork([weight], calibration: calibration ?? Matrix(identity: weight.columns))
        let bytes = try Plugin.run("curing", ["layerChoice": "all"].merging(options) { $1 }, on: network).compressed
        return try #require(try Plugin.restore("curing", bytes)["w0"]).matrix
    }

    /// Sorensen and Embree, algorithm 1, by its words: interpolate the next vector at the indices so far, by solving for
    /// the coefficients, and take the largest entry of what is left.
    private func deim(_ vectors: Matrix) throws -> [Int] {
        var indices: [Int] = []
        for j in 0..<vectors.columns {
            var residual = vectors.column(j)
            if j > 0 {
                let before = vectors.selecting(columns: Array(0..<j))
                let inverse = try before.selecting(rows: indices).pseudoInverse()
                let chosen = Matrix(rows: j, columns: 1, entries: indices.map { residual[$0] })
                add(-1, (before * (inverse * chosen)).entries, to: &residual)
            }
            indices.append(try #require(residual.indices.max { residual[$0].magnitude < residual[$1].magnitude }))
        }
        return indices
    }

    /// The C·U·R nearest to a matrix with these rows and columns (Stewart, 1999).
    private func nearest(_ weight: Matrix, rows: [Int], columns: [Int]) throws -> Matrix {
        let (c, r) = (weight.selecting(columns: columns), weight.selecting(rows: rows))
        return try c * (c.pseudoInverse() * weight * r.pseudoInverse()) * r
    }

    /// The columns of the Kronecker product of (1 −2; 2 1), (1 −3; 3 1) and (2 −3; 3 2) are orthogonal. Of three of them
    /// DEIM, in fractions, takes the entries 7, 4 and 6:
    ///
    ///     v₁ = (2, 3, 6, 9, 4, 6, 12, 18)        largest at 7
    ///     v₂ = (9, −6, −3, 2, 18, −12, −6, 4)    less 2/9 of v₁: (77/9, −20/3, −13/3, 0, 154/9, −40/3, −26/3, 0): at 4
    ///     v₃ = (6, −4, 18, −12, −3, 2, −9, 6)    interpolated at 7 and 4: (15/2, −515/77, 2295/154, −15, 0, −260/77, −1170/77, 0): at 6
    ///
    /// Each vector's own largest entries would be 7, 4 and 2, and so are those that are left where only the newest index
    /// is corrected for.
    @Test func rowsAndColumnsAreThoseOfDEIMByHand() throws {
        let leading: [[Double]] = [
            [2, 3, 6, 9, 4, 6, 12, 18], [9, -6, -3, 2, 18, -12, -6, 4], [6, -4, 18, -12, -3, 2, -9, 6],
        ]
        let trailing: [[Double]] = [
            [-3, 2, -9, 6, -6, 4, -18, 12], [-6, -9, 2, 3, -12, -18, 4, 6], [-4, -6, -12, -18, 2, 3, 6, 9],
            [12, 18, -4, -6, -6, -9, 2, 3], [-18, 12, 6, -4, 9, -6, -3, 2],
        ]
        for (i, v) in (leading + trailing).enumerated() {
            for w in (leading + trailing)[..<i] { #expect(dot(v, w) == 0) }
        }
        // The first singular value is so large that no entry is negative: DEIM sees magnitudes.
        var weight = Matrix(zeros: 8, 8)
        for (v, value) in zip(leading + trailing, [500, 30, 10, 1, 0.9, 0.8, 0.7, 0.6]) {
            for i in 0..<8 { for j in 0..<8 { weight[i, j] += value * v[i] * v[j] / 650 } }
        }
        #expect(weight.entries.allSatisfy { $0 > 0 })
        let found = try restored(weight, ["importance": "weights", "healing": "false", "maximumRank": "3"])
        let right = try nearest(weight.single, rows: [4, 6, 7], columns: [4, 6, 7])
        let naive = try nearest(weight.single, rows: [2, 4, 7], columns: [2, 4, 7])
        // C, U and R are stored in single precision: 2⁻²⁴ · 500 · 500 / 10 · a few.
        #expect((found - right).frobeniusNorm < 0.01)
        #expect((found - naive).frobeniusNorm > 0.1)
    }

    @Test(arguments: 0..<8) func rowsAndColumnsAreThoseOfDEIM(seed: UInt64) throws {
        var random = Random(seed: seed)
        let weight = Matrix.random(24, 36, &random).single
        let inputs = Matrix.random(50, 36, &random)
        let scores = Matrix(
            rows: 24, columns: 36,
            entries: weight.entries.enumerated().map { $1.magnitude * norm(inputs.column($0 % 36)) })
        let decomposition = try SingularValueDecomposition(scores)
        let leading = Array(0..<6)
        let rows = try deim(decomposition.u.selecting(columns: leading))
        let columns = try deim(decomposition.transposedV.selecting(rows: leading).transposed)
        let expected = try nearest(weight, rows: rows, columns: columns)
        let found = try restored(weight, ["healing": "false", "maximumRank": "6"], calibration: inputs)
        // Entries of a few units out of factors in single precision.
        #expect((found - expected).frobeniusNorm < 1e-3)

        // Healed, U is where the error of the layer's output is least: its derivative in U, Cᵀ·(W̃ − W)·XᵀX·Rᵀ, vanishes.
        let healed = try restored(weight, ["maximumRank": "6"], calibration: inputs)
        func outputError(_ matrix: Matrix) -> Matrix { Matrix.product(matrix - weight, inputs, transposeRight: true) }
        func derivative(_ matrix: Matrix) -> Double {
            let passed = Matrix.product(weight.selecting(rows: rows), inputs, transposeRight: true)
            return (weight.selecting(columns: columns).transposed * Matrix.product(outputError(matrix), passed, transposeRight: true)).frobeniusNorm
        }
        #expect(outputError(healed).frobeniusNorm < outputError(expected).frobeniusNorm)
        #expect(derivative(healed) < 1e-4 * derivative(expected))
    }

    @Test(arguments: 0..<4) func aMatrixOfTheRankComesBackWhole(seed: UInt64) throws {
        var random = Random(seed: seed)
        let weight = (Matrix.random(20, 5, &random) * Matrix.random(5, 30, &random)).single
        let found = try restored(weight, ["maximumRank": "5", "healing": "false"])
        #expect((found - weight).frobeniusNorm < 1e-4 * weight.frobeniusNorm)
    }

    /// Where only some inputs carry anything, WANDA scores the columns of all others zero, and DEIM takes just these:
    /// C holds all of W that the data sees, and healing makes the output exact.
    @Test func onlyColumnsThatTheDataSeesAreTaken() throws {
        var random = Random(seed: 3)
        let weight = Matrix.random(20, 20, &random).single
        let live = [2, 7, 11, 18]
        var inputs = Matrix(zeros: 40, 20)
        for i in 0..<40 { for j in live { inputs[i, j] = random.normal() } }
        func outputError(_ options: [String: String]) throws -> Double {
            let found = try restored(weight, options.merging(["maximumRank": "4"]) { $1 }, calibration: inputs)
            return Matrix.product(found - weight, inputs, transposeRight: true).frobeniusNorm
        }
        let output = Matrix.product(weight, inputs, transposeRight: true).frobeniusNorm
        #expect(try outputError([:]) < 1e-4 * output)
        #expect(try outputError(["importance": "weights"]) > 0.1 * output)
    }

    /// Five square layers, each a rotation of planes by an angle of its own. The first and the last turn the data least,
    /// and are not to be touched.
    @Test func layersThatTurnTheDataLeastAreChosen() throws {
        func rotation(_ angle: Double) -> Matrix {
            var matrix = Matrix(identity: 12)
            let (cosine, sine) = (1 - angle * angle / 2, angle)
            for i in stride(from: 0, to: 12, by: 2) {
                (matrix[i, i], matrix[i, i + 1], matrix[i + 1, i], matrix[i + 1, i + 1]) = (cosine, -sine, sine, cosine)
            }
            return matrix
        }
        var random = Random(seed: 1)
        let network = LinearNetwork([0, 0.5, 0.1, 0.3, 0].map(rotation), calibration: .random(30, 12, &random))
        let result = try Plugin.run("curing", ["layerCount": "2"], on: network)
        let restored = try Plugin.restore("curing", result.compressed)
        #expect(restored.names == network.tensors.names)
        let changed = restored.names.filter { restored[$0] != network.tensors[$0] }
        #expect(changed == ["w2", "w3"])
        #expect(result.reports["layers"] == 2)
    }

    /// r·m + r² + r·n < m·n: for 8 × 8 that is r < 4·(√8 − 2) = 3.31, for 40 × 10 r < (√4100 − 50)/2 = 7.02. A product
    /// of rank 3 comes back whole with the one, of rank 4 it cannot.
    @Test(arguments: [(8, 8, 3), (40, 10, 7), (10, 40, 7)]) func theRankIsTheLargestThatSaves(m: Int, n: Int, rank: Int) throws {
        var random = Random(seed: 5)
        for excess in 0...1 {
            let weight = (Matrix.random(m, rank + excess, &random) * Matrix.random(rank + excess, n, &random)).single
            let error = try (restored(weight, [:]) - weight).frobeniusNorm / weight.frobeniusNorm
            #expect(excess == 0 ? error < 1e-3 : error > 1e-2)
        }
    }
}
