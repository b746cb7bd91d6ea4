public import AssayKit

/// What a classifier's outputs are worth: the mean of −log softmax(z)_y over rows z of outputs with labels y.
public enum CrossEntropy {
    /// The mean over the rows, in nats. O(rows · classes).
    /// - Parameter outputs: rows × classes, before softmax.
    /// - Parameter labels: one a row, in 0..<classes.
    public static func mean(_ outputs: Matrix, labels: [Int]) -> Double {
        precondition(outputs.rows == labels.count && outputs.rows > 0, "\(labels.count) labels for \(outputs.rows) rows")
        var sum = 0.0
        for (i, label) in labels.enumerated() {
            let z = outputs.row(i)
            sum += logarithmOfSum(z) - z[label]
        }
        return sum / Double(labels.count)
    }

    /// The derivative of `mean` in each output: (softmax(z) − e_y) / rows, rows × classes.
    public static func derivative(_ outputs: Matrix, labels: [Int]) -> Matrix {
        precondition(outputs.rows == labels.count && outputs.rows > 0, "\(labels.count) labels for \(outputs.rows) rows")
        var entries: [Double] = []
        entries.reserveCapacity(outputs.rows * outputs.columns)
        for (i, label) in labels.enumerated() {
            let z = outputs.row(i)
            let total = logarithmOfSum(z)
            for (j, value) in z.enumerated() {
                entries.append((exponential(value - total) - (j == label ? 1 : 0)) / Double(labels.count))
            }
        }
        return Matrix(rows: outputs.rows, columns: outputs.columns, entries: entries)
    }

    /// The share of rows whose largest output, the first of equal ones, is their label's.
    public static func accuracy(_ outputs: Matrix, labels: [Int]) -> Double {
        precondition(outputs.rows == labels.count && outputs.rows > 0, "\(labels.count) labels for \(outputs.rows) rows")
        let right = labels.enumerated().count { i, label in
            let z = outputs.row(i)
            return z.firstIndex(of: z.max() ?? .nan) == label
        }
        return Double(right) / Double(labels.count)
    }

    /// log Σ exp(zⱼ), free of overflow.
    private static func logarithmOfSum(_ z: [Double]) -> Double {
        let largest = z.max() ?? 0
        return largest + logarithm(z.reduce(0) { $0 + exponential($1 - largest) })
    }
}
