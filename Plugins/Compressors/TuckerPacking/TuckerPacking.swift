import AssayKit

/// Tucker decomposition in the core shape that a budget affords (Ghadiri, Fahrbach, Fu and Mirrokni). What a shape loses is estimated by the
/// singular values of the tensor's unfoldings that it leaves out, added up over the axes; the shape that keeps the most of them is the
/// solution of a packing problem. Higher-order orthogonal iteration then finds the decomposition of that shape.
///
/// The packing problem is NP-hard in the number of axes; the paper approximates it by a knapsack with a matroid, and its experiments solve it
/// by an integer program. Here it is solved exactly, too, by trying all ranks of all axes but the longest, whose rank then follows.
///
/// The bytes are those of `TuckerDecomposition`.
public struct TuckerPacking: Compressor {
    public static var card: Card {
        Card(
            id: "tucker-packing", name: "Tucker packing", summary: "Chooses the core shape by singular values of unfoldings, then iterates to the Tucker decomposition.",
            paper: Paper(
                id: "P150", title: "Approximately Optimal Core Shapes for Tensor Decompositions",
                authors: "Mehrdad Ghadiri, Matthew Fahrbach, Gang Fu, Vahab Mirrokni", year: 2023, arxiv: "2302.03886"),
            claims: [
                Claim(
                    "Its error is about that of the greedy choice by the true loss.", paperValue: "competitive, sometimes better", instance: "tensor/video",
                    rival: "tucker-greedy", metric: "relativeError", expectation: .ratioAtMost(1.05)),
                Claim(
                    "It runs up to 1000 times faster than that.", paperValue: "up to 1000x", instance: "tensor/video", rival: "tucker-greedy", metric: "seconds",
                    expectation: .ratioAtMost(0.1)),
                Claim(
                    "It is better than ranks in proportion to the axes.", paperValue: "lower error", instance: "tensor/digits", rival: "tucker-uniform",
                    metric: "relativeError", expectation: .ratioAtMost(0.95)),
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ subject: any DenseTensor, _ run: Run) throws -> [UInt8] {
        let array = try DenseArray(subject.tensor)
        let factors = try array.singularFactors()
        let packing = CorePacking(shape: array.shape, energies: factors.map { $0.values.map { $0 * $0 } }, budget: subject.numberBudget)
        guard let ranks = packing.bestRanks else { throw NoRoom(budget: subject.numberBudget) }
        return try TuckerDecomposition(array, ranks: ranks, start: factors.map(\.u), run).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensor { try TuckerDecomposition(bytes).tensor }
}

/// Raises by one the rank whose rise lowers the true loss the most, again and again while the budget affords it.
public struct GreedyTucker: Compressor {
    public static var card: Card {
        Card(
            id: "tucker-greedy", name: "Greedy core shape", summary: "Raises the rank that lowers the error of the Tucker decomposition the most, one at a time.",
            paper: Paper(
                title: "On the Best Rank-1 and Rank-(R1, R2, ..., RN) Approximation of Higher-Order Tensors",
                authors: "Lieven De Lathauwer, Bart De Moor, Joos Vandewalle", year: 2000),
            claims: [
                Claim(
                    "Ranks that are chosen by the error lose less than ranks in proportion to the axes.", paperValue: "a smaller error",
                    instance: "tensor/digits", rival: "tucker-uniform", metric: "relativeError", expectation: .ratioAtMost(0.9))
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ subject: any DenseTensor, _ run: Run) throws -> [UInt8] {
        let array = try DenseArray(subject.tensor)
        let start = try array.singularFactors().map(\.u)
        let ones = array.shape.map { _ in 1 }
        guard CorePacking.isCoreShape(ones, of: array.shape, budget: subject.numberBudget) else { throw NoRoom(budget: subject.numberBudget) }
        var best = try TuckerDecomposition(array, ranks: ones, start: start, run)
        while true {
            // One axis at a time; or two where none can rise alone, since no rank is beyond the product of the others.
            let singles = array.shape.indices.map { axis in best.ranks.indices.map { best.ranks[$0] + ($0 == axis ? 1 : 0) } }
            let pairs = array.shape.indices.flatMap { a in (0..<a).map { b in best.ranks.indices.map { best.ranks[$0] + ($0 == a || $0 == b ? 1 : 0) } } }
            let fitting = [singles, pairs].lazy.map { $0.filter { CorePacking.isCoreShape($0, of: array.shape, budget: subject.numberBudget) } }.first { !$0.isEmpty } ?? []
            let tried = try fitting.map { try TuckerDecomposition(array, ranks: $0, start: start, run) }
            guard let next = tried.max(by: { $0.energy < $1.energy }) else { return best.encoded }
            best = next
        }
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensor { try TuckerDecomposition(bytes).tensor }
}

/// Ranks in one proportion to the lengths of the axes, the largest that the budget affords.
public struct UniformTucker: Compressor {
    public static var card: Card {
        Card(
            id: "tucker-uniform", name: "Uniform core shape", summary: "Takes ranks in proportion to the axes, then iterates to the Tucker decomposition.",
            paper: Paper(
                title: "On the Best Rank-1 and Rank-(R1, R2, ..., RN) Approximation of Higher-Order Tensors",
                authors: "Lieven De Lathauwer, Bart De Moor, Joos Vandewalle", year: 2000),
            claims: [
                Claim(
                    "A core of a fifth of the numbers keeps most of a tensor: of digits' pictures four fifths of the squares.",
                    paperValue: "a small error at low ranks", instance: "tensor/digits", metric: "relativeError", expectation: .valueAtMost(0.447))
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ subject: any DenseTensor, _ run: Run) throws -> [UInt8] {
        let array = try DenseArray(subject.tensor), longest = array.shape.max() ?? 1
        // Proportions at which the longest axis has a whole rank.
        let shapes = (1...longest).map { rank in CorePacking.reduced(array.shape.map { max(1, $0 * rank / longest) }) }
        guard let ranks = shapes.last(where: { CorePacking.size($0, of: array.shape) <= subject.numberBudget }) else {
            throw NoRoom(budget: subject.numberBudget)
        }
        return try TuckerDecomposition(array, ranks: ranks, start: try array.singularFactors().map(\.u), run).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensor { try TuckerDecomposition(bytes).tensor }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(TuckerPacking.self, GreedyTucker.self, UniformTucker.self) }
