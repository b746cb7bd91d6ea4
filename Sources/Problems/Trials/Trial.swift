public import AssayKit

/// A small instance made by rule, on which it is tried whether a method does what its role asks, also where the problem is
/// odd. Not listed among the instances: nothing is to be compared on it.
public struct Trial: Instance {
    /// What a method may do with it.
    public enum Demand: Sendable {
        /// Answer it well: the metric must come to this or better.
        case solve(Double)
        /// Answer it anyhow, or refuse with a reason.
        case answerOrRefuse
        /// Come to an end by itself, whatever it answers: what it is told is nonsense.
        case end
    }

    public let id: String
    /// What is odd about it, in words.
    public let summary: String
    public let demand: Demand
    public let role: Role
    // Unchecked: a type is the same in every thread.
    public nonisolated(unsafe) let problemType: any Metered.Type
    public let metrics: [Metric]
    public let defaultBudget: Budget
    public var kind: String { "trial" }
    let problem: @Sendable (ProblemContext) -> any Metered
    let scorer: @Sendable () -> any Scorer

    public func makeProblem(_ context: ProblemContext) throws -> any Metered { problem(context) }
    public func makeScorer(_ data: DataFolder) throws -> any Scorer { scorer() }

    /// Every trial; a method is put to those that fit its needs.
    public static let all: [Trial] = objectives + trainings + transports + systems + inclusions + blocks + tables + texts + thinnings
        + embeddings + networks + pairs + tensors + vectors + filters + disks + medoids + signedGraphs + formulas + subsets + regressions
        + clusterings + hierarchies + structures + pageRanks + nodeEmbeddings

    private static let objectives = [
        TrialQuadratic(dimension: 10), TrialQuadratic(dimension: 1, name: "-one", summary: "in one dimension"),
        TrialQuadratic(dimension: 10, name: "-optimum", summary: "begun at the minimum", startsAtOptimum: true),
        TrialQuadratic(dimension: 10, name: "-nan", summary: "whose oracle answers NaN from the fourth call on", spoiled: .nan),
        TrialQuadratic(dimension: 10, name: "-infinite", summary: "whose oracle answers ∞ from the fourth call on", spoiled: .infinity),
    ].map { quadratic in
        // A method that does its work comes from f = 55 (or 1) down by a twentieth at least in 200 gradients or 4,000 values.
        let demand: Demand = quadratic.spoiled == nil ? .solve(quadratic.startsAtOptimum ? 0 : 0.95 * quadratic.gapAtStart) : .end
        return Trial(
            id: "trial/objective" + quadratic.name, summary: "a quadratic " + quadratic.summary, demand: demand, role: .optimizer,
            problemType: TrialObjective.self, metrics: GapScorer.metrics,
            defaultBudget: Budget(calls: [
                "values": 4000, "rankedPoints": 4000, "gradients": 200, "components": 4000, "hessianProducts": 400, "curvatureProducts": 400, "proximals": 200, "coordinates": 4000,
            ]),
            problem: { TrialObjective(quadratic, $0.meter) },
            scorer: { GapScorer(dimension: quadratic.dimension, value: quadratic.value, gap: { _, value in value }) })
    }

    private static let trainings = [
        TrialTraining(), TrialTraining(name: "-nan", summary: "whose oracles answer NaN from the fourth call on", spoiled: .nan),
    ].map { training in
        // The loss begins near log 3; a method that does its work brings it down by a tenth at least.
        Trial(
            id: "trial/training" + training.name, summary: "a small network in training, " + training.summary,
            demand: training.spoiled == nil ? .solve(1) : .end, role: .optimizer,
            problemType: TrialNetworkTraining.self, metrics: NetworkScorer.metrics,
            defaultBudget: Budget(calls: ["minibatchGradients": 300, "minibatchLosses": 6000]),
            problem: { training.problem($0) }, scorer: { training.scorer })
    }

    private static let blocks = [
        ("", "4,000 bytes of text", Array(String(repeating: "Every one of them must come back, in its place. ", count: 84).utf8).prefix(4000).map { $0 }),
        ("-empty", "an empty block", []), ("-one", "a single byte", [42]), ("-zeros", "10,000 zeros", [UInt8](repeating: 0, count: 10_000)),
        ("-random", "5,000 random bytes", random(5000)),
    ].map { (name: String, summary: String, bytes: [UInt8]) in
        Trial(
            id: "trial/bytes" + name, summary: summary, demand: name == "-empty" ? .answerOrRefuse : .solve(2 * Double(bytes.count) + 1000), role: .compressor,
            problemType: RawBytesProblem.self, metrics: [Metric("bytes", unit: "bytes", better: .lower)], defaultBudget: Budget(),
            problem: { RawBytesProblem(bytes, $0.meter) }, scorer: { LosslessScorer(original: bytes) })
    }

    private static let networks = [
        TrialNetwork(sizes: [12, 16, 5]), TrialNetwork(sizes: [1, 1], name: "-one", summary: "of one weight"),
        TrialNetwork(sizes: [12, 16, 5], name: "-zeros", summary: "whose weights are all zero", scale: 0),
        TrialNetwork(sizes: [12, 16, 5], name: "-nan", summary: "with a weight that is NaN", spoiled: .nan),
    ].map { network in
        Trial(
            id: "trial/network" + network.name, summary: "a small network " + network.summary,
            demand: network.spoiled == nil ? .solve(100_000) : .end, role: .compressor,
            problemType: PerceptronWeights.self, metrics: [Metric("bytes", unit: "bytes", better: .lower)], defaultBudget: Budget(),
            problem: { network.problem($0.meter) }, scorer: { TensorsScorer(original: network.perceptron.tensors, isSpoiled: network.spoiled != nil) })
    }

    private static let vectors = [
        ("", "300 vectors", 300, 8, false), ("-one", "a single vector", 1, 8, false), ("-few", "5 vectors, fewer than the neighbours asked for", 5, 8, false),
        ("-duplicates", "300 vectors that are all the same", 300, 8, true), ("-line", "300 vectors of one number", 300, 1, false),
    ].map { (name: String, summary: String, count: Int, dimension: Int, isConstant: Bool) in
        let made = ClusteredVectors(count: count, queryCount: 20, dimension: dimension, clusterCount: 4).make()
        let set = isConstant ? VectorSet(dimension: dimension, vectors: [Float](repeating: 1, count: count * dimension), queries: made.queries) : made
        return Trial(
            id: "trial/vectors" + name, summary: summary, demand: name.isEmpty ? .solve(0.5) : .answerOrRefuse, role: .searcher,
            problemType: EuclideanNeighborsProblem.self, metrics: [Metric("recall", better: .higher)], defaultBudget: Budget(),
            problem: { EuclideanNeighborsProblem(set, $0) }, scorer: { RecallScorer(set, k: NeighborsInstance.neighborCount) })
    }

    private static let medoids = [
        ("", "40 objects", 40, 3, false), ("-all", "4 objects that are all medoids", 4, 4, false), ("-one", "one object", 1, 1, false),
        ("-duplicates", "40 objects without any dissimilarity", 40, 3, true),
    ].map { (name: String, summary: String, count: Int, medoidCount: Int, isConstant: Bool) in
        let matrix = line(count, isConstant: isConstant)
        // Of the ordinary one, better than a single medoid in the middle would be; else any answer that is one.
        let bound = Double(count * count) / (name.isEmpty ? 4 : 1)
        return Trial(
            id: "trial/medoids" + name, summary: summary, demand: .solve(bound), role: .searcher,
            problemType: MedoidsProblem.self, metrics: [Metric("deviation", better: .lower)], defaultBudget: Budget(),
            problem: { context in
                var random = Random(seed: context.seed)
                return MedoidsProblem(matrix, start: random.sample(medoidCount, of: count), context.meter)
            },
            scorer: { DeviationScorer(dissimilarities: matrix, medoidCount: medoidCount) })
    }

    /// Objects on a line, one apart from the next.
    private static func line(_ count: Int, isConstant: Bool) -> Matrix {
        Matrix(rows: count, columns: count, entries: (0..<count * count).map { isConstant ? 0 : Double(abs($0 / count - $0 % count)) })
    }

    private static func random(_ count: Int) -> [UInt8] {
        var random = Random(seed: 1)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
}
