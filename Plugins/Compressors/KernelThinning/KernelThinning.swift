import AssayKit

/// Generalised kernel thinning: KT-SPLIT halves the sample again and again by a self-balancing walk in the space of a split kernel, which
/// gives 2^m candidates; KT-SWAP takes the best of them, and puts for each of its points the one that is best in its place (Dwivedi and
/// Mackey). The split kernel is the target kernel itself (target KT), a power of it (power KT), or the sum of both (KT+).
///
/// As the authors' goodpoints does, KT-SPLIT lets two points out of a parent as soon as they came into it, and a point may be in the
/// result more than once. The bytes: the points, as `Points` encodes them.
public struct KernelThinning: Compressor {
    static let split = Option(
        "split", default: "target", of: ["target", "power", "both"],
        "the kernel that halves: the target's own, its power, or the sum of both, which is KT+")
    static let power = Option("power", default: 0.5, in: 0.01...1, "the power, where one is used; 1/2 is the square root")
    static let delta = Option("delta", default: 0.5, in: 1e-9...1, "the probability with which the walk may be cut off somewhere")

    public static var card: Card {
        Card(
            id: "kernel-thinning", name: "Generalised kernel thinning",
            summary: "Halves a sample by a self-balancing walk of kernel functions, then swaps points to lower the discrepancy.",
            paper: Paper(id: "P249", title: "Generalized Kernel Thinning", authors: "Raaz Dwivedi, Lester Mackey", year: 2021, arxiv: "2110.01593"),
            options: [split, power, delta],
            claims: [
                Claim(
                    "Of n points √n are kept at a discrepancy of about 1/√n, where independent points have n^(−1/4).", paperValue: "n^(−1/2) against n^(−1/4)",
                    instance: "thinning/mixture-4096", rival: "random-thinning", metric: "discrepancy", expectation: .ratioAtMost(0.25)),
                Claim(
                    "Target KT improves on standard thinning also with kernels that have no square root, like Laplace's.", paperValue: "better than Monte Carlo",
                    instance: "thinning/mixture-4096-laplace", rival: "standard-thinning", metric: "discrepancy", expectation: .ratioAtMost(0.5)),
                Claim(
                    "It does so in many dimensions, too.", paperValue: "gains in 100 dimensions", instance: "thinning/digits", rival: "standard-thinning",
                    metric: "discrepancy", expectation: .ratioAtMost(0.8)),
            ])
    }

    private let split: String
    private let power: Double
    private let delta: Double

    public init(_ options: Options) throws {
        split = options[Self.split]
        power = options[Self.power]
        delta = options[Self.delta]
    }

    public func compress(_ sample: any Thinning, _ run: Run) throws -> [UInt8] {
        try sample.points.requireFinite()
        let splitKernel = try splitKernel(sample.kernel)
        var walk = Splitting(count: sample.points.count, halvings: sample.halvings, delta: delta)
        let candidates = try walk.candidates(KernelSum(sample.points, splitKernel), run)
        let swapping = try Swapping(KernelSum(sample.points, [sample.kernel]), run)
        let coreset = try swapping.refined(swapping.best([standardThinning(sample)] + candidates), run)
        return sample.points.selecting(coreset).encoded
    }

    /// Kernels to be summed. Each of them is 1 at distance 0, so that the sum is KT+'s of kernels divided by their largest values.
    private func splitKernel(_ kernel: RadialKernel) throws -> [RadialKernel] {
        if split == "target" { return [kernel] }
        guard let powered = kernel.power(power) else { throw NoPower() }
        return split == "power" ? [powered] : [kernel, powered]
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Points { try Points(encoded: bytes) }
}

struct NoPower: Error, CustomStringConvertible {
    var description: String { "no power of the problem's kernel is known here; split=target needs none" }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(KernelThinning.self, StandardThinning.self, RandomThinning.self) }
