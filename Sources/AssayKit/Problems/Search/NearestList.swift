/// The nearest vectors seen so far, as many as were asked for; of equal distances those of lesser number.
public struct NearestList {
    private let limit: Int
    private var kept: [(distance: Float, index: Int32)] = []
    private var distances: [Float] = []

    public init(_ limit: Int) { self.limit = limit }

    public mutating func insert(_ distance: Float, _ index: Int32) {
        if kept.count == limit {
            guard let last = kept.last, (distance, index) < last else { return }
            kept.removeLast()
        }
        var place = kept.count
        while place > 0, (distance, index) < kept[place - 1] { place -= 1 }
        kept.insert((distance, index), at: place)
    }

    /// Measures vectors from a query and inserts them, none of which may be in it yet. Charged as so many `distances`.
    /// - Throws: `Stop` where the budget is spent.
    public mutating func scan(_ vectors: Span<Int32>, from query: Span<Float>, in space: any NearestNeighbors) throws(Stop) {
        // Blocks of vectors: their distances stay in the processor's cache until they are looked at.
        let block = 512
        if distances.count < min(block, vectors.count) { distances = [Float](repeating: 0, count: min(block, vectors.count)) }
        for begin in stride(from: 0, to: vectors.count, by: block) {
            let part = vectors.extracting(begin..<min(begin + block, vectors.count))
            var span = distances.mutableSpan
            try space.distances(from: query, to: part, into: &span)
            for offset in part.indices { insert(distances[offset], part[offset]) }
        }
    }

    /// What was kept, nearest first.
    public var indices: [Int32] { kept.map(\.index) }

    /// Answers with what was kept.
    public func answer(_ neighbors: inout Neighbors) {
        for (_, index) in kept { neighbors.append(Int(index)) }
    }
}
