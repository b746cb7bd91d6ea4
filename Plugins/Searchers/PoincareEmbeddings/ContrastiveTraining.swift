import AssayKit

/// Stochastic gradient descent on the paper's loss, in any geometry.
///
/// Of each pair (u, v) of the closure, v above u: −log(e^{−d(u, v)} / Σ e^{−d(u, v′)}) with v′ running over v and nodes drawn
/// uniformly from those that are not above u.
struct ContrastiveTraining<Space: Manifold> {
    let epochs: Int
    let learningRate: Double
    let negatives: Int
    let burnInEpochs: Int

    /// By how much the learning rate is less while burning in: c.
    static var burnInFactor: Double { 10 }
    /// Points begin uniform in a cube of this half width around the centre.
    static var startWidth: Double { 0.001 }

    func run(_ problem: any Hierarchy, _ run: Run) throws {
        let dimension = problem.dimension
        var random = run.random()
        var points = (0..<problem.nodeCount * dimension).map { _ in random.uniform(-Self.startWidth, Self.startWidth) }
        func offer() { run.offer(HierarchyEmbedding(Space.geometry, dimension: dimension, coordinates: points).numbers) }
        offer()
        var pairs: [(node: Int, ancestor: Int)] = []
        var above = [Set<Int>](repeating: [], count: problem.nodeCount)
        try problem.closure { nodes, ancestors in
            for place in nodes.indices {
                pairs.append((Int(nodes[place]), Int(ancestors[place])))
                above[Int(nodes[place])].insert(Int(ancestors[place]))
            }
        }
        var candidates: [Int] = []
        var room = Room(candidates: 1 + negatives, dimension: dimension)
        // Also where time is up, so that the steps since the last answer are not lost.
        defer { offer() }
        for epoch in 0..<epochs {
            random.shuffle(&pairs)
            let rate = epoch < burnInEpochs ? learningRate / Self.burnInFactor : learningRate
            var loss = 0.0
            for (node, ancestor) in pairs {
                // An epoch over the pairs of a deep hierarchy can take longer than the run may.
                try run.checkTime()
                candidates.removeAll(keepingCapacity: true)
                candidates.append(ancestor)
                drawNegatives(of: node, above[node], problem.nodeCount, &random, into: &candidates)
                loss += step(&points, node, candidates, dimension, rate, &room)
            }
            run.report("loss", loss / Double(max(1, pairs.count)))
            if (epoch + 1) % 50 == 0 { offer() }
        }
    }

    /// Adds nodes that are not above the node, nor itself; none where there is none.
    private func drawNegatives(of node: Int, _ above: Set<Int>, _ count: Int, _ random: inout Random, into candidates: inout [Int]) {
        guard count - 1 - above.count > 0 else { return }
        while candidates.count < 1 + negatives {
            let other = random.index(below: count)
            if other != node && !above.contains(other) { candidates.append(other) }
        }
    }

    /// One step on the loss of one pair; the first candidate is the one above.
    /// - Returns: the loss before it.
    private func step(_ points: inout [Double], _ node: Int, _ candidates: [Int], _ dimension: Int, _ rate: Double, _ room: inout Room) -> Double {
        for place in candidates.indices {
            room.distances[place] = Space.distance(
                points, node * dimension, candidates[place] * dimension, dimension: dimension, &room.byNode, &room.byCandidate, at: place * dimension)
        }
        var nearest = Double.infinity, total = 0.0
        for place in candidates.indices { nearest = min(nearest, room.distances[place]) }
        for place in candidates.indices {
            room.shares[place] = exponential(nearest - room.distances[place])
            total += room.shares[place]
        }
        for axis in 0..<dimension { room.gradient[axis] = 0 }
        for place in candidates.indices {
            // ∂L/∂d of the pair's own distance is 1 − p, and −p of the others.
            let factor = (place == 0 ? 1 : 0) - room.shares[place] / total
            for axis in 0..<dimension {
                room.gradient[axis] += factor * room.byNode[place * dimension + axis]
                room.byCandidate[place * dimension + axis] *= factor
            }
        }
        Space.descend(&points, node * dimension, dimension: dimension, along: room.gradient, at: 0, learningRate: rate)
        for place in candidates.indices {
            Space.descend(
                &points, candidates[place] * dimension, dimension: dimension, along: room.byCandidate, at: place * dimension, learningRate: rate)
        }
        return room.distances[0] - nearest + logarithm(total)
    }
}

/// Where a step computes, so that it allocates nothing: it is taken some millions of times.
private struct Room {
    var distances: [Double]
    var shares: [Double]
    var gradient: [Double]
    var byNode: [Double]
    var byCandidate: [Double]

    init(candidates: Int, dimension: Int) {
        distances = [Double](repeating: 0, count: candidates)
        shares = distances
        gradient = [Double](repeating: 0, count: dimension)
        byNode = [Double](repeating: 0, count: candidates * dimension)
        byCandidate = byNode
    }
}
