import AssayKit
import Glibc

/// One of the 24 noiseless functions of the BBOB suite, in one dimension and instance, less its least value: its minimum is 0.
struct BBOBFunction: Sendable {
    /// By their numbers in the suite, from f1 on.
    static let names = [
        "sphere", "ellipsoid", "rastrigin", "bueche-rastrigin", "linear-slope", "attractive-sector", "step-ellipsoid", "rosenbrock", "rosenbrock-rotated",
        "ellipsoid-rotated", "discus", "bent-cigar", "sharp-ridge", "different-powers", "rastrigin-rotated", "weierstrass", "schaffers-f7",
        "schaffers-f7-ill-conditioned", "griewank-rosenbrock", "schwefel", "gallagher-101", "gallagher-21", "katsuura", "lunacek-bi-rastrigin",
    ]
    static let dimensions = 2...40

    let number: Int
    let dimension: Int
    let instance: Int
    /// What is added to every value.
    let leastValue: Double
    private let evaluate: @Sendable (Span<Double>) -> Double

    /// - Precondition: the number is in 1...24, the dimension in `dimensions`, the instance positive.
    init(_ number: Int, dimension: Int, instance: Int) {
        self.number = number
        self.dimension = dimension
        self.instance = instance
        leastValue = LegacyRandom.leastValue(function: number, instance: instance)
        // Two functions take the seed of the one that they are a variant of.
        let seed = (number == 4 ? 3 : number == 18 ? 17 : number) + 10000 * instance
        let draws = Draws(dimension: dimension, seed: seed)
        evaluate =
            switch number {
            case 1...5: Self.separable(number, draws)
            case 6...9: Self.moderate(number, draws)
            case 10...14: Self.illConditioned(number, draws)
            case 15...19: Self.multimodal(number, draws)
            default: Self.weaklyStructured(number, draws)
            }
    }

    /// f − f*, without the loss of digits that adding f* and taking it away would cost.
    func gap(_ x: Span<Double>) -> Double { evaluate(x) }

    func value(_ x: Span<Double>) -> Double { evaluate(x) + leastValue }

    /// What an instance is made of.
    struct Draws {
        let dimension: Int
        let seed: Int
        var optimum: [Double] { LegacyRandom.optimum(dimension, seed: seed) }
        /// R and Q of the definitions.
        var first: Matrix { LegacyRandom.rotation(dimension, seed: seed + 1_000_000) }
        var second: Matrix { LegacyRandom.rotation(dimension, seed: seed) }
    }
}
