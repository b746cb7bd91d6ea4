import AssayKit
import Formats

/// Entropic optimal transport with ε = 1/1200, as in the experiments of Tang, Shavlovsky, Rahmanian, Tardini, Thekumparampil, Xiao
/// and Ying, "Accelerating Sinkhorn Algorithm with Sparse Newton Iterations", arXiv:2401.12253.
struct TransportInstance: Instance {
    static let regularization = 1.0 / 1200

    let id: String
    let role = Role.optimizer
    let kind = "optimal transport"
    let summary: String
    let metrics = [Metric("marginalError", better: .lower), Metric("transportCost", better: .lower)]
    let targets = [1e-3, 1e-6, 1e-9]
    let dataFiles: [String]
    let defaultBudget = Budget(calls: ["matrixProducts": 20_000])
    var problemType: any Metered.Type { TransportProblem.self }
    private let make: @Sendable (DataFolder) throws -> TransportPlan

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        TransportProblem(try make(context.data), regularization: Self.regularization, context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { MarginalScorer(try make(data), regularization: Self.regularization) }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let plan = try make(data)
        for (name, shape, elements) in [
            ("costs", [plan.costs.rows, plan.costs.columns], plan.costs.entries), ("row-marginals", [plan.costs.rows], plan.rowMarginals),
            ("column-marginals", [plan.costs.columns], plan.columnMarginals),
        ] { try NumPy.write(NumPyArray(shape: shape, elements: elements), to: "\(folder)/\(name).npy") }
        return ["costs.npy", "row-marginals.npy", "column-marginals.npy"]
    }

    static let all = [assignment(500), digitPair(isSquared: true), digitPair(isSquared: false)]

    /// `transport/assignment-N` for N from 2 to 2,000.
    static func instance(_ id: String) -> TransportInstance? {
        let prefix = "transport/assignment-"
        guard id.hasPrefix(prefix), let size = Int(id.dropFirst(prefix.count)), (2...2000).contains(size), id == prefix + "\(size)" else { return nil }
        return assignment(size)
    }

    private init(id: String, summary: String, dataFiles: [String] = [], make: @escaping @Sendable (DataFolder) throws -> TransportPlan) {
        self.id = id
        self.summary = summary
        self.dataFiles = dataFiles
        self.make = make
    }

    private static func assignment(_ size: Int) -> TransportInstance {
        TransportInstance(id: "transport/assignment-\(size)", summary: "\(size) sources to \(size) targets at random costs, ε = 1/1200; made by seed") { _ in .assignment(size) }
    }

    private static func digitPair(isSquared: Bool) -> TransportInstance {
        TransportInstance(
            id: "transport/digit-pair-" + (isSquared ? "l2" : "l1"),
            summary: "a handwritten digit moved into another on a grid of 784 points, " + (isSquared ? "squared distances" : "distances along the grid") + ", ε = 1/1200",
            dataFiles: ["digits.csv"]) { try .digitPair($0, 0, 1, isSquared: isSquared) }
    }
}

/// What a method sees.
final class TransportProblem: Transport {
    let meter: Meter
    let rowMarginals: [Double]
    let columnMarginals: [Double]
    private var kernel: GibbsKernel
    var regularization: Double { kernel.regularization }

    init(_ plan: TransportPlan, regularization: Double, _ meter: Meter) {
        rowMarginals = plan.rowMarginals
        columnMarginals = plan.columnMarginals
        kernel = GibbsKernel(plan.costs, regularization: regularization)
        self.meter = meter
    }

    func computeAbsorption(_ rowPotentials: Span<Double>, _ columnPotentials: Span<Double>, _ receipt: borrowing Receipt) {
        kernel.absorb(rowPotentials, columnPotentials)
    }
    func computeProduct(of vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        kernel.multiply(vector, into: &product)
    }
    func computeTransposedProduct(of vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        kernel.multiply(vector, transposed: true, into: &product)
    }
    func readKernel(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
        let entries = kernel.entries
        body(entries.span)
    }
    func computeRowSoftMinima(_ columnPotentials: Span<Double>, into minima: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        kernel.rowSoftMinima(columnPotentials, into: &minima)
    }
    func computeColumnSoftMinima(_ rowPotentials: Span<Double>, into minima: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        kernel.columnSoftMinima(rowPotentials, into: &minima)
    }
}
