import AssayKit
import Formats

/// Examples as a regression takes them.
struct Design: Sendable {
    /// examples × features, the last column ones.
    let features: Matrix
    /// −1 or 1 for two classes, else the class from 0 on.
    let labels: [Int]

    init(_ features: Matrix, _ labels: [Int]) {
        self.features = Matrix(
            rows: features.rows, columns: features.columns + 1, entries: (0..<features.rows).flatMap { features.row($0) + [1] })
        self.labels = labels
    }

    /// Every feature standardised, so that the condition is that of the problem and not of its units.
    static func breastCancer(_ data: DataFolder) throws -> Design {
        let file = try data.file("breast-cancer.svm")
        let examples = try LIBSVM.load(file)
        let labels = try examples.labels.enumerated().map { index, label in
            guard label.magnitude == 1 else { throw FormatError(file, "example \(index + 1)", "the label \(label) is neither −1 nor 1") }
            return label > 0 ? 1 : -1
        }
        return Design(Matrix(rows: labels.count, columns: examples.columnCount, entries: examples.dense).standardized, labels)
    }

    /// Five and above against the rest, pixels from 0 to 1.
    static func largeDigits(_ data: DataFolder) throws -> Design {
        let (pixels, labels) = try shadesAndLabels(data)
        return Design(pixels, labels.map { $0 >= 5 ? 1 : -1 })
    }

    /// Ten classes, pixels from 0 to 1.
    static func digits(_ data: DataFolder) throws -> Design {
        let (pixels, labels) = try shadesAndLabels(data)
        return Design(pixels, labels)
    }

    private static func shadesAndLabels(_ data: DataFolder) throws -> (Matrix, [Int]) {
        let digits = try Digits(data)
        let file = try data.file("digits.csv")
        guard !digits.labels.isEmpty else { throw FormatError(file, "", "there is no digit in it") }
        if let row = digits.labels.firstIndex(where: { !(0...9).contains($0) }) {
            throw FormatError(file, "row \(row + 1), column ‘label’", "\(digits.labels[row]) is no digit")
        }
        let shades = Matrix(rows: digits.labels.count, columns: Digits.pixelCount, entries: digits.pixels.map { $0 / 16 })
        return (shades, digits.labels)
    }
}

extension Matrix {
    /// The columns with mean zero and (population) variance one; a column of equal entries becomes zero.
    var standardized: Matrix {
        var result = self
        let count = Double(rows)
        for column in 0..<columns {
            let values = self.column(column)
            let mean = values.reduce(0, +) / count
            let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
            for row in 0..<rows { result[row, column] = deviation > 0 ? (values[row] - mean) / deviation : 0 }
        }
        return result
    }

    /// σ²max, the largest eigenvalue of AᵀA, exact but for rounding. O(rows·columns²).
    func largestSquaredSingularValue() throws(DecompositionError) -> Double {
        try Matrix.product(self, self, transposeLeft: true).symmetricEigen().values.last ?? 0
    }
}
