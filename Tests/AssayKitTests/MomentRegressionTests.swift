import AssayKit
import Testing

@Suite struct MomentRegressionTests {
    private let samples: Matrix = {
        var random = Random(seed: 4)
        return Matrix(rows: 200, columns: 5, entries: (0..<1000).map { _ in random.normal() + random.uniform() })
    }()

    private var moments: Matrix {
        var moments = Matrix.product(samples, samples, transposeLeft: true)
        for place in moments.entries.indices { moments.entries[place] /= 200 }
        return moments
    }

    /// What a fit leaves is at right angles to what it is fitted to, and its mean square is what is told.
    @Test func residualsAreOrthogonal() throws {
        let fit = try moments.regression(of: 2, on: [4, 0])
        let left = (0..<200).map { samples[$0, 2] - fit.weights[0] * samples[$0, 4] - fit.weights[1] * samples[$0, 0] }
        for variable in [4, 0] { #expect(abs(dot(left, samples.column(variable))) < 1e-10) }
        #expect(abs(dot(left, left) / 200 - fit.residual) < 1e-12)
        #expect(try moments.regression(of: 1, on: []).residual == moments[1, 1])
    }

    /// The Cholesky factors' fits are those one by one.
    @Test func anOrdersFits() throws {
        let order = [3, 1, 4, 0, 2]
        let (weights, loss) = try moments.regression(inOrder: order)
        var sum = 0.0
        for (place, variable) in order.enumerated() {
            let fit = try moments.regression(of: variable, on: Array(order[..<place]))
            sum += fit.residual / 2
            for other in 0..<5 {
                let expected = order[..<place].firstIndex(of: other).map { fit.weights[$0] } ?? 0
                #expect(abs(weights[other, variable] - expected) < 1e-12)
            }
        }
        #expect(abs(loss - sum) < 1e-12)
        #expect(try moments.regressionLoss(inOrder: order) == loss)
    }

    /// A variable twice: either weight or half of each fits as well; in an order there is no one solution.
    @Test func variablesThatDependOnEachOther() throws {
        let copied = moments.selecting(rows: [0, 1, 1]).selecting(columns: [0, 1, 1])
        let fit = try copied.regression(of: 0, on: [1, 2]), single = try copied.regression(of: 0, on: [1])
        #expect(abs(fit.residual - single.residual) < 1e-9)
        #expect(throws: DecompositionError.self) { try Matrix(zeros: 2, 2).regression(inOrder: [0, 1]) }
    }
}
