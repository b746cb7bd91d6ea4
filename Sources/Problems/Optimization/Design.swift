import AssayKit
import Formats

/// Examples as a regression takes them: features with a column of ones, and a label each.
struct Design: Sendable {
    /// examples × features, the last column ones.
    let features: Matrix
    /// ±1 for two classes, else the class from 0 on.
    let labels: [Double]

    /// Every feature standardised to mean zero and variance one, so that the condition is that of the problem and not
    /// of its units.
    static func breastCancer(_ data: DataFolder) throws -> Design {
        let examples = try LIBSVM.load(try data.file("breast-cancer.svm"))
        let rows = examples.labels.count
        let features = Matrix(rows: rows, columns: examples.columnCount, entries: examples.dense)
        return Design(features: withOnes(standardized(features)), labels: examples.labels)
    }

    /// Five and above against the rest, pixels from 0 to 1.
    static func largeDigits(_ data: DataFolder) throws -> Design {
        let digits = try digits(data)
        return Design(features: digits.features, labels: digits.labels.map { $0 >= 5 ? 1 : -1 })
    }

    /// Ten classes, pixels from 0 to 1.
    static func digits(_ data: DataFolder) throws -> Design {
        let digits = try Digits(data)
        let pixels = Matrix(rows: digits.labels.count, columns: Digits.pixelCount, entries: digits.pixels.map { $0 / 16 })
        return Design(features: withOnes(pixels), labels: digits.labels.map { Double($0) })
    }

    /// Columns with mean zero and (population) variance one.
    static func standardized(_ matrix: Matrix) -> Matrix {
        var result = matrix
        let rows = Double(matrix.rows)
        for column in 0..<matrix.columns {
            let values = matrix.column(column)
            let mean = values.reduce(0, +) / rows
            let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / rows).squareRoot()
            for row in 0..<matrix.rows { result[row, column] = deviation > 0 ? (matrix[row, column] - mean) / deviation : 0 }
        }
        return result
    }

    private static func withOnes(_ matrix: Matrix) -> Matrix {
        Matrix(
            rows: matrix.rows, columns: matrix.columns + 1,
            entries: (0..<matrix.rows).flatMap { matrix.row($0) + [1] })
    }

    /// The largest eigenvalue of XᵀX.
    var largestSquaredSingularValue: Double {
        let gram = Matrix.product(features, features, transposeLeft: true)
        return (try? gram.symmetricEigen().values.last) ?? gram.frobeniusNorm
    }
}
