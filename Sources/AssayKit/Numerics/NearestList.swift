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
    private var distances: [Float] = []

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

    /// Inserts vectors at their distances, in this order.
    /// - Precondition: there are as many distances, or more.
    mutating func insert(_ vectors: Span<Int32>, at distances: Span<Float>) {
        precondition(distances.count >= vectors.count, "\(distances.count) distances of \(vectors.count) vectors")
        // Nearly all are too far: they are told by a comparison with what is at hand.
        var bound = bound
        for place in vectors.indices where distances[place] < bound || bound == .infinity {
            insert(vectors[place], distances[place])
            bound = self.bound
        }
    }

    /// Measures vectors from a query and inserts them. Charged as so many `distances`.
    /// - Throws: `Stop` where the budget is spent.
    public mutating func scan(_ vectors: Span<Int32>, from query: Span<Float>, in space: any NearestNeighbors) throws(Stop) {
        // Taken out of the list for the call, which changes the rest of it.
        var distances: [Float] = []
        swap(&distances, &self.distances)
        defer { swap(&distances, &self.distances) }
        // Blocks of vectors: their distances stay in the processor's cache until they are looked at.
        let block = 512
        if distances.count < min(block, vectors.count) { distances = [Float](repeating: 0, count: min(block, vectors.count)) }
        for begin in stride(from: 0, to: vectors.count, by: block) {
            let part = vectors.extracting(begin..<min(begin + block, vectors.count))
            var span = distances.mutableSpan
            try space.distances(from: query, to: part, into: &span)
            insert(part, at: distances.span)
        }
    }

    public mutating func removeAll() { entries.removeAll(keepingCapacity: true) }
}

extension Neighbors {
    /// The answer that a list is.
    public mutating func append(_ list: NearestList) {
        for entry in list.entries { append(Int(entry.index)) }
    }
}
