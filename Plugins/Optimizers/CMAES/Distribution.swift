import AssayKit

/// N(m, σ²C), with the paths by which σ and C learn.
struct Distribution {
    private(set) var mean: [Double]
    private(set) var sigma: Double
    private var covariance: Matrix
    /// C = B·diag(d²)·Bᵀ.
    private var axes: Matrix
    private var lengths: [Double]
    private var sigmaPath: [Double]
    private var path: [Double]
    private var generation = 0
    private var decomposed = 0
    private let strategy: Strategy
    private let dimension: Int

    init(mean: [Double], sigma: Double, _ strategy: Strategy) {
        self.mean = mean
        self.sigma = sigma
        self.strategy = strategy
        dimension = mean.count
        covariance = Matrix(identity: mean.count)
        axes = covariance
        lengths = [Double](repeating: 1, count: mean.count)
        sigmaPath = [Double](repeating: 0, count: mean.count)
        path = sigmaPath
    }

    /// y ~ N(0, C), equations (38) and (39).
    func sample(_ random: inout Random) -> [Double] {
        let scaled = lengths.map { $0 * random.normal() }
        return Matrix.product(axes, scaled.span)
    }

    /// m + σy, equation (40).
    func point(_ y: [Double]) -> [Double] { zip(mean, y).map { $0 + sigma * $1 } }

    /// Learns from a generation's samples, the best first: equations (41) to (47).
    mutating func update(_ ranked: [[Double]]) throws {
        generation += 1
        var step = [Double](repeating: 0, count: dimension)
        for i in 0..<strategy.parentCount { add(strategy.weights[i], ranked[i], to: &step) }
        add(sigma, step, to: &mean)

        let cs = strategy.sigmaRate
        for i in sigmaPath.indices { sigmaPath[i] *= 1 - cs }
        add((cs * (2 - cs) * strategy.effectiveParents).squareRoot(), whitened(step), to: &sigmaPath)
        let length = norm(sigmaPath)
        let unbiased = length / (1 - power(1 - cs, 2 * Double(generation))).squareRoot()
        // h_σ holds the path still while it is too long, so that C does not grow along a mere overshoot.
        let isStill = unbiased >= (1.4 + 2 / Double(dimension + 1)) * strategy.expectedNorm
        let cc = strategy.pathRate
        for i in path.indices { path[i] *= 1 - cc }
        if !isStill { add((cc * (2 - cc) * strategy.effectiveParents).squareRoot(), step, to: &path) }

        adapt(ranked, isStill: isStill)
        sigma *= exponential(cs / strategy.sigmaDamping * (length / strategy.expectedNorm - 1))
        // As often as costs O(n²) a sample on average.
        let pause = 1 / (10 * Double(dimension) * (strategy.rankOneRate + strategy.rankMuRate))
        if Double(generation - decomposed) >= pause { try decompose() }
    }

    private mutating func adapt(_ ranked: [[Double]], isStill: Bool) {
        let (c1, cmu, cc) = (strategy.rankOneRate, strategy.rankMuRate, strategy.pathRate)
        let kept = 1 + c1 * (isStill ? cc * (2 - cc) : 0) - c1 - cmu * strategy.weights.reduce(0, +)
        for i in covariance.entries.indices { covariance.entries[i] *= kept }
        addProduct(of: path, times: c1)
        for (y, weight) in zip(ranked, strategy.weights) {
            guard weight < 0 else {
                addProduct(of: y, times: cmu * weight)
                continue
            }
            // (46): a bad sample takes away no more than C has.
            let white = whitened(y)
            addProduct(of: y, times: cmu * weight * Double(dimension) / max(dot(white, white), 1e-300))
        }
    }

    private mutating func addProduct(of y: [Double], times factor: Double) {
        for i in 0..<dimension { for j in 0..<dimension { covariance.entries[i * dimension + j] += factor * y[i] * y[j] } }
    }

    /// C^{−1/2}·y.
    private func whitened(_ y: [Double]) -> [Double] {
        let turned = Matrix.product(axes, y.span, transposed: true)
        let scaled = zip(turned, lengths).map { $0 / $1 }
        return Matrix.product(axes, scaled.span)
    }

    private mutating func decompose() throws {
        decomposed = generation
        for i in 0..<dimension {
            for j in 0..<i {
                let middle = (covariance[i, j] + covariance[j, i]) / 2
                (covariance[i, j], covariance[j, i]) = (middle, middle)
            }
        }
        let (values, vectors) = try covariance.symmetricEigen()
        axes = vectors
        lengths = values.map { max($0, 0).squareRoot() }
    }

    /// Whether nothing more can be learnt: C's condition is beyond 10¹⁴, or every step is below 10⁻¹¹ of the first.
    func isExhausted(firstSigma: Double) -> Bool {
        guard sigma.isFinite, let least = lengths.min(), let most = lengths.max(), least > 0, most.isFinite else { return true }
        if most / least > 1e7 { return true }
        return (0..<dimension).allSatisfy { sigma * max(path[$0].magnitude, covariance[$0, $0].squareRoot()) < 1e-11 * firstSigma }
    }
}
