import AssayKit

/// What a problem says of itself without being asked an oracle: all that the library's process of a sealed run has of it.
struct ProblemFacts: Transferable {
    var dimension = 0
    var start: [Double] = []
    var bounds: [Double] = []
    var smoothness = 0.0
    var strongConvexity = 0.0
    var approximation = ""
    var componentCount = 0
    var smoothPartSmoothness = 0.0
    var count = 0
    var medoidCount = 0
    var selection: [Int] = []
    var tensors = Tensors()
    var layers: [LinearLayer] = []
    var calibrationCount = 0
    var bytes: [UInt8] = []
    /// What kinds with facts of their own say, encoded by them.
    var blocks: [UInt8] = []
    var details: [UInt8] = []

    init(of problem: any Metered) {
        if let problem = problem as? any Objective { (dimension, start) = (problem.dimension, problem.start) }
        if let problem = problem as? any Ranked { (dimension, start) = (problem.dimension, problem.start) }
        if let problem = problem as? any Bounded { bounds = problem.lowerBounds + problem.upperBounds }
        if let problem = problem as? any Smooth { (smoothness, strongConvexity) = (problem.smoothness, problem.strongConvexity) }
        if let problem = problem as? any ApproximateHessian { approximation = problem.approximation }
        if let problem = problem as? any FiniteSum { componentCount = problem.componentCount }
        if let problem = problem as? any Composite { smoothPartSmoothness = problem.smoothPartSmoothness }
        if let problem = problem as? any Medoids { (count, medoidCount, selection) = (problem.count, problem.medoidCount, problem.start) }
        if let problem = problem as? any NearestNeighbors { (count, dimension, details) = (problem.count, problem.dimension, NeighborFacts(problem).encoded) }
        if let problem = problem as? any RawBytes { bytes = problem.bytes }
        if let problem = problem as? any BlockCoordinates { blocks = BlockFacts(problem).encoded }
        if let problem = problem as? any LinearSystems { details = SystemsFacts(problem).encoded }
        if let problem = problem as? any Transport { details = TransportFacts(problem).encoded }
        if let problem = problem as? any MonotoneInclusion { details = InclusionFacts(problem).encoded }
        if let problem = problem as? any Text { details = TextFacts(problem).encoded }
        if let problem = problem as? any PointSet { details = PointFacts(problem).encoded }
        if let problem = problem as? any ModelPair { details = PairFacts(problem).encoded }
        if let problem = problem as? any DenseTensor { details = TensorFacts(problem).encoded }
        if let problem = problem as? any SignedGraph { details = NodeFacts(problem).encoded }
        if let problem = problem as? any Graph { details = NodeFacts(problem).encoded }
        if let problem = problem as? any Satisfiability { details = CountFacts(problem.variableCount, problem.clauseCount).encoded }
        if let problem = problem as? any DynamicSubset { details = CountFacts(problem.elementCount, problem.cardinality).encoded }
        if let problem = problem as? any FilteredNeighbors { details = FilterFacts(problem).encoded }
        if let problem = problem as? any SymbolicRegression { details = RegressionFacts(problem).encoded }
        if let problem = problem as? any Clustering { details = ClusteringFacts(problem).encoded }
        if let problem = problem as? any Hierarchy { details = HierarchyFacts(problem).encoded }
        if let problem = problem as? any StructuralEquations { details = StructureFacts(problem).encoded }
        if let problem = problem as? any MinibatchLosses { details = TrainingFacts(problem).encoded }
        if let problem = problem as? any NetworkWeights {
            (tensors, layers, calibrationCount) = (problem.tensors, problem.layers, problem.calibrationCount)
        }
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: dimension)
        writer.append(variable: start.count)
        for entry in start { writer.append(entry) }
        writer.append(variable: bounds.count)
        for entry in bounds { writer.append(entry) }
        writer.append(smoothness)
        writer.append(strongConvexity)
        writer.append(approximation)
        writer.append(variable: componentCount)
        writer.append(smoothPartSmoothness)
        writer.append(variable: count)
        writer.append(variable: medoidCount)
        writer.append(variable: selection.count)
        for index in selection { writer.append(variable: index) }
        tensors.encode(to: &writer)
        writer.append(variable: layers.count)
        for layer in layers {
            writer.append(layer.weight)
            writer.append(layer.bias ?? "")
        }
        writer.append(variable: calibrationCount)
        for bytes in [bytes, blocks, details] {
            writer.append(variable: bytes.count)
            writer.append(contentsOf: bytes)
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        dimension = try reader.variable()
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) { start.append(try reader.double()) }
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) { bounds.append(try reader.double()) }
        smoothness = try reader.double()
        strongConvexity = try reader.double()
        approximation = try reader.text()
        componentCount = try reader.variable()
        smoothPartSmoothness = try reader.double()
        count = try reader.variable()
        medoidCount = try reader.variable()
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) { selection.append(try reader.variable()) }
        tensors = try Tensors(from: &reader)
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            let weight = try reader.text(), bias = try reader.text()
            layers.append(LinearLayer(weight: weight, bias: bias.isEmpty ? nil : bias))
        }
        calibrationCount = try reader.variable()
        bytes = try reader.bytes(try reader.variable(atMost: reader.remaining))
        blocks = try reader.bytes(try reader.variable(atMost: reader.remaining))
        details = try reader.bytes(try reader.variable(atMost: reader.remaining))
    }
}
