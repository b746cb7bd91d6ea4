extension Oracle {
    /// Values of a set function, or of a formula at one point.
    public static let evaluations = Oracle("evaluations")
}

/// A monotone submodular function f of sets, f(∅) = 0, over elements that come and go: after each of them at most k of those
/// present are to be named such that f of them is as great as can be, at the cost of few evaluations.
public protocol DynamicSubset: Metered {
    /// How many elements there are that may come; they are known by 0..<elementCount.
    var elementCount: Int { get }
    /// k.
    var cardinality: Int { get }
    func computeValue(of set: Span<Int>, _ receipt: borrowing Receipt) -> Double
    /// Tells the elements that come and go, one after the other, and takes the answer after each: `answer` is told the
    /// change and puts different elements that are present, k at the most, into `solution`, which holds its last answer,
    /// at first none. An element comes only while it is absent, and goes only while it is present.
    func follow(_ answer: (_ change: ElementChange, _ solution: inout [Int]) throws -> Void) throws
}

/// What happens to the ground set.
@frozen public enum ElementChange: Sendable, Equatable {
    case insertion(Int)
    case deletion(Int)
}

extension DynamicSubset {
    /// f of a set of different elements, present or not. Charged as one of `evaluations`.
    /// - Throws: `Stop` where the budget is spent.
    public func value(of set: Span<Int>) throws(Stop) -> Double {
        var inside = true
        for place in set.indices { inside = inside && set[place] >= 0 && set[place] < elementCount }
        precondition(inside, "an element is outside of 0..<\(elementCount)")
        return computeValue(of: set, try meter.paid(.evaluations))
    }

    public func value(of set: [Int]) throws(Stop) -> Double { try value(of: set.span) }
}
