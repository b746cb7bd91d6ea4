import AssayKit

/// The fast Johnson–Lindenstrauss transform with an even sparser matrix (Fandina, Høgsgaard and Larsen): x becomes √(1/k)·P·H·D·x, with D
/// random signs, H the Walsh–Hadamard transform, which spreads x over all coordinates, and P of k rows whose entries are normal of variance
/// 1/q with probability q, else zero. Ailon and Chazelle have q = ln²n / d; here it is smaller by α = min(ln(1/ε)/ε, ln n).
///
/// The paper gives orders of magnitude; the constants are 1, and ε is √(ln n / k). Points are padded with zeros to a power of two. The
/// bytes: the points, as `Points` encodes them; the transform itself need not come back.
public struct SparserFastJohnsonLindenstrauss: Compressor {
    public static var card: Card {
        Card(
            id: "sparser-fast-jl", name: "Sparser fast Johnson–Lindenstrauss transform",
            summary: "Projects by random signs, a Hadamard transform and a matrix sparser than the classic one.",
            paper: Paper(
                id: "P291", title: "The Fast Johnson-Lindenstrauss Transform is Even Faster",
                authors: "Ora Nova Fandina, Mikael Møller Høgsgaard, Kasper Green Larsen", year: 2022, arxiv: "2204.01800"),
            claims: [
                Claim(
                    "An α-fold sparser matrix keeps distances to within 1 ± ε at k = O(ln n / ε²): twice √(ln n / k), at the most.",
                    paperValue: "the same ε at the same k, up to constants", instance: "embedding/sparse-8192", metric: "distortion",
                    expectation: .valueAtMost(0.22)),
                Claim(
                    "It keeps them nearly as the classic transform does.", paperValue: "the same ε at the same k, up to constants",
                    instance: "embedding/sparse-8192", rival: "fast-jl", metric: "distortion", expectation: .ratioAtMost(1.25)),
                Claim(
                    "It is faster than the classic transform.", paperValue: "O(d ln d + (k ln² n)/α) for O(d ln d + k ln² n)",
                    instance: "embedding/sparse-8192", rival: "fast-jl", metric: "seconds", expectation: .ratioAtMost(1)),
                Claim(
                    "It is faster than a dense projection.", paperValue: "O(d ln d + (k ln² n)/α) for O(dk)", instance: "embedding/sparse-8192",
                    rival: "gaussian-projection", metric: "seconds", expectation: .ratioAtMost(0.5)),
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ problem: any DimensionReduction, _ run: Run) throws -> [UInt8] {
        let logCount = logarithm(Double(max(2, problem.points.count)))
        let epsilon = (logCount / Double(problem.targetDimension)).squareRoot()
        let alpha = max(1, min(logarithm(1 / epsilon) / epsilon, logCount))
        return try fastTransform(problem, run, density: logCount * logCount / alpha)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Points { try Points(encoded: bytes) }
}

/// The fast Johnson–Lindenstrauss transform as it was found, with a sparse matrix of density ln²n / d (Ailon and Chazelle).
public struct FastJohnsonLindenstrauss: Compressor {
    public static var card: Card {
        Card(
            id: "fast-jl", name: "Fast Johnson–Lindenstrauss transform", summary: "Projects by random signs, a Hadamard transform and a sparse matrix.",
            paper: Paper(
                title: "The Fast Johnson–Lindenstrauss Transform and Approximate Nearest Neighbors", authors: "Nir Ailon, Bernard Chazelle", year: 2009),
            claims: [
                Claim(
                    "It keeps distances as a dense projection does: twice √(ln n / k), at the most.", paperValue: "k = O(ln n / ε²)",
                    instance: "embedding/sparse-8192", metric: "distortion", expectation: .valueAtMost(0.22)),
                Claim(
                    "It is faster than a dense projection.", paperValue: "O(d ln d + k ln² n) for O(dk)", instance: "embedding/sparse-8192",
                    rival: "gaussian-projection", metric: "seconds", expectation: .ratioAtMost(0.5)),
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ problem: any DimensionReduction, _ run: Run) throws -> [UInt8] {
        let logCount = logarithm(Double(max(2, problem.points.count)))
        return try fastTransform(problem, run, density: logCount * logCount)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Points { try Points(encoded: bytes) }
}

/// √(1/k)·P·H·D·x of all points, eight at a time.
/// - Parameter density: how many entries a row of P has in the mean; all of them where there are no more.
private func fastTransform(_ problem: any DimensionReduction, _ run: Run, density: Double) throws -> [UInt8] {
    let points = problem.points, k = problem.targetDimension
    try points.requireFinite()
    var d = 1
    while d < points.dimension { d *= 2 }
    var random = run.random()
    let signs = (0..<points.dimension).map { _ in random.uniform() < 0.5 ? -1.0 : 1.0 }
    let matrix = SparseNormals(rows: k, columns: d, probability: min(1, density / Double(d)), &random)
    // Of H the factor 1/√d that makes it orthogonal, and of the whole √(1/k).
    let scale = 1 / Double(d * k).squareRoot()
    var values = [Float](repeating: 0, count: points.count * k)
    for start in stride(from: 0, to: points.count, by: 8) {
        try run.checkTime()
        let lanes = 0..<min(8, points.count - start)
        var block = [SIMD8<Double>](repeating: .zero, count: d)
        for lane in lanes {
            for (axis, value) in points[start + lane].enumerated() { block[axis][lane] = signs[axis] * Double(value) }
        }
        transformByHadamard(&block)
        for row in 0..<k {
            let product = scale * matrix.product(row, block)
            for lane in lanes { values[(start + lane) * k + row] = Float(product[lane]) }
        }
    }
    return Points(dimension: k, values: values).encoded
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(SparserFastJohnsonLindenstrauss.self, FastJohnsonLindenstrauss.self, GaussianProjection.self)
}
