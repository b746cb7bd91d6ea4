/// The k nearest of what it was shown, nearest first; of equally near ones those shown first. A vector that is shown twice
/// at the same distance stands in it once, and one whose distance is NaN does not.
public struct NearestList: Sendable {
    public struct Entry: Sendable {
        public let distance: Float
        public let index: Int32
    }

    /// k.
    public let capacity: Int
    public private(set) var entries: [Entry] = []

    /// - Precondition: k is positive.
    public init(_ capacity: Int) {
        precondition(capacity > 0, "the \(capacity) nearest")
        self.capacity = capacity
        entries.reserveCapacity(capacity + 1)
    }

    /// What a distance must be below to come in: ∞ until there are k.
    public var bound: Float { entries.count < capacity ? .infinity : entries[capacity - 1].distance }

    /// - Complexity: O(1) where it is too far, else O(k).
    public mutating func insert(_ index: Int32, _ distance: Float) {
        guard entries.count < capacity ? !distance.isNaN : distance < entries[capacity - 1].distance else { return }
        var place = entries.count
        while place > 0, distance < entries[place - 1].distance { place -= 1 }
        var equal = place - 1
        while equal >= 0, entries[equal].distance == distance {
            if entries[equal].index == index { return }
            equal -= 1
        }
        if entries.count == capacity { entries.removeLast() }
        entries.insert(Entry(distance: distance, index: index), at: place)
    }

    public mutating func removeAll() { entries.removeAll(keepingCapacity: true) }
}

extension Neighbors {
    /// The answer that a list is.
    public mutating func append(_ list: NearestList) {
        for entry in list.entries { append(Int(entry.index)) }
    }
}
