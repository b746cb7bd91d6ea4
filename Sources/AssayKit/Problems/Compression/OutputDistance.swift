/// How far a changed network's outputs are from the original's on the same data: the loss of compressors, which have no labels.
public struct OutputDistance: Sendable {
    /// What is measured.
    public enum Measure: String, Sendable, CaseIterable {
        /// The Kullback–Leibler divergence of the softmax of the changed outputs from that of the original ones, in nats.
        case kl
        /// The squared Euclidean distance of the outputs.
        case squared
    }

    public let measure: Measure
    private let outputs: Matrix
    /// Of each row of the original, log softmax.
    private let logarithms: [[Double]]

    /// - Parameter outputs: the original's, examples × outputs.
    public init(_ measure: Measure, from outputs: Matrix) {
        self.measure = measure
        self.outputs = outputs
        logarithms = measure == .kl ? (0..<outputs.rows).map { Self.logSoftmax(outputs.row($0)) } : []
    }

    /// The mean over the examples.
    /// - Parameter examples: the rows to look at; all of them where nil.
    public func to(_ changed: Matrix, examples: [Int]? = nil) -> Double {
        precondition(changed.rows == outputs.rows && changed.columns == outputs.columns, "outputs of another shape")
        let rows = examples ?? Array(0..<outputs.rows)
        return rows.reduce(0) { $0 + distance(changed.row($1), $1) } / Double(max(1, rows.count))
    }

    private func distance(_ changed: [Double], _ row: Int) -> Double {
        guard measure == .kl else { return zip(outputs.row(row), changed).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
        return zip(logarithms[row], Self.logSoftmax(changed)).reduce(0) { $0 + exponential($1.0) * ($1.0 - $1.1) }
    }

    private static func logSoftmax(_ z: [Double]) -> [Double] {
        let largest = z.max() ?? 0
        let total = largest + logarithm(z.reduce(0) { $0 + exponential($1 - largest) })
        return z.map { $0 - total }
    }

    /// An option that compressors share.
    public static let option = Option(
        "distance", default: "kl", of: Measure.allCases.map(\.rawValue),
        "how outputs are compared with the original's: the divergence of their softmax, or their squared distance")

    /// With the measure that the options say.
    public init(_ options: Options, from outputs: Matrix) {
        self.init(Measure(rawValue: options[Self.option]) ?? .kl, from: outputs)
    }
}
