import AssayKit

/// Compares every query with every vector: always right, and what every index must beat.
public struct ExactSearch: Searcher {
    public static var card: Card {
        Card(
            id: "exact-search", name: "Exact search", summary: "Compares every query with every vector.",
            claims: [
                Claim(
                    "It finds the true neighbours, all of them.", paperValue: "by definition", instance: "neighbors/clustered-100k", metric: "recall",
                    expectation: .valueAtLeast(1))
            ])
    }

    public init(_ options: Options) throws {}

    public func search(_ space: any NearestNeighbors, _ run: Run) throws {
        // Blocks of vectors: their distances stay in the processor's cache until they are looked at.
        let block = 1024
        let indices = (0..<space.count).map { Int32($0) }
        var distances = [Float](repeating: 0, count: block)
        try space.serve { query, k, neighbors in
            var nearest: [(distance: Float, index: Int)] = []
            for begin in stride(from: 0, to: indices.count, by: block) {
                let part = indices.span.extracting(begin..<min(begin + block, indices.count))
                var span = distances.mutableSpan
                try space.distances(from: query, to: part, into: &span)
                for offset in part.indices where nearest.count < k || distances[offset] < nearest[k - 1].distance {
                    let distance = distances[offset]
                    let place = nearest.firstIndex { distance < $0.distance } ?? nearest.count
                    nearest.insert((distance, begin + offset), at: place)
                    if nearest.count > k { nearest.removeLast() }
                }
            }
            for (_, index) in nearest { neighbors.append(index) }
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(ExactSearch.self) }
