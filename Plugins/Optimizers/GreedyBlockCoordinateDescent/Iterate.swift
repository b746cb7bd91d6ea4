import AssayKit

/// The point, the partial derivatives there that are known, and the entries of the Hessian's bound that were ever asked for.
struct Iterate {
    let problem: any BlockCoordinates
    /// Lᵢ, and the weights λᵢ of |xᵢ|.
    let smoothness: [Double], weights: [Double]
    let dependencies: [[Int]]?
    private(set) var x: [Double]
    private(set) var derivatives: [Double]
    private var isKnown: [Bool]
    /// Of the pairs i ≤ j, by i·n + j: a bound holds everywhere, so that no entry is paid twice.
    private var bounds: [Int: Double] = [:]

    init(_ problem: any BlockCoordinates) {
        self.problem = problem
        smoothness = problem.coordinateSmoothness
        weights = problem.absoluteWeights
        dependencies = problem.sparseDependencies
        x = problem.start
        derivatives = [Double](repeating: 0, count: problem.dimension)
        isKnown = [Bool](repeating: false, count: problem.dimension)
    }

    var dimension: Int { x.count }

    /// Asks for those of the block's derivatives that are not known.
    /// - Returns: false where one is not finite.
    mutating func learn(_ block: some Sequence<Int>) throws(Stop) -> Bool {
        let unknown = block.filter { !isKnown[$0] }
        guard !unknown.isEmpty else { return true }
        var answers = [Double](repeating: 0, count: unknown.count)
        try problem.partialDerivatives(of: unknown, at: x, into: &answers)
        for (i, answer) in zip(unknown, answers) { (derivatives[i], isKnown[i]) = (answer, true) }
        return answers.allSatisfy(\.isFinite)
    }

    /// Moves the block's coordinates, and forgets the derivatives that depend on them.
    mutating func move(_ block: [Int], to values: [Double]) {
        for (i, value) in zip(block, values) where x[i] != value {
            x[i] = value
            guard let dependencies else { continue }
            isKnown[i] = false
            for j in dependencies[i] { isKnown[j] = false }
        }
        if dependencies == nil { for i in isKnown.indices { isKnown[i] = false } }
    }

    /// The subgradient nearest to zero, in coordinate i.
    func slope(_ i: Int) -> Double {
        let (g, weight) = (derivatives[i], weights[i])
        if x[i] != 0 { return g + (x[i] > 0 ? weight : -weight) }
        return g > weight ? g - weight : g < -weight ? g + weight : 0
    }

    /// Where a step along coordinate i leads if its curvature is this: prox of xᵢ − gᵢ/curvature.
    func proximalStep(_ i: Int, curvature: Double) -> Double {
        let moved = x[i] - derivatives[i] / curvature, threshold = weights[i] / curvature
        return moved > threshold ? moved - threshold : moved < -threshold ? moved + threshold : 0
    }

    /// Twice what such a step promises to gain: gᵢ²/curvature where there is no weight.
    func gain(_ i: Int, curvature: Double) -> Double {
        let target = proximalStep(i, curvature: curvature), step = target - x[i]
        return -2 * (derivatives[i] * step + curvature / 2 * step * step + weights[i] * (target.magnitude - x[i].magnitude))
    }

    /// The block of the Hessian's bound.
    mutating func bound(of block: [Int]) throws(Stop) -> BlockMatrix {
        let pairs = BlockMatrix.pairs(of: block, dependencies)
        let keys = pairs.map { min(block[$0.0], block[$0.1]) * dimension + max(block[$0.0], block[$0.1]) }
        let missing = keys.filter { bounds[$0] == nil }
        if !missing.isEmpty {
            var entries = [Double](repeating: 0, count: missing.count)
            try problem.boundEntries(rows: missing.map { $0 / dimension }, columns: missing.map { $0 % dimension }, into: &entries)
            for (key, entry) in zip(missing, entries) { bounds[key] = entry }
        }
        return BlockMatrix(count: block.count, pairs, keys.map { bounds[$0] ?? 0 })
    }

    /// The block of the Hessian here.
    func hessian(of block: [Int]) throws(Stop) -> BlockMatrix {
        let pairs = BlockMatrix.pairs(of: block, dependencies)
        var entries = [Double](repeating: 0, count: pairs.count)
        try problem.secondDerivatives(rows: pairs.map { block[$0.0] }, columns: pairs.map { block[$0.1] }, at: x, into: &entries)
        return BlockMatrix(count: block.count, pairs, entries)
    }
}
