import AssayKit
import Problems

/// A problem as a library sees it in a sealed run: every oracle is asked in another process.
///
/// Calls are charged here too, so that a method stops where it would otherwise; those that count are charged there.
class SealedProblem: Metered {
    let meter: Meter
    let facts: ProblemFacts
    let mailbox: Mailbox
    private let stopSignal: StopSignal
    private let heapBefore: Int

    /// What a method has kept of this process's heap.
    var keptBytes: Int { max(0, Heap.bytes - heapBefore) }

    required init(_ facts: ProblemFacts, _ mailbox: Mailbox, _ meter: Meter, _ stopSignal: StopSignal) {
        self.facts = facts
        self.mailbox = mailbox
        self.meter = meter
        self.stopSignal = stopSignal
        heapBefore = Heap.bytes
    }

    /// The kinds of problem that a sealed run can offer, as one type for each combination that an instance has.
    private static let all: [SealedProblem.Type] = [
        SealedRisk.self, SealedQuadratic.self, SealedSmoothBlocks.self, SealedLattice.self, SealedFunction.self, SealedGradient.self, SealedBox.self, SealedNoise.self,
        SealedValue.self, SealedRanking.self, SealedComposite.self, SealedCompositeBlocks.self, SealedSystems.self, SealedDefiniteSystems.self, SealedTransport.self,
        SealedInclusion.self, SealedCocoerciveInclusion.self, SealedTuning.self, SealedTraining.self, SealedMedoids.self, SealedNeighbors.self, SealedWeights.self,
        SealedBytes.self, SealedTable.self, SealedText.self, SealedThinning.self, SealedReduction.self, SealedPair.self, SealedTensor.self, SealedGraph.self, SealedFactorizedGraph.self,
        SealedFormula.self, SealedSubset.self, SealedClustering.self, SealedHierarchy.self, SealedStructure.self, SealedPageRank.self,
        SealedEmbedding.self, SealedWindowNeighbors.self, SealedTenantNeighbors.self, SealedAttributeNeighbors.self, SealedEuclideanNeighbors.self, SealedDisk.self,
        SealedRegression.self,
    ]

    /// The type that offers what another one does; nil where there is none.
    static func type(like type: any Metered.Type) -> SealedProblem.Type? {
        all.first { ProblemKind.offered(by: $0) == ProblemKind.offered(by: type) }
    }

    func ask(_ request: Mailbox.Request) -> Mailbox.Answer {
        let answer = mailbox.ask(request)
        // The oracle's clock may be a moment ahead: what it did not compute is what it was before, and the next call throws.
        if answer == .stopped { stopSignal.raise() }
        return answer
    }

    func ask(_ request: Mailbox.Request, _ point: Span<Double>, _ vector: Span<Double>? = nil, into result: inout MutableSpan<Double>) -> Double {
        mailbox.put(point)
        if let vector { mailbox.put(vector, at: point.count * 8) }
        guard ask(request) == .done else { return .nan }
        mailbox.get(into: &result)
        return mailbox.number
    }

    /// So many numbers, with which a request is answered that needs nothing else; zeros where it is refused.
    func numbers(_ count: Int, _ request: Mailbox.Request) -> [Double] {
        var numbers = [Double](repeating: 0, count: count)
        var span = numbers.mutableSpan
        if ask(request) == .done { mailbox.get(into: &span) }
        return numbers
    }
}

private final class SealedRisk: SealedProblem, Smooth, TwiceDifferentiable, ApproximateHessian, FiniteSum, BlockCoordinates {}
private final class SealedSmoothBlocks: SealedProblem, Smooth, TwiceDifferentiable, BlockCoordinates {}
private final class SealedLattice: SealedProblem, Smooth, TwiceDifferentiable, SparseBlockCoordinates {}
private final class SealedCompositeBlocks: SealedProblem, Composite, BlockCoordinates {}
private final class SealedNoise: SealedProblem, Noisy {}
private final class SealedQuadratic: SealedProblem, Smooth, TwiceDifferentiable {}
private final class SealedFunction: SealedProblem, TwiceDifferentiable {}
private final class SealedGradient: SealedProblem, Differentiable {}
private final class SealedBox: SealedProblem, Bounded {}
private final class SealedRanking: SealedProblem, Ranked {
    var dimension: Int { facts.dimension }
    var start: [Double] { facts.start }
    func computeRanking(of points: Span<Double>, _ count: Int, top: Int, _ receipt: borrowing Receipt) -> [Int] {
        (mailbox.first, mailbox.second) = (count, top)
        mailbox.put(points)
        guard ask(.ranking) == .done else { return Array(0..<top) }
        var order = [Int](repeating: 0, count: top)
        var span = order.mutableSpan
        mailbox.get(into: &span)
        return order
    }
}
private final class SealedValue: SealedProblem, Objective {}
private final class SealedComposite: SealedProblem, Composite {}
private final class SealedMedoids: SealedProblem, Medoids {
    /// The rows that came: to look at one again is free, and takes no request.
    private var rows: [Int: [Double]] = [:]

    func readDissimilarities(of index: Int, _ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
        if let row = rows[index] { return body(row.span) }
        var row = [Double](repeating: .nan, count: facts.count)
        mailbox.first = index
        if ask(.row) == .done {
            var span = row.mutableSpan
            mailbox.get(into: &span)
            rows[index] = row
        }
        body(row.span)
    }
}
private final class SealedBytes: SealedProblem, RawBytes {}
private final class SealedWeights: SealedProblem, NetworkWeights {}

extension Objective where Self: SealedProblem {
    var dimension: Int { facts.dimension }
    var start: [Double] { facts.start }
    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double {
        mailbox.put(point)
        return ask(.value) == .done ? mailbox.number : .nan
    }
}

extension Bounded where Self: SealedProblem {
    var lowerBounds: [Double] { Array(facts.bounds.prefix(facts.dimension)) }
    var upperBounds: [Double] { Array(facts.bounds.suffix(facts.dimension)) }
}

extension Differentiable where Self: SealedProblem {
    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        ask(.gradient, point, into: &gradient)
    }
}

extension TwiceDifferentiable where Self: SealedProblem {
    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) { _ = ask(.hessianProduct, point, vector, into: &product) }
}

extension ApproximateHessian where Self: SealedProblem {
    var approximation: String { facts.approximation }
    func computeCurvatureProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) { _ = ask(.curvatureProduct, point, vector, into: &product) }
}

extension Smooth where Self: SealedProblem {
    var smoothness: Double { facts.smoothness }
    var strongConvexity: Double { facts.strongConvexity }
}

extension FiniteSum where Self: SealedProblem {
    var componentCount: Int { facts.componentCount }
    func computeGradient(
        of batch: Span<Int>, at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) -> Double {
        mailbox.first = batch.count
        mailbox.put(point)
        mailbox.put(batch, at: point.count * 8)
        guard ask(.batchGradient) == .done else { return .nan }
        mailbox.get(into: &gradient)
        return mailbox.number
    }
}

extension Composite where Self: SealedProblem {
    var smoothPartSmoothness: Double { facts.smoothPartSmoothness }
    func computeSmoothGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        ask(.smoothGradient, point, into: &gradient)
    }
    func computeProximal(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        mailbox.number = step
        _ = ask(.proximal, point, into: &result)
    }
}

extension Medoids where Self: SealedProblem {
    var count: Int { facts.count }
    var medoidCount: Int { facts.medoidCount }
    var start: [Int] { facts.selection }
}

extension NearestNeighbors where Self: SealedProblem {
    var count: Int { facts.count }
    var dimension: Int { facts.dimension }

    func computeDistances(from index: Int, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt) {
        mailbox.first = others.count
        mailbox.second = index
        mailbox.put(others)
        answer(.distancesFromIndex, others.count, &distances)
    }

    func computeDistances(
        from query: Span<Float>, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt
    ) {
        mailbox.first = others.count
        mailbox.put(query)
        mailbox.put(others, at: query.count * 4)
        answer(.distancesFromQuery, others.count, &distances)
    }

    func copyVector(_ index: Int, into vector: inout MutableSpan<Float>, _ receipt: borrowing Receipt) {
        mailbox.first = index
        answer(.vector, dimension, &vector)
    }

    private func answer(_ request: Mailbox.Request, _ count: Int, _ numbers: inout MutableSpan<Float>) {
        guard ask(request) == .done else { return }
        mailbox.get(count, into: &numbers)
    }

    func serve(_ answer: (Span<Float>, Int, inout Neighbors) throws -> Void) throws {
        mailbox.first = keptBytes
        var kind = ask(.serve)
        var query = [Float](repeating: 0, count: dimension)
        while kind == .query {
            let neighborCount = mailbox.first
            var span = query.mutableSpan
            mailbox.get(into: &span)
            var neighbors = Neighbors()
            try answer(query.span, neighborCount, &neighbors)
            (mailbox.first, mailbox.second) = (neighbors.indices.count, (self as? SealedDisk)?.held ?? 0)
            mailbox.put(neighbors.indices.span)
            kind = ask(.neighbors)
        }
    }
}

extension RawBytes where Self: SealedProblem {
    var bytes: [UInt8] { facts.bytes }
}

extension NetworkWeights where Self: SealedProblem {
    var tensors: Tensors { facts.tensors }
    var layers: [LinearLayer] { facts.layers }
    var calibrationCount: Int { facts.calibrationCount }
    func computeOutputs(with tensors: Tensors, _ receipt: borrowing Receipt) -> Matrix {
        mailbox.put(tensors.encoded)
        return matrix(.outputs)
    }
    func computeInputs(toLayer index: Int, _ receipt: borrowing Receipt) -> Matrix {
        mailbox.first = index
        return matrix(.inputs)
    }
    private func matrix(_ request: Mailbox.Request) -> Matrix {
        guard ask(request) == .done else { return Matrix(zeros: 0, 0) }
        var entries = [Double](repeating: 0, count: mailbox.first * mailbox.second)
        var span = entries.mutableSpan
        mailbox.get(into: &span)
        return Matrix(rows: mailbox.first, columns: mailbox.second, entries: entries)
    }
}
