import AssayKit
import Formats

/// The graph of linear structural equations, to be found from samples.
struct StructureInstance: Instance {
    enum Source: Sendable {
        case model(StructuralModel)
        /// A user's table.
        case file(String)
    }

    /// Below it a weight is no edge, as in the papers' experiments.
    static let threshold = 0.3

    let id: String
    let role = Role.searcher
    let kind = "structure learning"
    let summary: String
    let source: Source
    let defaultBudget = Budget(seconds: 300)
    var problemType: any Metered.Type { StructureProblem.self }
    var metrics: [Metric] { if case .file = source { [StructureScorer.score] } else { StructureScorer.metrics } }
    var dataFiles: [String] { if case .file(let path) = source { [path] } else { [] } }

    /// 1,000 samples of a random graph.
    static func random(_ graph: StructuralModel.Graph, _ variableCount: Int, _ noise: StructuralModel.Noise) -> StructureInstance {
        let (name, words) = switch graph {
        case .uniform(let edges): ("er\(edges)", "\(edges) edges a variable anywhere")
        case .scaleFree(let edges): ("sf\(edges)", "\(edges) edges a variable, scale-free")
        }
        return StructureInstance(
            id: "structure/\(name)-\(variableCount)-\(noise.rawValue)",
            summary: "1,000 samples of \(variableCount) variables, \(words), \(noise == .gumbel ? "Gumbel" : noise == .gaussian ? "Gaussian" : noise.rawValue) noise; made by seed",
            source: .model(StructuralModel(graph: graph, variableCount: variableCount, sampleCount: 1000, noise: noise)))
    }

    private func make(_ data: DataFolder) throws -> StructuralData {
        switch source {
        case .model(let model): model.make()
        case .file(let path): try .own(data.file(path))
        }
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { StructureProblem(try make(context.data), context.meter) }
    func makeScorer(_ data: DataFolder) throws -> any Scorer { StructureScorer(try make(data)) }

    /// The samples, and the true edges where they are known.
    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let made = try make(data)
        try NumPy.write(.init(shape: [made.samples.rows, made.samples.columns], elements: made.samples.entries), to: folder + "/samples.npy")
        guard let truth = made.truth else { return ["samples.npy"] }
        var graph = Matrix(zeros: made.samples.columns, made.samples.columns)
        for edge in truth { graph[edge.from, edge.to] = 1 }
        try NumPy.write(.init(shape: [graph.rows, graph.columns], elements: graph.entries), to: folder + "/graph.npy")
        return ["samples.npy", "graph.npy"]
    }
}

final class StructureProblem: StructuralEquations {
    let meter: Meter
    private let data: StructuralData

    init(_ data: StructuralData, _ meter: Meter) {
        self.data = data
        self.meter = meter
    }

    var variableCount: Int { data.samples.columns }
    var sampleCount: Int { data.samples.rows }
    var threshold: Double { StructureInstance.threshold }

    func readSamples(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
        let entries = data.samples.entries
        body(entries.span)
    }

    /// Of D = I − W: the loss is ½ tr(DᵀSD) and its gradient −SD, with S = XᵀX / n; n passes over no sample.
    func computeLoss(at weights: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        let count = variableCount
        var difference = Matrix(identity: count)
        for place in 0..<count * count { difference.entries[place] -= weights[place] }
        let product = data.moments * difference
        for place in 0..<count * count { gradient[place] = -product.entries[place] }
        return dot(difference.entries, product.entries) / 2
    }
}
