import AssayKit

/// How a block is moved: by a proximal gradient step of length 1/L_b; by the matrix step −H_b⁻¹∇_b on a
/// bound of the block's Hessian; by Newton's step on the Hessian itself, shortened until the value falls (Armijo); or by such
/// steps until the block is at its minimum.
///
/// Where coordinates have weights of |xᵢ|, matrix and Newton steps are two-metric projections (Bertsekas, "Projected Newton
/// Methods for Optimization Problems with Simple Constraints", 1982; Gafni and Bertsekas, 1984) within the orthant of the least
/// subgradient: coordinates at zero that want to stay are left out, those about to reach zero get a step of their own, and what
/// would change its sign becomes zero.
struct BlockUpdate {
    static let kinds = ["gradient", "matrix", "newton", "exact"]
    let kind: String
    private var largest: [[Int]: Double] = [:]

    init(_ kind: String) { self.kind = kind }

    /// - Returns: how far the block moved; nil where an answer is not finite.
    mutating func apply(_ block: [Int], _ iterate: inout Iterate) throws(Stop) -> Double? {
        guard try iterate.learn(block) else { return nil }
        let before = block.map { iterate.x[$0] }
        switch kind {
        case "gradient":
            // Blocks of a fixed partition come back, others hardly ever: they would but fill the memory.
            if largest.count > 10_000 { largest = [:] }
            if largest[block] == nil { largest[block] = try iterate.bound(of: block).largestEigenvalue() }
            guard let curvature = largest[block], curvature > 0 else { return 0 }
            iterate.move(block, to: block.map { iterate.proximalStep($0, curvature: curvature) })
        case "matrix":
            let matrix = try iterate.bound(of: block)
            if block.allSatisfy({ iterate.weights[$0] == 0 }) {
                // The bound is nowhere less than the Hessian, so that the whole step never fails.
                let step = matrix.solve(block.map { iterate.derivatives[$0] }, over: Array(block.indices))
                iterate.move(block, to: zip(before, step).map { $0 - $1 })
            } else {
                guard try descend(block, matrix, &iterate) else { return nil }
            }
        default:
            let first = norm(block.map { iterate.slope($0) })
            for _ in 0..<(kind == "exact" ? 20 : 1) {
                let last = block.map { iterate.x[$0] }
                guard try descend(block, iterate.hessian(of: block), &iterate) else { return nil }
                guard kind == "exact", last != block.map({ iterate.x[$0] }) else { break }
                guard try iterate.learn(block) else { return nil }
                if norm(block.map { iterate.slope($0) }) <= 1e-12 * first { break }
            }
        }
        let moved = block.map { iterate.x[$0] }
        guard moved.allSatisfy(\.isFinite) else { return nil }
        return norm(zip(moved, before).map { $0 - $1 })
    }

    /// One two-metric step with Armijo's rule, which is a Newton step where there are no weights.
    /// - Returns: false where an answer is not finite.
    private func descend(_ block: [Int], _ matrix: BlockMatrix, _ iterate: inout Iterate) throws(Stop) -> Bool {
        let slopes = block.map { iterate.slope($0) }, x = block.map { iterate.x[$0] }
        let near = min(1e-4, norm(slopes))
        func isWeighted(_ place: Int) -> Bool { iterate.weights[block[place]] > 0 }
        let free = block.indices.filter { place in
            guard isWeighted(place) else { return true }
            return x[place] == 0 ? slopes[place] != 0 : x[place].magnitude > near || slopes[place] * x[place] < 0
        }
        var step = matrix.solve(slopes, over: free)
        // Where the Hessian is not positive definite its step need not descend: then the diagonal stands for it.
        if dot(step, slopes) <= 0 { for place in free { step[place] = slopes[place] / max(matrix.diagonal[place].magnitude, 1e-12) } }
        let isFree = Set(free)
        for place in block.indices where !isFree.contains(place) && x[place] != 0 && matrix.diagonal[place] > 0 { step[place] = slopes[place] / matrix.diagonal[place] }

        func target(_ length: Double) -> [Double] {
            block.indices.map { place in
                let moved = x[place] - length * step[place]
                guard isWeighted(place) else { return moved }
                // The orthant: that of x, and at zero the one that the subgradient points away from.
                return moved * (x[place] == 0 ? -slopes[place] : x[place]) > 0 ? moved : 0
            }
        }
        let value = try iterate.problem.value(at: iterate.x)
        guard value.isFinite else { return false }
        var length = 1.0
        while length > 1e-12 {
            let candidate = target(length)
            var point = iterate.x
            for (i, entry) in zip(block, candidate) { point[i] = entry }
            let promised = dot(slopes, zip(x, candidate).map { $0 - $1 })
            if try iterate.problem.value(at: point) <= value - 1e-4 * promised {
                iterate.move(block, to: candidate)
                return true
            }
            length /= 2
        }
        return true
    }
}
