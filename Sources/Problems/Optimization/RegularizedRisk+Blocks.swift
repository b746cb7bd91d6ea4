import AssayKit

/// Partial derivatives and blocks of the Hessian. Weight c·features + j goes with score c and feature j.
extension RegularizedRisk.Evaluation {
    /// O(examples·|block|).
    func partialDerivatives(of block: Span<Int>, into derivatives: inout MutableSpan<Double>) {
        let classes = risk.loss.scoreCount, width = risk.design.features.columns
        for place in block.indices {
            let (c, j) = block[place].quotientAndRemainder(dividingBy: width)
            var sum = 0.0
            for row in 0..<risk.exampleCount { sum += slopes[row * classes + c] * risk.design.features[row, j] }
            derivatives[place] = sum / Double(risk.exampleCount) + risk.regularization * point[block[place]]
        }
    }

    /// O(examples·(pairs + rows·scores)), where pairs of the same row follow each other.
    func secondDerivatives(_ rows: Span<Int>, _ columns: Span<Int>, into entries: inout MutableSpan<Double>) {
        let classes = risk.loss.scoreCount, width = risk.design.features.columns
        var directions = [Double](repeating: 0, count: slopes.count)
        for pair in rows.indices {
            let (c, j) = rows[pair].quotientAndRemainder(dividingBy: width)
            if pair == 0 || rows[pair] != rows[pair - 1] {
                // The loss's Hessian in the scores times the direction of one weight.
                for index in directions.indices { directions[index] = 0 }
                for row in 0..<risk.exampleCount { directions[row * classes + c] = risk.design.features[row, j] }
                risk.loss.multiplyHessian(slopes, risk.design.labels, &directions)
            }
            let (d, i) = columns[pair].quotientAndRemainder(dividingBy: width)
            var sum = 0.0
            for row in 0..<risk.exampleCount { sum += directions[row * classes + d] * risk.design.features[row, i] }
            entries[pair] = sum / Double(risk.exampleCount) + (rows[pair] == columns[pair] ? risk.regularization : 0)
        }
    }
}

extension RegularizedRisk {
    /// Bounds of the second derivatives along single weights. A score's own is at most ¼ for both losses: p(1 − p).
    var coordinateSmoothness: [Double] {
        let squares = (0..<design.features.columns).map { j in design.features.column(j).reduce(0) { $0 + $1 * $1 } / Double(exampleCount) }
        return (0..<loss.scoreCount).flatMap { _ in squares.map { 0.25 * $0 + regularization } }
    }

    /// Entries of ¼XᵀX/n + λI, or of ½(I − 11ᵀ/k) ⊗ XᵀX/n + λI where there are k scores (Böhning, "Multinomial logistic
    /// regression algorithm", 1992).
    func boundEntries(_ rows: Span<Int>, _ columns: Span<Int>, into entries: inout MutableSpan<Double>) {
        let width = design.features.columns, classes = loss.scoreCount
        for pair in rows.indices {
            let (c, j) = rows[pair].quotientAndRemainder(dividingBy: width), (d, i) = columns[pair].quotientAndRemainder(dividingBy: width)
            let factor = classes == 1 ? 0.25 : 0.5 * ((c == d ? 1 : 0) - 1 / Double(classes))
            var sum = 0.0
            for row in 0..<exampleCount { sum += design.features[row, j] * design.features[row, i] }
            entries[pair] = factor * sum / Double(exampleCount) + (rows[pair] == columns[pair] ? regularization : 0)
        }
    }
}

extension RegularizedRiskProblem: BlockCoordinates {
    var coordinateSmoothness: [Double] { risk.coordinateSmoothness }
    var absoluteWeights: [Double] { [Double](repeating: 0, count: dimension) }

    func computePartialDerivatives(
        of block: Span<Int>, at point: Span<Double>, into derivatives: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        evaluation(at: point).partialDerivatives(of: block, into: &derivatives)
    }

    func computeSecondDerivatives(
        rows: Span<Int>, columns: Span<Int>, at point: Span<Double>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        evaluation(at: point).secondDerivatives(rows, columns, into: &entries)
    }

    func computeBoundEntries(rows: Span<Int>, columns: Span<Int>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        risk.boundEntries(rows, columns, into: &entries)
    }
}
