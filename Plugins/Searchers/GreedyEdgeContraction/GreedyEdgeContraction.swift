import AssayKit

/// Greedy additive edge contraction (GAEC): the edge of the greatest cost is contracted, over and over, until none attracts.
/// Parallel edges that come of it are added up.
///
/// Margret Keuper, Evgeny Levinkov, Nicolas Bonneel, Guillaume Lavoué, Thomas Brox and Bjoern Andres, "Efficient
/// Decomposition of Image and Mesh Graphs by Lifted Multicuts", ICCV 2015.
///
/// O(m log m) for sparse graphs and O(n² log n) for complete ones; all edges are read and kept, on a complete graph n².
public struct GreedyEdgeContraction: Searcher {
    public static var card: Card {
        Card(
            id: "greedy-edge-contraction", name: "Greedy additive edge contraction",
            summary: "Joins the two clusters that attract each other most, until none do.",
            paper: Paper(
                title: "Efficient Decomposition of Image and Mesh Graphs by Lifted Multicuts",
                authors: "Margret Keuper, Evgeny Levinkov, Nicolas Bonneel, Guillaume Lavoué, Thomas Brox, Bjoern Andres", year: 2015),
            claims: [
                Claim(
                    "Its decompositions do not differ significantly from the state of the art (abstract). Tested for no more disagreement than the blocks hidden in 2,000 nodes have themselves, 6,594.9.",
                    paperValue: "not significantly different", instance: "multicut/planted-2000", metric: "disagreement", expectation: .valueAtMost(6594.9)
                ).with(
                    remark: "2.0 % more. A second implementation, in Python, agrees to all digits; moving single nodes afterwards brings 6,497, as the paper's other algorithm does with whole boundaries, for which contraction is the start."
                )
            ])
    }

    public init(_ options: Options) throws {}

    public func search(_ graph: any SignedGraph, _ run: Run) throws {
        let count = graph.nodeCount
        var rows = [[Int: Double]](repeating: [:], count: count)
        var attractive: [Contraction] = []
        for node in 0..<count {
            rows[node].reserveCapacity(graph.degree(of: node))
            try graph.edges(of: node) { neighbors, costs in
                for place in neighbors.indices {
                    let neighbor = Int(neighbors[place])
                    rows[node][neighbor] = costs[place]
                    if costs[place] > 0, node < neighbor { attractive.append(Contraction(cost: costs[place], first: node, second: neighbor)) }
                }
            }
        }
        var queue = PriorityQueue(attractive)
        // Where each node was contracted into another, that one.
        var parents = Array(0..<count)
        var contractions = 0
        while let next = queue.pop() {
            try run.checkTime()
            // Of a node that is gone, or an edge whose cost has changed since, the queue still holds what was.
            guard rows[next.first][next.second] == next.cost else { continue }
            let isFirstKept = rows[next.first].count >= rows[next.second].count
            let (kept, gone) = isFirstKept ? (next.first, next.second) : (next.second, next.first)
            let moved = rows[gone]
            rows[gone] = [:]
            rows[kept][gone] = nil
            for (neighbor, cost) in moved where neighbor != kept {
                let sum = (rows[kept][neighbor] ?? 0) + cost
                rows[kept][neighbor] = sum
                rows[neighbor][gone] = nil
                rows[neighbor][kept] = sum
                if sum > 0 { queue.push(Contraction(cost: sum, first: min(kept, neighbor), second: max(kept, neighbor))) }
            }
            parents[gone] = kept
            contractions += 1
            // Now and then, so that a run that is cut short leaves an answer.
            if contractions.isMultiple(of: 1 + count / 8) { run.offer(clusters(parents)) }
        }
        run.offer(clusters(parents))
        run.report("clusters", Double(count - contractions))
    }

    /// The node that each was at last contracted into.
    private func clusters(_ parents: [Int]) -> [Int] {
        var roots = parents
        for node in roots.indices {
            while roots[node] != parents[roots[node]] { roots[node] = parents[roots[node]] }
        }
        return roots
    }
}

/// An edge that may be contracted: the greatest cost first, and of equal ones that of the least nodes.
private struct Contraction: Comparable {
    let cost: Double
    let first: Int
    let second: Int

    static func < (a: Contraction, b: Contraction) -> Bool {
        a.cost != b.cost ? a.cost < b.cost : (a.first, a.second) > (b.first, b.second)
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(GreedyEdgeContraction.self) }
