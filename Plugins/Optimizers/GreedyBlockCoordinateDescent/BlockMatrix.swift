import AssayKit

/// A symmetric matrix over a block's coordinates, known by its diagonal and by the pairs that depend on each other.
struct BlockMatrix {
    private(set) var diagonal: [Double]
    /// For each coordinate those that it depends on, with the entry.
    private var ties: [[(other: Int, entry: Double)]]

    /// The places (a, b), a ≤ b, of a block that may hold other entries than zero, row after row.
    static func pairs(of block: [Int], _ dependencies: [[Int]]?) -> [(Int, Int)] {
        guard let dependencies else { return block.indices.flatMap { a in (a..<block.count).map { (a, $0) } } }
        var places: [Int: Int] = [:]
        for (place, i) in block.enumerated() { places[i] = place }
        return block.indices.flatMap { a in [(a, a)] + dependencies[block[a]].compactMap { places[$0] }.filter { $0 > a }.map { (a, $0) } }
    }

    init(count: Int, _ pairs: [(Int, Int)], _ entries: [Double]) {
        diagonal = [Double](repeating: 0, count: count)
        ties = [[(other: Int, entry: Double)]](repeating: [], count: count)
        for ((a, b), entry) in zip(pairs, entries) {
            if a == b { diagonal[a] = entry } else if entry != 0 {
                ties[a].append((b, entry))
                ties[b].append((a, entry))
            }
        }
    }

    /// Σ_b |H_ab|: with these on a diagonal, H ≼ D (Gershgorin).
    var rowSums: [Double] { diagonal.indices.map { a in ties[a].reduce(diagonal[a].magnitude) { $0 + $1.entry.magnitude } } }

    /// L_b, the largest eigenvalue; where the block is large its bound by row sums.
    func largestEigenvalue() -> Double {
        let bound = rowSums.max() ?? 0
        guard diagonal.count > 1, diagonal.count <= 200 else { return bound }
        return min(bound, (try? dense(Array(diagonal.indices)).symmetricEigen())?.values.last ?? bound)
    }

    func product(_ vector: [Double]) -> [Double] {
        diagonal.indices.map { a in ties[a].reduce(diagonal[a] * vector[a]) { $0 + $1.entry * vector[$1.other] } }
    }

    /// Solves H·x = b over some of the places, as the pseudo-inverse does where H is singular; the other places get zero.
    /// In linear time by message passing where the ties between them form a forest.
    func solve(_ b: [Double], over places: [Int]) -> [Double] {
        if let x = solveForest(b, over: places) { return x }
        let matrix = dense(places), right = places.map { b[$0] }
        var solution = try? matrix.solvingPositiveDefinite(right)
        if solution == nil, let inverse = try? matrix.pseudoInverse() { solution = Matrix.product(inverse, right.span) }
        var x = [Double](repeating: 0, count: b.count)
        for (place, value) in zip(places, solution ?? zip(places, right).map { $1 / diagonal[$0] }) { x[place] = value }
        return x
    }

    /// Messages from the leaves to the roots eliminate each coordinate in its parent's equation, and answers come back.
    /// - Returns: nil where there is a cycle, or H is not positive definite.
    private func solveForest(_ b: [Double], over places: [Int]) -> [Double]? {
        var isMember = [Bool](repeating: false, count: b.count), isReached = isMember
        for place in places { isMember[place] = true }
        var parent = [(other: Int, entry: Double)?](repeating: nil, count: b.count)
        var order: [Int] = []
        for root in places where !isReached[root] {
            isReached[root] = true
            order.append(root)
            var next = order.count - 1
            while next < order.count {
                let a = order[next]
                for tie in ties[a] where isMember[tie.other] && tie.other != parent[a]?.other {
                    guard !isReached[tie.other] else { return nil }
                    isReached[tie.other] = true
                    parent[tie.other] = (a, tie.entry)
                    order.append(tie.other)
                }
                next += 1
            }
        }
        var pivot = diagonal, right = b
        for a in order.reversed() {
            guard pivot[a] > 0 else { return nil }
            guard let up = parent[a] else { continue }
            pivot[up.other] -= up.entry * up.entry / pivot[a]
            right[up.other] -= up.entry * right[a] / pivot[a]
        }
        var x = [Double](repeating: 0, count: b.count)
        for a in order { x[a] = (right[a] - (parent[a].map { $0.entry * x[$0.other] } ?? 0)) / pivot[a] }
        return x
    }

    private func dense(_ places: [Int]) -> Matrix {
        var position = [Int?](repeating: nil, count: diagonal.count)
        for (index, place) in places.enumerated() { position[place] = index }
        var result = Matrix(zeros: places.count, places.count)
        for (index, place) in places.enumerated() {
            result[index, index] = diagonal[place]
            for tie in ties[place] { if let other = position[tie.other] { result[index, other] = tie.entry } }
        }
        return result
    }
}
