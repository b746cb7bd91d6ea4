/// Judges answers to one instance, with what the method never saw.
public protocol Scorer: Sendable {
    /// The value of every metric of the instance that can be told from the answer.
    /// - Throws: `InvalidAnswer` where it is not an answer at all: a point that is not finite, a neighbour named twice.
    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double]
    /// As `score`, of many answers at a time.
    func scores(_ answers: [Answer]) -> [Result<[String: Double], InvalidAnswer>]
}

extension Scorer {
    public func scores(_ answers: [Answer]) -> [Result<[String: Double], InvalidAnswer>] {
        answers.map { answer in Result { () throws(InvalidAnswer) in try score(answer) } }
    }
}

/// What came back from a worker.
public enum Answer: Sendable {
    /// From `run.offer`.
    case point([Double])
    /// From `run.offer`.
    case selection([Int])
    /// From a compressor: how many bytes it made, and the encoded value that a fresh process restored from them.
    case restored(size: Int, value: [UInt8])
    /// What the instance itself delivered through its context.
    case delivered([UInt8])
}

/// Why an answer does not count, in words.
public struct InvalidAnswer: Error, CustomStringConvertible, Sendable {
    public let description: String
    public init(_ description: String) { self.description = description }
}
