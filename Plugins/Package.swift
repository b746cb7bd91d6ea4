// swift-tools-version: 6.2
import PackageDescription

// One line a plugin: its folder below Optimizers, Compressors or Searchers. The list is explicit because SwiftPM keeps
// a manifest by its text and would not see a new folder.
let plugins = [
    "Compressors/ActivationAwareSVD",
    "Compressors/BitStack",
    "Compressors/BlockFloatingPoint",
    "Compressors/BytePairEncoding",
    "Compressors/CURing",
    "Compressors/GPTQ",
    "Compressors/GitRebasin",
    "Compressors/HAWQ",
    "Compressors/JohnsonLindenstrauss",
    "Compressors/KernelThinning",
    "Compressors/LORD",
    "Compressors/RateDistortionPruning",
    "Compressors/RoundToNearest",
    "Compressors/TruncatedSVD",
    "Compressors/TuckerPacking",
    "Optimizers/AcceleratedGradient",
    "Optimizers/AdamW",
    "Optimizers/CMAES",
    "Optimizers/ConsensusBased",
    "Optimizers/Extragradient",
    "Optimizers/GNSNewton",
    "Optimizers/GradientDescent",
    "Optimizers/GreedyBlockCoordinateDescent",
    "Optimizers/KrylovMethods",
    "Optimizers/LionK",
    "Optimizers/MKOR",
    "Optimizers/MeZO",
    "Optimizers/Muon",
    "Optimizers/NonconvexAcceleratedGradient",
    "Optimizers/NorMuon",
    "Optimizers/ProximalGradient",
    "Optimizers/RandomSearch",
    "Optimizers/RootNewton",
    "Optimizers/Sinkhorn",
    "Optimizers/SortingKrylovRecycling",
    "Optimizers/StochasticGradient",
    "Optimizers/VarianceReducedHalpern",
    "Optimizers/ZORankSGD",
    "Searchers/ClusterFuG",
    "Searchers/DynamicSubmodular",
    "Searchers/ExactSearch",
    "Searchers/FasterPAM",
    "Searchers/GreedyEdgeContraction",
    "Searchers/HDBSCAN",
    "Searchers/HNSW",
    "Searchers/KMeans",
    "Searchers/LazyGreedy",
    "Searchers/PAM",
    "Searchers/StochasticLocalSearch",
    "Searchers/SymbolicTreeSearch",
]

let package = Package(
    name: "AssayPlugins",
    products: plugins.map { .library(name: name($0), type: .dynamic, targets: [name($0)]) },
    dependencies: [.package(path: "../Sources/AssayKit")],
    targets: plugins.map { plugin in
        .target(name: name(plugin), dependencies: [.product(name: "AssayKit", package: "AssayKit")], path: plugin)
    },
    swiftLanguageModes: [.v6]
)

func name(_ plugin: String) -> String { String(plugin.split(separator: "/")[1]) }
