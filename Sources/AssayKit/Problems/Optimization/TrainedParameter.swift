/// A matrix or vector of weights.
public struct TrainedParameter: Sendable, Equatable {
    /// What a weight does: methods treat the matrices between hidden layers unlike the others.
    public enum Part: String, Sendable {
        /// A matrix between hidden layers, or from the data to the first one: outputs × inputs.
        case hidden
        /// One row for each symbol.
        case embedding
        /// The matrix that makes the network's answers: outputs × inputs.
        case output
        /// A bias, a gain: one column.
        case vector
    }

    public let name: String
    public let part: Part
    public let rows: Int
    public let columns: Int
    /// Where its first entry lies among the weights; the others follow row by row.
    public let offset: Int

    public init(name: String, part: Part, rows: Int, columns: Int, offset: Int) {
        self.name = name
        self.part = part
        self.rows = rows
        self.columns = columns
        self.offset = offset
    }

    public var count: Int { rows * columns }
    public var range: Range<Int> { offset..<offset + count }
}
