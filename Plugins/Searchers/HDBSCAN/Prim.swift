import AssayKit

/// The minimum spanning tree under the mutual reachability distance, by all pairs. 2n² distances, O(n) memory.
func primSpanningTree(_ space: any Clustering, neighborCount: Int) throws -> [Edge] {
    let count = space.count
    let all = (0..<Int32(count)).map { $0 }
    var row = [Double](repeating: 0, count: count)
    func measure(_ point: Int) throws {
        var target = row.mutableSpan
        try space.distances(from: all.span.extracting(point..<point + 1), to: all.span, into: &target)
    }

    let cores = try (0..<count).map { point in
        try measure(point)
        var nearest = [Double](repeating: .infinity, count: neighborCount)
        for other in 0..<count where row[other] < nearest[neighborCount - 1] && other != point {
            var place = neighborCount - 1
            while place > 0, nearest[place - 1] > row[other] {
                nearest[place] = nearest[place - 1]
                place -= 1
            }
            nearest[place] = row[other]
        }
        return nearest[neighborCount - 1]
    }

    // The least edge from the tree to each point outside it.
    var least = [Edge](repeating: Edge(), count: count)
    var outside = Array(1..<count)
    var edges: [Edge] = []
    var newest = 0
    while !outside.isEmpty {
        try measure(newest)
        var best = (edge: Edge(), place: 0)
        for (place, point) in outside.enumerated() {
            let weight = max(row[point], max(cores[newest], cores[point]))
            if weight <= least[point].weight {
                let edge = Edge(weight: weight, length: row[point], a: Int32(newest), b: Int32(point))
                if edge.precedes(least[point]) { least[point] = edge }
            }
            if place == 0 || least[point].precedes(best.edge) { best = (least[point], place) }
        }
        edges.append(best.edge)
        newest = outside[best.place]
        outside.swapAt(best.place, outside.count - 1)
        outside.removeLast()
    }
    return edges
}
