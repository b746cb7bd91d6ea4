extension Oracle {
    public static let dissimilarities = Oracle("dissimilarities")
}

/// Objects known by their dissimilarities, of which k are to be chosen as medoids so that the sum over all objects of
/// the dissimilarity to the nearest medoid (the total deviation) is least. Answers go to `run.offer`: k different indices.
/// All threads of a run may ask for dissimilarities at once.
public protocol Medoids: Metered {
    /// How many objects there are.
    var count: Int { get }
    /// k.
    var medoidCount: Int { get }
    /// k different indices, drawn by the run's seed and the same for every method; a method may begin elsewhere.
    var start: [Int] { get }
    /// Hands `body` the dissimilarities between object `index` and every object, itself included (zero).
    func readDissimilarities(of index: Int, _ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void)
}

extension Medoids {
    /// Hands `body` the dissimilarities between object `index` and every object: `count` numbers, symmetric, zero at
    /// the object itself. Charged as `count` of `dissimilarities` the first time; what was paid for may be looked at again,
    /// so no method need keep a copy.
    /// - Throws: `Stop` where the budget is spent.
    public func dissimilarities(of index: Int, _ body: (Span<Double>) -> Void) throws(Stop) {
        precondition(index >= 0 && index < count, "object \(index) of \(count)")
        readDissimilarities(of: index, try meter.paidOnce(.dissimilarities, count, for: index, of: count), body)
    }

    /// The same, giving what `body` makes of them.
    public func withDissimilarities<Result>(of index: Int, _ body: (Span<Double>) -> Result) throws(Stop) -> Result {
        var result: Result?
        try dissimilarities(of: index) { result = body($0) }
        guard let result else { preconditionFailure("the problem handed out no row for object \(index)") }
        return result
    }
}
