import AssayKit

/// Which block is next.
///
/// A fixed partition is scored block by block: GS by ‖∇_b‖², GSL by ‖∇_b‖²/L_b, GSD by Σ ∇ᵢ²/Dᵢ with Dᵢ the sums of |H_b|'s rows,
/// GSQ by ⟨∇_b, H_b⁻¹∇_b⟩. Of variable blocks the best of a size is taken: exactly for GS; for GSD with Dᵢ = size·Lᵢ; for GSL
/// with the bound L_b ≤ Σ Lᵢ, its ratio maximised by Dinkelbach's iterations; and for GSQ, which is hard, by iterative hard
/// thresholding on the bound of the whole Hessian, as in the authors' program, which costs all of its entries once. Where there are weights of |xᵢ|, ∇ᵢ²/D is what a
/// proximal step of curvature D gains (the rule GS-q), and GS takes the least subgradient.
struct BlockSelection {
    static let rules = ["gs", "gsl", "gsd", "gsq", "cyclic", "random"]
    static let shapes = ["variable", "order", "sort", "average", "forest", "forest-partition", "coloring"]

    private let rule: String, shape: String, size: Int
    private let partition: [[Int]]
    private var bounds: [(matrix: BlockMatrix, largest: Double, rowSums: [Double])] = []
    private var turn = 0
    private var random: Random
    private var whole: BlockMatrix?

    /// - Throws: `OptionError` where a shape needs sparse dependencies, and there are none.
    init(_ rule: String, _ shape: String, size: Int, _ iterate: Iterate, _ random: Random) throws {
        let n = iterate.dimension, size = min(size, n)
        (self.rule, self.shape, self.size, self.random) = (rule, shape, size, random)
        let byCurvature = (0..<n).sorted { (iterate.smoothness[$0], $0) > (iterate.smoothness[$1], $1) }
        var order = Array(0..<n)
        switch shape {
        case "sort": order = byCurvature
        case "average": order = (0..<n).map { $0 % 2 == 0 ? byCurvature[$0 / 2] : byCurvature[n - 1 - $0 / 2] }
        default: break
        }
        if ["forest", "forest-partition", "coloring"].contains(shape), iterate.dependencies == nil {
            throw OptionError("blocks that are a \(shape) need a problem with sparse dependencies")
        }
        switch (shape, iterate.dependencies) {
        case ("forest-partition", let dependencies?): partition = Forest.partition(byCurvature, dependencies)
        case ("coloring", let dependencies?): partition = Forest.coloring(byCurvature, dependencies)
        case ("forest", let dependencies?) where rule == "cyclic": partition = Forest.partition(byCurvature, dependencies)
        case ("forest", _): partition = []
        // Random variable blocks are drawn anew each time; in turn there is nothing to vary.
        case ("variable", _) where rule != "cyclic": partition = []
        default: partition = stride(from: 0, to: n, by: size).map { Array(order[$0..<min($0 + size, n)]) }
        }
    }

    /// - Returns: nil where no block promises a gain, or a derivative is not finite.
    mutating func next(_ iterate: inout Iterate) throws(Stop) -> [Int]? {
        switch rule {
        case "cyclic":
            turn += 1
            return partition[(turn - 1) % partition.count]
        case "random":
            if !partition.isEmpty { return partition[random.index(below: partition.count)] }
            if shape == "forest", let dependencies = iterate.dependencies {
                return Forest.greedy(random.sample(iterate.dimension, of: iterate.dimension), dependencies)
            }
            return random.sample(size, of: iterate.dimension)
        default:
            guard try iterate.learn(0..<iterate.dimension) else { return nil }
            return try partition.isEmpty ? bestVariable(&iterate) : bestFixed(&iterate)
        }
    }

    private mutating func bestFixed(_ iterate: inout Iterate) throws(Stop) -> [Int]? {
        if bounds.isEmpty, rule != "gs" {
            for block in partition {
                let matrix = try iterate.bound(of: block)
                bounds.append((matrix, rule == "gsl" ? matrix.largestEigenvalue() : 0, matrix.rowSums))
            }
        }
        var best = (score: 0.0, block: [Int]?.none)
        for (index, block) in partition.enumerated() {
            var score = 0.0
            switch rule {
            case "gs": for i in block { score += iterate.slope(i) * iterate.slope(i) }
            case "gsl": for i in block { score += iterate.gain(i, curvature: bounds[index].largest) }
            // With weights of |xᵢ| the block's quadratic has no closed minimum: its bound by row sums stands for it.
            case "gsq" where block.allSatisfy { iterate.weights[$0] == 0 }:
                let slopes = block.map { iterate.derivatives[$0] }
                score = dot(slopes, bounds[index].matrix.solve(slopes, over: Array(slopes.indices)))
            default: for (place, i) in block.enumerated() { score += iterate.gain(i, curvature: bounds[index].rowSums[place]) }
            }
            if score > best.score { best = (score, block) }
        }
        return best.block
    }

    private mutating func bestVariable(_ iterate: inout Iterate) throws(Stop) -> [Int]? {
        let all = 0..<iterate.dimension
        let squares = all.map { iterate.slope($0) * iterate.slope($0) }
        guard squares.contains(where: { $0 > 0 }) else { return nil }
        let scores = rule == "gs" ? squares : all.map { iterate.gain($0, curvature: iterate.smoothness[$0]) }
        if shape == "forest", let dependencies = iterate.dependencies { return Forest.greedy(descending(scores), dependencies) }
        switch rule {
        case "gsl": return bestRatio(squares, iterate.smoothness)
        case "gsd": return Array(descending(all.map { iterate.gain($0, curvature: Double(size) * iterate.smoothness[$0]) }).prefix(size))
        case "gsq": return try thresholded(&iterate, first: Array(descending(scores).prefix(size)))
        default: return Array(descending(scores).prefix(size))
        }
    }

    private func descending(_ scores: [Double]) -> [Int] { scores.indices.sorted { (scores[$0], -$0) > (scores[$1], -$1) } }

    /// The block of this size with the largest Σ gains/Σ costs (Dinkelbach, "On Nonlinear Fractional Programming", 1967): the
    /// ratio ρ is raised until the best block for gains − ρ·costs has just that ratio.
    private func bestRatio(_ gains: [Double], _ costs: [Double]) -> [Int] {
        var ratio = 0.0
        var block = Array(descending(gains).prefix(size))
        for _ in 0..<50 {
            let next = block.reduce(0) { $0 + gains[$1] } / block.reduce(0) { $0 + costs[$1] }
            guard next > ratio else { break }
            ratio = next
            block = Array(descending(gains.indices.map { gains[$0] - ratio * costs[$0] }).prefix(size))
        }
        return block
    }

    /// Ten steps of proximal gradient on the quadratic model, each followed by setting to zero all but the largest moves.
    private mutating func thresholded(_ iterate: inout Iterate, first: [Int]) throws(Stop) -> [Int] {
        let all = Array(0..<iterate.dimension)
        if whole == nil { whole = try iterate.bound(of: all) }
        guard let hessian = whole else { return first }
        let curvature = hessian.rowSums.max() ?? 1
        var block = first
        var step = [Double](repeating: 0, count: all.count)
        for i in block { step[i] = iterate.proximalStep(i, curvature: Double(size) * iterate.smoothness[i]) - iterate.x[i] }
        for _ in 0..<10 {
            let image = hessian.product(step)
            for i in all {
                let moved = iterate.x[i] + step[i] - (iterate.derivatives[i] + image[i]) / curvature, threshold = iterate.weights[i] / curvature
                step[i] = (moved > threshold ? moved - threshold : moved < -threshold ? moved + threshold : 0) - iterate.x[i]
            }
            let next = Array(descending(step.map(\.magnitude)).prefix(size))
            let isIn = Set(next)
            for i in all where !isIn.contains(i) { step[i] = 0 }
            if next == block { break }
            block = next
        }
        return block
    }
}
