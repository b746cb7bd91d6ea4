import AssayKit
import Foundation
import Loading
import Problems
import Records
import Registry
import TestSupport
import Testing

import Arena

/// With the oracle in another process a library has nothing to lie with, and everything else is as it was.
@Suite(.serialized) struct SealedRunTests {
    private let scratch: ScratchFolder
    private let registry: Registry
    private let arena: Arena

    init() throws {
        scratch = try ScratchFolder()
        let plugins = [
            "GradientDescent", "AcceleratedGradient", "GNSNewton", "CMAES", "ZORankSGD", "ProximalGradient", "CURing", "RoundToNearest", "HNSW", "ExactSearch", "FasterPAM",
            "Sinkhorn", "SortingKrylovRecycling", "KrylovMethods", "VarianceReducedHalpern", "MKOR", "AdamW", "MeZO", "GreedyBlockCoordinateDescent",
            "BytePairEncoding", "KernelThinning", "JohnsonLindenstrauss", "GitRebasin", "TuckerPacking", "ClusterFuG", "GreedyEdgeContraction",
            "StochasticLocalSearch", "DynamicSubmodular", "HDBSCAN", "KMeans", "LatentTables", "HyperbolicConstructions", "PoincareEmbeddings", "NOTEARS",
            "TopologicalSwaps", "PowerWalk", "FastRP", "WindowSearchTree", "Curator", "SPANN", "SymbolicTreeSearch", "FilteredIVF", "PrefilteredSearch",
        ]
        (registry, arena) = try registered([Project.fixture("Hostile")] + plugins.map(Project.plugin), in: scratch)
    }

    private func run(
        _ method: String, on instance: String = "rosenbrock/100", budget: String? = "20gradients", timeout: Double = 20, memory: Int = 4 << 30,
        isSealed: Bool = true
    ) throws -> CellResult {
        let plan = Plan(
            contestants: [try Contestant(text: method, in: registry)], instances: [try #require(Catalog.instance(instance))], seeds: [3],
            budget: try budget.map { try Budget(text: $0) }, timeout: timeout, memory: memory, isSealed: isSealed)
        return try #require(try arena.run(plan).first)
    }

    /// Every oracle of every kind gives the same numbers through the mailbox, and is charged the same.
    @Test(arguments: [
        ("gradient-descent", "rosenbrock/100", "50gradients"), ("accelerated-gradient", "quadratic/ill-conditioned", "50gradients"),
        ("gns-newton", "logistic/breast-cancer", "50gradients,500hessianProducts,500curvatureProducts"),
        ("gns-newton-exact", "softmax/digits", "10gradients,50hessianProducts"), ("fasterpam", "medoids/digits-10", nil),
        ("hnsw[efSearch=20]", "neighbors/digits", nil), ("exact-search", "neighbors/digits", nil), ("curing", "weights/digits-mlp", nil),
        ("round-to-nearest", "weights/digits-mlp", nil), ("cma-es", "bbob/rastrigin-5", "600values"), ("fista", "lasso/diabetes", "30gradients"), ("zo-rank-sgd", "ranked/rosenbrock-20", "600rankedPoints"),
        ("sinkhorn-newton-sparse", "transport/assignment-60", nil), ("sinkhorn-log", "transport/assignment-60", "200matrixProducts"),
        ("sorting-krylov-recycling", "systems/darcy-12-x3", nil), ("conjugate-gradients", "systems/poisson-12-x3", "60matrixVectorProducts"),
        ("vr-halpern", "saddle/robust-diabetes", "20000components"), ("vr-halpern-resolvent", "game/burglar-200", "20000components"),
        ("mkor", "training/digits-mlp", "20minibatchGradients"), ("adamw", "training/digits-conv", "5minibatchGradients"),
        ("mezo", "finetuning/digits-mlp", "20minibatchLosses"), ("greedy-block-coordinate-descent", "lasso/diabetes", "400coordinates"),
        ("fast-bpe", "text/licences", nil), ("kernel-thinning", "thinning/digits", nil), ("sparser-fast-jl", "embedding/digits", nil),
        ("activation-matching", "merging/digits", nil), ("straight-through-rebasin[steps=5]", "merging/digits", nil), ("tucker-packing", "tensor/digits", nil),
        ("latent-tables", "table/digits-csv", nil), ("clusterfug", "multicut/digits", nil), ("greedy-edge-contraction", "multicut/planted-2000", nil), ("probsat", "sat/uniform-5-100", nil),
        ("dynamic-submodular", "subset/digits", "20000evaluations"),
        ("powerwalk", "pagerank/karate", nil), ("fastrp", "node-embedding/karate", nil),
        ("spann", "disk-neighbors/digits", nil), ("exact-search", "neighbors/factors-inner-product", nil),
        ("sarkar", "hierarchy/random-500", nil), ("h-mds", "hierarchy/balanced-3-5", nil), ("poincare-embeddings[epochs=5]", "hierarchy/balanced-3-5", nil),
        ("notears", "structure/er2-10-gaussian", "300gradients"), ("topological-swaps", "structure/sf4-20-gaussian", nil),
        ("hdbscan", "clusters/rings", nil), ("k-means", "clusters/digits", nil), ("parallelized-tree-search", "formula/nguyen-2", nil), ("genetic-programming", "formula/feynman-I.12.1", "100000evaluations"),
        ("forest-coordinate-descent", "label-propagation/lattice-50", "30000coordinates"), ("cma-es", "noisy/sphere-cauchy-10", "600values"),
        ("beta-wst", "window-neighbors/digits-10", nil), ("hnsw", "window-neighbors/digits-50", nil), ("curator", "tenant-neighbors/digits", nil),
        ("filtered-ivf", "attribute-neighbors/clustered-20k-10", nil), ("hnsw", "attribute-neighbors/digits", nil), ("prefiltered-search", "trial/attributes-none", nil),
        ("prefiltered-search", "attribute-neighbors/clustered-20k", nil), ("prefiltered-search", "trial/tenants-unknown", nil), ("prefiltered-search", "trial/windows-empty", nil),
    ] as [(String, String, String?)])
    func everyOracleAnswersAlike(method: String, instance: String, budget: String?) throws {
        let open = try run(method, on: instance, budget: budget, isSealed: false)
        let sealed = try run(method, on: instance, budget: budget)
        #expect(sealed.outcome == open.outcome && sealed.reason == open.reason, "\(sealed.reason)")
        #expect(sealed.oracleCalls == open.oracleCalls)
        for (name, value) in open.metrics where !name.lowercased().contains("second") && !["indexBytes", "residentBytes"].contains(name) { #expect(sealed.metrics[name] == value, "\(name)") }
        // An index is weighed in the process that has it, by what malloc gave out there. Of that malloc keeps some tens of KiB back for
        // the thread, in lists whose length differs from run to run; messages on their way are as long.
        if let bytes = open.metrics["indexBytes"] {
            let sealedBytes = sealed.metrics["indexBytes"] ?? 0
            #expect(abs(sealedBytes - bytes) < 0.05 * bytes + 65_536, "\(sealedBytes) and \(bytes) bytes")
        }
        #expect(sealed.stated == open.stated)
        #expect(sealed.seconds.wall > 0 && sealed.seconds.cpu > 0)
    }

    /// There is a sealed form of all that there is.
    @Test func everyInstanceCanBeSealed() {
        for instance in Catalog.instances { #expect(Arena.canSeal(instance), "\(instance.id)") }
    }

    @Test(arguments: [
        ("segfaults", Outcome.crashed, "signal 11"), ("traps", .crashed, "signal"), ("exits", .exited, "status 0"),
        ("throws", .failed, "nothing suits me"), ("offers-nan", .invalid, "not finite"),
        ("offers-too-few", .invalid, "1 entries was offered in dimension 100"), ("offers-nothing", .invalid, "gave no answer"),
        ("shouts", .ok, ""), ("changes-its-card", .refused, "card of changes-its-card disagrees"), ("aborts", .crashed, "signal 6"),
        ("leaves-a-thread", .ok, ""), ("talks-to-the-end", .ok, ""),
    ])
    func outcomeIsRecorded(method: String, outcome: Outcome, reason: String) throws {
        let cell = try run(method)
        #expect(cell.outcome == outcome, "\(cell.reason)")
        #expect(reason.isEmpty || cell.reason.contains(reason), "\(cell.reason)")
    }

    /// What it writes to the host reaches nobody: it has no channel to it.
    @Test(arguments: ["loops-forever", "forges", "restarts", "closes-everything", "floods"])
    func whatDoesNotEndIsKilled(method: String) throws {
        let cell = try run(method, timeout: 0.5)
        #expect(cell.outcome == .timedOut || cell.outcome == .crashed, "\(cell.outcome): \(cell.reason)")
        if method != "forges" && method != "restarts" { #expect(cell.metrics["gap"] != nil, "what it had offered is kept") }
    }

    @Test func memoryAndProcessorsAreLimited() throws {
        let hoards = try run("hoards", memory: 1 << 29)
        #expect(hoards.outcome == .outOfMemory && hoards.reason.contains("512 MiB"), "\(hoards.reason)")
        #expect(hoards.metrics["gap"] != nil)
        #expect(try run("multiplies", timeout: 0.5).outcome == .timedOut)
    }

    /// No receipt opens another process: the meter there charges, and refuses what is beyond the budget.
    @Test func forgedReceiptsBuyNothing() throws {
        #expect(try run("forges-a-receipt", budget: "7gradients").oracleCalls == ["gradients": 7])
    }

    @Test func theOraclesMeterCounts() throws {
        #expect(try run("ignores-the-budget", budget: "7gradients").oracleCalls == ["gradients": 7])
    }

    @Test func trespassingFails() throws {
        let cell = try run("trespasses")
        #expect(cell.outcome == .ok, "\(cell.reason)")
        if Sandbox.offered.allSatisfy(\.isOffered) {
            for name in ["process", "socket", "signal", "data", "environment of the host", "memory of the parent", "temporary file", "limit"] {
                #expect(cell.stated[name] == 0, "\(name)")
            }
        }
        #expect(cell.stated["scratch file"] == 1)
    }
}
