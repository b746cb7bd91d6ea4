import AssayKit

/// An edge to contract, or, without a second node, a node around which there may be edges of up to that cost that are not
/// known. The greatest cost first; of equal ones edges first, and those of the least nodes.
struct Candidate: Comparable {
    let cost: Double
    let first: Int
    let second: Int?

    static func < (a: Candidate, b: Candidate) -> Bool {
        if a.cost != b.cost { return a.cost < b.cost }
        return (a.second == nil ? 1 : 0, a.first, a.second ?? 0) > (b.second == nil ? 1 : 0, b.first, b.second ?? 0)
    }
}

/// The clusters as nodes, and the attractive edges known between them.
///
/// Each node has a bound. For two nodes without an edge here the cost is at most the bound of that one which was searched
/// or joined later: so it need be looked after by one of them only, and nodes that come later change nothing about older ones.
struct NeighborGraph {
    /// A row a node: the sum of the features of those joined in it.
    private var features: Matrix
    private var sizes: [Double]
    private let offset: Double
    private let neighborCount: Int
    private var isPresent: [Bool]
    /// At both ends of each edge its cost, which is positive.
    private var neighbors: [[Int: Double]]
    private var bounds: [Double]
    /// When each node was last searched or joined.
    private var times: [Int]
    private var clock = 0

    init(_ features: Matrix, offset: Double, neighborCount: Int) {
        self.features = features
        self.offset = offset
        self.neighborCount = neighborCount
        sizes = Array(repeating: 1, count: features.rows)
        isPresent = Array(repeating: true, count: features.rows)
        neighbors = Array(repeating: [:], count: features.rows)
        bounds = Array(repeating: .infinity, count: features.rows)
        times = Array(repeating: 0, count: features.rows)
    }

    var active: [Int] { isPresent.indices.filter { isPresent[$0] } }
    var count: Int { isPresent.count { $0 } }
    func isActive(_ node: Int) -> Bool { isPresent[node] }
    func bound(of node: Int) -> Double { bounds[node] }
    /// The cost of an edge, nil where none is known or attracts.
    func cost(_ first: Int, _ second: Int) -> Double? { neighbors[first][second] }

    /// Finds the k nodes that attract each of these most. O(nd) for each.
    /// - Returns: the edges, and the nodes' bounds.
    mutating func search(_ nodes: [Int]) -> [Candidate] {
        var candidates: [Candidate] = []
        let products = Matrix.product(features.selecting(rows: nodes), features, transposeRight: true)
        for (row, node) in nodes.enumerated() {
            var nearest: [(cost: Double, node: Int)] = []
            for other in isPresent.indices where isPresent[other] && other != node {
                let cost = products[row, other] - offset * sizes[node] * sizes[other]
                guard cost > 0, nearest.count < neighborCount || cost > nearest[neighborCount - 1].cost else { continue }
                nearest.insert((cost, other), at: nearest.firstIndex { $0.cost < cost } ?? nearest.count)
                if nearest.count > neighborCount { nearest.removeLast() }
            }
            // What is found replaces what was summed up, so that a search cannot find anew what is known by another rounding.
            for (cost, other) in nearest { candidates.append(connect(node, other, cost)) }
            clock += 1
            times[node] = clock
            bounds[node] = nearest.count < neighborCount ? 0 : nearest[neighborCount - 1].cost
            if bounds[node] > 0 { candidates.append(Candidate(cost: bounds[node], first: node, second: nil)) }
        }
        return candidates
    }

    /// Joins the second node to the first: ⟨f + g, h⟩ = ⟨f, h⟩ + ⟨g, h⟩ for all that are near either.
    /// - Returns: the edges of the joined node, and its bound.
    mutating func join(_ node: Int, _ gone: Int) -> [Candidate] {
        let near = neighbors[node], nearGone = neighbors[gone]
        var costs: [Int: Double] = [:]
        for (other, cost) in near where other != gone { costs[other] = cost + (nearGone[other] ?? product(other, gone)) }
        for (other, cost) in nearGone where other != node && near[other] == nil { costs[other] = cost + product(other, node) }
        // What is near neither costs at most as much as the bounds allow.
        var bound = 0.0
        for other in isPresent.indices where isPresent[other] && other != node && other != gone && costs[other] == nil {
            bound = max(bound, limit(other, node) + limit(other, gone))
        }
        for other in near.keys { neighbors[other][node] = nil }
        for other in nearGone.keys { neighbors[other][gone] = nil }
        neighbors[node] = [:]
        neighbors[gone] = [:]
        isPresent[gone] = false
        sizes[node] += sizes[gone]
        for axis in 0..<features.columns { features[node, axis] += features[gone, axis] }
        clock += 1
        times[node] = clock
        bounds[node] = bound
        var candidates = bound > 0 ? [Candidate(cost: bound, first: node, second: nil)] : []
        // An edge stays where it belongs to the nearest of either end.
        for (other, cost) in costs where cost > 0 && (cost >= bound || cost >= bounds[other]) { candidates.append(connect(node, other, cost)) }
        return candidates
    }

    /// What the cost of two nodes without an edge is at most.
    private func limit(_ other: Int, _ node: Int) -> Double { times[other] > times[node] ? bounds[other] : bounds[node] }

    private func product(_ first: Int, _ second: Int) -> Double {
        var sum = -offset * sizes[first] * sizes[second]
        for axis in 0..<features.columns { sum += features[first, axis] * features[second, axis] }
        return sum
    }

    private mutating func connect(_ node: Int, _ other: Int, _ cost: Double) -> Candidate {
        neighbors[node][other] = cost
        neighbors[other][node] = cost
        return Candidate(cost: cost, first: min(node, other), second: max(node, other))
    }
}
