/// Vectors by their labels, ascending, so that a window of labels is a range of positions.
public struct LabelOrder: Sendable {
    /// Vectors of equal labels in their own order; those whose label is not a number are left out, since no window has them.
    public let vectors: [Int32]
    private let labels: [Double]

    public init(_ labels: [Double]) {
        vectors = labels.indices.filter { !labels[$0].isNaN }.sorted { (labels[$0], $0) < (labels[$1], $1) }.map { Int32($0) }
        self.labels = vectors.map { labels[Int($0)] }
    }

    /// The positions whose labels are at least `low` and less than `high`; empty where there are none. O(log n).
    public func positions(low: Double, high: Double) -> Range<Int> {
        // Also false where one of them is not a number.
        guard low < high else { return 0..<0 }
        let first = firstPosition { $0 >= low }
        return first..<firstPosition { $0 >= high }
    }

    private func firstPosition(_ isBeyond: (Double) -> Bool) -> Int {
        var low = 0, high = labels.count
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(labels[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
