import AssayKit

/// The constants of a search with λ samples a generation in n dimensions, as the tutorial's table 1 sets them.
struct Strategy {
    let sampleCount: Int
    /// μ, how many samples the mean moves to.
    let parentCount: Int
    /// w, for all λ samples: positive for the better half, negative for the others.
    let weights: [Double]
    let effectiveParents: Double
    let sigmaRate: Double
    let sigmaDamping: Double
    let pathRate: Double
    /// c₁ and c_μ.
    let rankOneRate: Double
    let rankMuRate: Double
    /// E‖N(0, I)‖.
    let expectedNorm: Double

    init(dimension: Int, sampleCount: Int) {
        let n = Double(dimension), parentCount = sampleCount / 2
        // Equation (49).
        let raw = (1...sampleCount).map { logarithm(Double(sampleCount + 1) / 2) - logarithm(Double($0)) }
        func effective(_ weights: ArraySlice<Double>) -> Double {
            let sum = weights.reduce(0, +)
            return sum * sum / weights.reduce(0) { $0 + $1 * $1 }
        }
        let effectiveParents = effective(raw[..<parentCount])
        // (55) to (58).
        sigmaRate = (effectiveParents + 2) / (n + effectiveParents + 5)
        sigmaDamping = 1 + 2 * max(0, ((effectiveParents - 1) / (n + 1)).squareRoot() - 1) + sigmaRate
        pathRate = (4 + effectiveParents / n) / (n + 4 + 2 * effectiveParents / n)
        let rankOneRate = 2 / ((n + 1.3) * (n + 1.3) + effectiveParents)
        let surplus = 0.25 + effectiveParents + 1 / effectiveParents - 2
        let rankMuRate = min(1 - rankOneRate, 2 * surplus / ((n + 2) * (n + 2) + effectiveParents))
        // (50) to (53): the negative weights keep C positive definite, and weigh no more than the others together.
        let positiveSum = raw[..<parentCount].reduce(0, +), negativeSum = -raw[parentCount...].filter { $0 < 0 }.reduce(0, +)
        let negativeEffective = effective(raw[parentCount...])
        let bound = min(
            1 + rankOneRate / rankMuRate, 1 + 2 * negativeEffective / (negativeEffective + 2), (1 - rankOneRate - rankMuRate) / (n * rankMuRate))
        weights = raw.map { $0 >= 0 ? $0 / positiveSum : bound * $0 / negativeSum }
        expectedNorm = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
        self.sampleCount = sampleCount
        self.parentCount = parentCount
        self.effectiveParents = effectiveParents
        self.rankOneRate = rankOneRate
        self.rankMuRate = rankMuRate
    }

    /// 4 + ⌊3 ln n⌋, equation (48).
    static func usualSampleCount(_ dimension: Int) -> Int { 4 + Int(3 * logarithm(Double(dimension))) }
}
