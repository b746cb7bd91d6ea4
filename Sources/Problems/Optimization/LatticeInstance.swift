import AssayKit

/// Label propagation on a lattice: ½ Σ over neighbours i, j of wᵢⱼ(yᵢ − yⱼ)², where the labels y of some nodes are known and
/// those of the others are sought (the fourth data set of Nutini, Laradji and Schmidt, arXiv:1712.08859).
struct LatticeInstance: Instance {
    let id = "label-propagation/lattice-50"
    let role = Role.optimizer
    let kind = "label propagation"
    let summary = "a lattice of 50 × 50 nodes, each tied to its neighbours by the same weight, 100 of them labelled; made by seed"
    let metrics = GapScorer.metrics
    /// 200 passes.
    let defaultBudget = Budget(calls: ["gradients": 200, "values": 2_000, "hessianProducts": 20_000, "coordinates": 480_000])
    var problemType: any Metered.Type { LatticeProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { LatticeProblem(Lattice(), context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let lattice = Lattice()
        let minimizer = try lattice.minimizer()
        return GapScorer(dimension: lattice.dimension, value: lattice.value) { point, _ in lattice.gap(point, minimizer) }
    }
}

/// A quadratic over a graph: Σ over ties of (xᵢ − xⱼ)² + Σ over ties to labelled nodes of (xᵢ − label)². Each tie counts twice
/// in the double sum, so that its weight ½·2 is one.
struct Lattice: Sendable {
    static let side = 50
    static let labelledCount = 100

    /// Unlabelled neighbours of each unlabelled node, ascending.
    let neighbors: [[Int]]
    /// Labels of the labelled neighbours of each.
    private let labels: [[Double]]

    /// The labels are normal of deviation 10.
    init() {
        var random = Random(seed: 0x6C61_7474)
        let count = Self.side * Self.side
        var label = [Double?](repeating: nil, count: count)
        for node in random.sample(Self.labelledCount, of: count) { label[node] = 10 * random.normal() }
        var place = [Int](repeating: 0, count: count)
        let unlabelled = (0..<count).filter { label[$0] == nil }
        for (index, node) in unlabelled.enumerated() { place[node] = index }
        var neighbors: [[Int]] = [], labels: [[Double]] = []
        for node in unlabelled {
            let (row, column) = node.quotientAndRemainder(dividingBy: Self.side)
            var around: [Int] = []
            if row > 0 { around.append(node - Self.side) }
            if column > 0 { around.append(node - 1) }
            if column < Self.side - 1 { around.append(node + 1) }
            if row < Self.side - 1 { around.append(node + Self.side) }
            neighbors.append(around.filter { label[$0] == nil }.map { place[$0] })
            labels.append(around.compactMap { label[$0] })
        }
        self.neighbors = neighbors
        self.labels = labels
    }

    var dimension: Int { neighbors.count }

    /// The second derivative along a node: two for each tie.
    func curvature(_ node: Int) -> Double { 2 * Double(neighbors[node].count + labels[node].count) }

    @Sendable func value(_ x: Span<Double>) -> Double {
        var sum = CompensatedSum()
        for i in 0..<dimension {
            for j in neighbors[i] where j > i { sum += (x[i] - x[j]) * (x[i] - x[j]) }
            for label in labels[i] { sum += (x[i] - label) * (x[i] - label) }
        }
        return sum.value
    }

    func derivative(_ x: Span<Double>, _ node: Int) -> Double {
        var sum = 0.0
        for j in neighbors[node] { sum += x[node] - x[j] }
        for label in labels[node] { sum += x[node] - label }
        return 2 * sum
    }

    func hessianProduct(_ v: Span<Double>, into product: inout MutableSpan<Double>) {
        for i in 0..<dimension {
            var sum = curvature(i) * v[i]
            for j in neighbors[i] { sum -= 2 * v[j] }
            product[i] = sum
        }
    }

    func secondDerivative(_ i: Int, _ j: Int) -> Double { i == j ? curvature(i) : neighbors[i].contains(j) ? -2 : 0 }

    func minimizer() throws(DecompositionError) -> [Double] {
        let zero = [Double](repeating: 0, count: dimension)
        var hessian = Matrix(zeros: dimension, dimension)
        for i in 0..<dimension {
            hessian[i, i] = curvature(i)
            for j in neighbors[i] { hessian[i, j] = -2 }
        }
        return try hessian.solvingPositiveDefinite((0..<dimension).map { -derivative(zero.span, $0) })
    }

    /// f(x) − f* = ½⟨e, He⟩ of the error e: no large numbers cancel, so it is right down to the smallest.
    func gap(_ x: Span<Double>, _ minimizer: [Double]) -> Double {
        var sum = 0.0
        func error(_ i: Int) -> Double { x[i] - minimizer[i] }
        for i in 0..<dimension {
            for j in neighbors[i] where j > i { sum += (error(i) - error(j)) * (error(i) - error(j)) }
            sum += Double(labels[i].count) * error(i) * error(i)
        }
        return sum
    }
}

/// What a method sees of the lattice.
final class LatticeProblem: Smooth, TwiceDifferentiable, SparseBlockCoordinates {
    let meter: Meter
    private let lattice: Lattice

    init(_ lattice: Lattice, _ meter: Meter) {
        self.lattice = lattice
        self.meter = meter
    }

    var dimension: Int { lattice.dimension }
    var start: [Double] { [Double](repeating: 0, count: dimension) }
    /// Gershgorin: twice the largest curvature, which is 8.
    var smoothness: Double { 16 }
    /// Positive, and so near zero that no method is told.
    var strongConvexity: Double { 0 }
    var coordinateSmoothness: [Double] { (0..<dimension).map { lattice.curvature($0) } }
    var absoluteWeights: [Double] { [Double](repeating: 0, count: dimension) }
    var dependencies: [[Int]] { lattice.neighbors }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { lattice.value(point) }

    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        for i in 0..<dimension { gradient[i] = lattice.derivative(point, i) }
        return lattice.value(point)
    }

    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        lattice.hessianProduct(vector, into: &product)
    }

    func computePartialDerivatives(
        of block: Span<Int>, at point: Span<Double>, into derivatives: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        for place in block.indices { derivatives[place] = lattice.derivative(point, block[place]) }
    }

    func computeSecondDerivatives(
        rows: Span<Int>, columns: Span<Int>, at point: Span<Double>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        computeBoundEntries(rows: rows, columns: columns, into: &entries, receipt)
    }

    /// The Hessian is the same everywhere.
    func computeBoundEntries(rows: Span<Int>, columns: Span<Int>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for pair in rows.indices { entries[pair] = lattice.secondDerivative(rows[pair], columns[pair]) }
    }
}
