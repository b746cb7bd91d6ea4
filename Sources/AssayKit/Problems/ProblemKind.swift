/// The problem kinds by name, so that the host can say what an instance offers and what a method lacks.
public struct ProblemKind: Sendable {
    /// The protocol's name, as it stands in a method's associated type.
    public let name: String
    /// What it offers, in a few words for people.
    public let summary: String
    /// Whether a problem type is of this kind.
    public let includes: @Sendable (any Metered.Type) -> Bool

    /// One line a kind.
    public static let all: [ProblemKind] = [
        ProblemKind(name: "Objective", summary: "values") { $0 is any Objective.Type },
        ProblemKind(name: "Bounded", summary: "a box that the minimum lies in") { $0 is any Bounded.Type },
        ProblemKind(name: "Noisy", summary: "that values come with noise") { $0 is any Noisy.Type },
        ProblemKind(name: "Differentiable", summary: "gradients") { $0 is any Differentiable.Type },
        ProblemKind(name: "TwiceDifferentiable", summary: "Hessian-vector products") { $0 is any TwiceDifferentiable.Type },
        ProblemKind(name: "Smooth", summary: "known smoothness and strong convexity") { $0 is any Smooth.Type },
        ProblemKind(name: "ApproximateHessian", summary: "a Fisher or Gauss–Newton matrix") { $0 is any ApproximateHessian.Type },
        ProblemKind(name: "FiniteSum", summary: "gradients of single terms of a sum") { $0 is any FiniteSum.Type },
        ProblemKind(name: "Composite", summary: "a smooth part and a regulariser with a proximal operator") { $0 is any Composite.Type },
        ProblemKind(name: "BlockCoordinates", summary: "single partial derivatives and blocks of the Hessian") { $0 is any BlockCoordinates.Type },
        ProblemKind(name: "SparseBlockCoordinates", summary: "which coordinates depend on which, where those are few") { $0 is any SparseBlockCoordinates.Type },
        ProblemKind(name: "Ranked", summary: "how points compare, and no values") { $0 is any Ranked.Type },
        ProblemKind(name: "MonotoneInclusion", summary: "components of a monotone operator, and the resolvent of another") { $0 is any MonotoneInclusion.Type },
        ProblemKind(name: "CocoerciveInclusion", summary: "that this operator is cocoercive") { $0 is any CocoerciveInclusion.Type },
        ProblemKind(name: "LinearSystems", summary: "products with the matrices of a sequence of linear systems") { $0 is any LinearSystems.Type },
        ProblemKind(name: "PositiveDefiniteSystems", summary: "that these matrices are symmetric and positive definite") { $0 is any PositiveDefiniteSystems.Type },
        ProblemKind(name: "Transport", summary: "marginals, and products with a kernel of transport costs") { $0 is any Transport.Type },
        ProblemKind(name: "MinibatchLosses", summary: "losses of a network on minibatches") { $0 is any MinibatchLosses.Type },
        ProblemKind(name: "Training", summary: "gradients of a network on minibatches") { $0 is any Training.Type },
        ProblemKind(name: "LayerStatistics", summary: "what goes in and comes back at each layer of a network in training") { $0 is any LayerStatistics.Type },
        ProblemKind(name: "NetworkWeights", summary: "a network's tensors and calibration passes") { $0 is any NetworkWeights.Type },
        ProblemKind(name: "ModelPair", summary: "two networks of one architecture, to be merged") { $0 is any ModelPair.Type },
        ProblemKind(name: "RawBytes", summary: "a block of bytes, to be restored without loss") { $0 is any RawBytes.Type },
        ProblemKind(name: "Tables", summary: "a table of texts by columns, to be restored without loss") { $0 is any Tables.Type },
        ProblemKind(name: "Text", summary: "a text, to be written in few tokens") { $0 is any Text.Type },
        ProblemKind(name: "Thinning", summary: "a sample, to be represented by few points") { $0 is any Thinning.Type },
        ProblemKind(name: "DimensionReduction", summary: "points whose distances are to be kept in fewer dimensions") { $0 is any DimensionReduction.Type },
        ProblemKind(name: "DenseTensor", summary: "a tensor, to be made smaller within a budget") { $0 is any DenseTensor.Type },
        ProblemKind(name: "NearestNeighbors", summary: "vectors to index, then queries") { $0 is any NearestNeighbors.Type },
        ProblemKind(name: "FilteredNeighbors", summary: "that each query admits but some of the vectors") { $0 is any FilteredNeighbors.Type },
        ProblemKind(name: "WindowNeighbors", summary: "labels of vectors, and a window of labels with each query") { $0 is any WindowNeighbors.Type },
        ProblemKind(name: "TenantNeighbors", summary: "tenants that have access to vectors, one of which asks") { $0 is any TenantNeighbors.Type },
        ProblemKind(name: "AttributeNeighbors", summary: "attributes of vectors, and a predicate of them with each query") { $0 is any AttributeNeighbors.Type },
        ProblemKind(name: "EuclideanNeighbors", summary: "that the nearest vectors are those of the least Euclidean distance") { $0 is any EuclideanNeighbors.Type },
        ProblemKind(name: "DiskResident", summary: "a disk for lists, and little memory while queries are answered") { $0 is any DiskResident.Type },
        ProblemKind(name: "Clustering", summary: "points and their distances, to be put into clusters") { $0 is any Clustering.Type },
        ProblemKind(name: "Medoids", summary: "a dissimilarity matrix and a number of medoids") { $0 is any Medoids.Type },
        ProblemKind(name: "Satisfiability", summary: "the clauses of a Boolean formula") { $0 is any Satisfiability.Type },
        ProblemKind(name: "SymbolicRegression", summary: "points and values there, for which a formula is sought") { $0 is any SymbolicRegression.Type },
        ProblemKind(name: "DynamicSubset", summary: "values of a submodular function over elements that come and go") { $0 is any DynamicSubset.Type },
        ProblemKind(name: "Hierarchy", summary: "the edges of a hierarchy, its closure and its paths' lengths, to be embedded in few dimensions") { $0 is any Hierarchy.Type },
        ProblemKind(name: "StructuralEquations", summary: "samples of linear structural equations, and the gradient of their least squares") { $0 is any StructuralEquations.Type },
        ProblemKind(name: "Graph", summary: "the edges of a graph") { $0 is any Graph.Type },
        ProblemKind(name: "PersonalizedPageRank", summary: "a graph to index, then sources whose personalised PageRank is asked") { $0 is any PersonalizedPageRank.Type },
        ProblemKind(name: "NodeEmbedding", summary: "a graph whose nodes are to be given points") { $0 is any NodeEmbedding.Type },
        ProblemKind(name: "SignedGraph", summary: "a graph of attracting and repelling edges, to be parted into clusters") { $0 is any SignedGraph.Type },
        ProblemKind(name: "FactorizedGraph", summary: "features whose inner products are the costs of a complete signed graph") { $0 is any FactorizedGraph.Type },
    ]

    /// The names of the kinds that a problem type is.
    public static func offered(by type: any Metered.Type) -> [String] { all.filter { $0.includes(type) }.map(\.name) }
}
