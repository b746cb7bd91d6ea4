import AssayKit
import Problems

/// The oracle's side of a sealed run: answers requests with the real problem, which charges the real meter.
final class OracleServer {
    let problem: any Metered
    let mailbox: Mailbox
    let host: WorkerHost
    /// The next request; throws where the library's process is over.
    let next: () throws -> Mailbox.Request
    private let compressed: ([UInt8]) -> Void
    private let isTimeUp: () -> Bool

    // The casts once, not at each call.
    private let objective: (any Objective)?
    private let differentiable: (any Differentiable)?
    private let neighbors: (any NearestNeighbors)?

    init(
        _ problem: any Metered, _ mailbox: Mailbox, _ host: WorkerHost, isTimeUp: @escaping () -> Bool,
        compressed: @escaping ([UInt8]) -> Void, next: @escaping () throws -> Mailbox.Request
    ) {
        self.problem = problem
        self.mailbox = mailbox
        self.host = host
        self.isTimeUp = isTimeUp
        self.compressed = compressed
        self.next = next
        objective = problem as? any Objective
        differentiable = problem as? any Differentiable
        neighbors = problem as? any NearestNeighbors
    }

    /// Serves until the library's process says that its method has ended.
    /// - Throws: `SealedRun.End` where that process ended otherwise or asked for what makes no sense.
    func serve() throws { try serve(until: .end) }

    func serve(until last: Mailbox.Request) throws {
        while true {
            let request = try next()
            if request == last { return }
            if request == .end { throw SealedRun.End.said }
            mailbox.answer(try answer(request))
        }
    }

    private func answer(_ request: Mailbox.Request) throws -> Mailbox.Answer {
        do { return try oracle(request) } catch is Stop { return .stopped }
    }

    private func oracle(_ request: Mailbox.Request) throws -> Mailbox.Answer {
        switch request {
        case .begin, .end, .neighbors: throw SealedRun.End.garbage("a request out of place")
        case .value:
            let objective = try needed(objective)
            let point = try point()
            mailbox.number = try objective.value(at: point)
        case .solution, .subset, .ranks: throw SealedRun.End.garbage("a request out of place")
        case .partialDerivatives, .secondDerivatives, .boundEntries: try serveBlocks(request, try needed(problem as? any BlockCoordinates))
        case .matrixVectorProduct, .solveSystems: try serveSystems(request, try needed(problem as? any LinearSystems))
        case .absorb, .kernelProduct, .kernelTransposedProduct, .kernel, .rowSoftMinima, .columnSoftMinima:
            try serveTransport(request, try needed(problem as? any Transport))
        case .operatorValue, .operatorOfBatch, .resolvent: try serveInclusion(request, try needed(problem as? any MonotoneInclusion))
        case .activations: try serveActivations(try needed(problem as? any ModelPair))
        case .pairGradient: try servePairGradient(try needed(problem as? any ModelPair))
        case .edges: try serveEdges()
        case .features: try serveFeatures(try needed(problem as? any FactorizedGraph))
        case .neighbor: try serveNeighbor(try needed(problem as? any Graph))
        case .clause: try serveClause(try needed(problem as? any Satisfiability))
        case .subsetValue, .follow: try serveSubset(request, try needed(problem as? any DynamicSubset))
        case .serveSources: try serveSources(try needed(problem as? any PersonalizedPageRank))
        case .evaluations: try serveRegression(try needed(problem as? any SymbolicRegression))
        case .points, .distanceBlock: try serveClustering(request, try needed(problem as? any Clustering))
        case .hierarchyEdges, .hierarchyClosure, .pathLengths: try serveHierarchy(request, try needed(problem as? any Hierarchy))
        case .samples, .structuralLoss: try serveStructure(request, try needed(problem as? any StructuralEquations))
        case .writeList, .readList: try serveDisk(request, try needed(problem as? any DiskResident))
        case .drawMinibatch, .minibatchLoss, .minibatchGradient, .minibatchStatistics:
            try serveTraining(request, try needed(problem as? any MinibatchLosses))
        case .ranking:
            try rank(try needed(problem as? any Ranked))
        case .gradient:
            let differentiable = try needed(differentiable)
            let point = try point()
            try result(point.count, of: Double.self) { span throws(Stop) in try differentiable.gradient(at: point.span, into: &span) }
        case .hessianProduct:
            let problem = try needed(problem as? any TwiceDifferentiable)
            let point = try point(), vector: [Double] = try mailbox.numbers(point.count, at: 8 * point.count)
            try result(point.count, of: Double.self) { span throws(Stop) in
                try problem.hessianProduct(at: point.span, vector.span, into: &span)
                return 0
            }
        case .curvatureProduct:
            let problem = try needed(problem as? any ApproximateHessian)
            let point = try point(), vector: [Double] = try mailbox.numbers(point.count, at: 8 * point.count)
            try result(point.count, of: Double.self) { span throws(Stop) in
                try problem.curvatureProduct(at: point.span, vector.span, into: &span)
                return 0
            }
        case .batchGradient:
            let problem = try needed(problem as? any FiniteSum)
            let point = try point(), batch: [Int] = try mailbox.numbers(mailbox.first, at: 8 * point.count)
            guard !batch.isEmpty, batch.allSatisfy({ 0..<problem.componentCount ~= $0 }) else { throw SealedRun.End.garbage("a batch of no such terms") }
            try result(point.count, of: Double.self) { span throws(Stop) in try problem.gradient(of: batch.span, at: point.span, into: &span) }
        case .smoothGradient:
            let problem = try needed(problem as? any Composite)
            let point = try point()
            try result(point.count, of: Double.self) { span throws(Stop) in try problem.smoothGradient(at: point.span, into: &span) }
        case .proximal:
            let problem = try needed(problem as? any Composite)
            let point = try point(), step = mailbox.number
            guard step > 0 else { throw SealedRun.End.garbage("a proximal step of \(step)") }
            try result(point.count, of: Double.self) { span throws(Stop) in
                try problem.proximal(of: point.span, step: step, into: &span)
                return 0
            }
        case .row:
            let problem = try needed(problem as? any Medoids)
            let index = mailbox.first
            guard 0..<problem.count ~= index else { throw SealedRun.End.garbage("object \(index)") }
            try problem.dissimilarities(of: index) { mailbox.put($0) }
        case .distancesFromIndex:
            let problem = try needed(neighbors)
            let index = mailbox.second, others = try self.others(problem, at: 0)
            guard 0..<problem.count ~= index else { throw SealedRun.End.garbage("vector \(index)") }
            try result(others.count, of: Float.self) { span throws(Stop) in
                try problem.distances(from: index, to: others.span, into: &span)
                return 0
            }
        case .distancesFromQuery:
            let problem = try needed(neighbors)
            let query: [Float] = try mailbox.numbers(problem.dimension), others = try self.others(problem, at: 4 * problem.dimension)
            try result(others.count, of: Float.self) { span throws(Stop) in
                try problem.distances(from: query.span, to: others.span, into: &span)
                return 0
            }
        case .vector:
            let problem = try needed(neighbors)
            let index = mailbox.first
            guard 0..<problem.count ~= index else { throw SealedRun.End.garbage("vector \(index)") }
            try result(problem.dimension, of: Float.self) { span throws(Stop) in
                try problem.vector(index, into: &span)
                return 0
            }
        case .serve: try serveQueries()
        case .serveFiltered: try serveFilteredQueries(try needed(problem as? any FilteredNeighbors))
        case .outputs:
            let problem = try needed(problem as? any NetworkWeights)
            guard let tensors = try? Tensors(encoded: try mailbox.bytes()),
                problem.tensors.names.allSatisfy({ tensors[$0]?.shape == problem.tensors[$0]?.shape })
            else { throw SealedRun.End.garbage("tensors that are not the network's") }
            put(try problem.outputs(with: tensors))
        case .inputs:
            let problem = try needed(problem as? any NetworkWeights)
            let index = mailbox.first
            guard problem.layers.indices.contains(index) else { throw SealedRun.End.garbage("layer \(index)") }
            put(try problem.inputs(toLayer: index))
        case .offerPoint:
            let point: [Double] = try mailbox.numbers(mailbox.first)
            host.offer(point.span)
        case .offerSelection:
            let selection: [Int] = try mailbox.numbers(mailbox.first)
            host.offer(selection.span)
        case .report:
            let value = mailbox.number
            host.report(String(decoding: try mailbox.bytes(), as: UTF8.self), value)
        case .log: host.log(String(decoding: try mailbox.bytes(), as: UTF8.self))
        case .compressed: compressed(try mailbox.bytes())
        }
        // A method that never meets a refused call is told that its time is up by the answers to its other requests.
        return isTimeUp() ? .stopped : .done
    }

    /// The host's own loop over queries; each goes to the library's process and comes back as its request `neighbors`.
    private func serveQueries() throws {
        let problem = try needed(neighbors)
        (problem as? any IndexWeighing)?.indexBytes = max(0, mailbox.first)
        try problem.serve { query, count, neighbors in
            mailbox.put(query)
            mailbox.first = count
            mailbox.answer(.query)
            try serve(until: .neighbors)
            (problem as? any MemoryHolding)?.heldElsewhere = mailbox.second
            let found: [Int32] = try mailbox.numbers(mailbox.first)
            for index in found { neighbors.append(Int(index)) }
        }
    }

    private func rank(_ problem: any Ranked) throws {
        let (count, top) = (mailbox.first, mailbox.second)
        guard (0...1 << 20).contains(count), (0...count).contains(top) else { throw SealedRun.End.garbage("the best \(top) of \(count) points") }
        let row: [Double] = try mailbox.numbers(count * problem.dimension)
        let points = (0..<count).map { Array(row[$0 * problem.dimension..<($0 + 1) * problem.dimension]) }
        let order = try problem.ranking(of: points, top: top)
        mailbox.put(order.span)
    }

    func point() throws -> [Double] { try mailbox.numbers(try needed(objective).dimension) }

    private func others(_ problem: any NearestNeighbors, at offset: Int) throws -> [Int32] {
        let others: [Int32] = try mailbox.numbers(mailbox.first, at: offset)
        let count = Int32(clamping: problem.count)
        guard others.allSatisfy({ $0 >= 0 && $0 < count }) else { throw SealedRun.End.garbage("vectors that there are none of") }
        return others
    }

    func result<Number: BitwiseCopyable & Numeric>(
        _ count: Int, of type: Number.Type, _ compute: (inout MutableSpan<Number>) throws(Stop) -> Double
    ) throws(Stop) {
        var result = [Number](repeating: 0, count: count)
        var span = result.mutableSpan
        let number = try compute(&span)
        mailbox.put(result.span)
        mailbox.number = number
    }

    private func put(_ matrix: Matrix) {
        mailbox.put(matrix.entries.span)
        (mailbox.first, mailbox.second) = (matrix.rows, matrix.columns)
    }

    func needed<Kind>(_ problem: Kind?) throws -> Kind {
        guard let problem else { throw SealedRun.End.garbage("an oracle that the problem has not") }
        return problem
    }
}
