package import AssayKit
import Formats
import Synchronization

/// Nearest neighbours: an index is built, then the host asks it queries.
struct NeighborsInstance: Instance {
    /// How many neighbours each query asks for.
    static let neighborCount = 10

    let id: String
    let role = Role.searcher
    let kind = "nearest neighbours"
    let summary: String
    let source: VectorSource
    let metrics = [
        Metric("recall", better: .higher),
        Metric("queriesPerSecond", unit: "1/s", better: .higher),
        Metric("buildSeconds", unit: "s", better: .lower),
        Metric("distancesPerQuery", better: .lower),
    ]
    let tradeOff = ["recall", "queriesPerSecond"]
    var dataFiles: [String] { source.dataFiles }
    let defaultBudget = Budget(seconds: 120)
    var problemType: any Metered.Type { source.metric == .euclidean ? EuclideanNeighborsProblem.self : NeighborsProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let set = try source.vectors(context.data)
        return source.metric == .euclidean ? EuclideanNeighborsProblem(set, context) : NeighborsProblem(set, context)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { RecallScorer(try source.vectors(data), k: Self.neighborCount) }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let set = try source.vectors(data)
        try Vecs.write(.init(dimension: set.dimension, elements: set.vectors), to: folder + "/base.fvecs")
        try Vecs.write(.init(dimension: set.dimension, elements: set.queries), to: folder + "/query.fvecs")
        return ["base.fvecs", "query.fvecs"]
    }
}

/// What a method sees: distances by the metered oracle, and queries once it serves.
class NeighborsProblem: NearestNeighbors {
    final let meter: Meter
    final let count: Int
    final let dimension: Int
    final let metric: VectorMetric
    final let set: VectorSet
    final let context: ProblemContext

    init(_ set: VectorSet, _ context: ProblemContext) {
        self.set = set
        self.context = context
        meter = context.meter
        count = set.count
        dimension = set.dimension
        metric = set.metric
    }

    final func computeDistances(
        from index: Int, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt
    ) {
        let vectors = set.vectors
        set.writeDistances(from: vectors.span.extracting(index * dimension..<(index + 1) * dimension), to: others, into: &distances)
    }

    final func computeDistances(
        from query: Span<Float>, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt
    ) {
        set.writeDistances(from: query, to: others, into: &distances)
    }

    final func copyVector(_ index: Int, into vector: inout MutableSpan<Float>, _ receipt: borrowing Receipt) {
        let vectors = set.vectors, begin = index * dimension
        for axis in 0..<dimension { vector[axis] = vectors[begin + axis] }
    }

    func serve(_ answer: (Span<Float>, Int, inout Neighbors) throws -> Void) throws {
        context.deliver(try askQueries(answer).encoded)
    }

    func serve(_ run: Run, _ answer: (Span<Float>, Int, inout Neighbors, Int) throws -> Void) throws {
        context.deliver(try askQueries(run, answer).encoded)
    }

    /// Asks all queries in their order, and says what was answered and what it took.
    final func askQueries(_ answer: (Span<Float>, Int, inout Neighbors) throws -> Void) throws -> Served {
        try served {
            var answers = [Neighbors](repeating: Neighbors(), count: set.queryCount)
            for index in answers.indices { try ask(index) { try answer($0, NeighborsInstance.neighborCount, &answers[index]) } }
            return answers
        }
    }

    /// The same on the run's threads.
    private func askQueries(_ run: Run, _ answer: (Span<Float>, Int, inout Neighbors, Int) throws -> Void) throws -> Served {
        try served {
            let answers = Mutex([Neighbors](repeating: Neighbors(), count: set.queryCount))
            try run.concurrently(set.queryCount) { index, thread in
                var neighbors = Neighbors()
                try ask(index) { try answer($0, NeighborsInstance.neighborCount, &neighbors, thread) }
                answers.withLock { $0[index] = neighbors }
            }
            return answers.withLock { $0 }
        }
    }

    private func ask(_ index: Int, _ answer: (Span<Float>) throws -> Void) throws {
        let queries = set.queries
        try answer(queries.span.extracting(index * dimension..<(index + 1) * dimension))
    }

    private func served(_ answers: () throws -> [Neighbors]) throws -> Served {
        var served = Served()
        served.buildSeconds = context.clock.wall
        let distancesBefore = meter.calls["distances"] ?? 0
        let answers = try answers()
        served.querySeconds = context.clock.wall - served.buildSeconds
        // Of one that works on copies of the vectors the host cannot count the distances.
        served.distances = meter.calls["vectors"] == nil ? (meter.calls["distances"] ?? 0) - distancesBefore : nil
        served.answers = answers.map(\.indices)
        return served
    }
}

/// The same under the Euclidean distance.
class EuclideanNeighborsProblem: NeighborsProblem, EuclideanNeighbors {}

/// The answers to all queries, and what building and answering took.
package struct Served: Transferable {
    package var buildSeconds = 0.0
    package var querySeconds = 0.0
    package var distances: Int?
    package var answers: [[Int32]] = []

    package init() {}

    package func encode(to writer: inout ByteWriter) {
        writer.append(buildSeconds)
        writer.append(querySeconds)
        writer.append(variable: (distances ?? -1) + 1)
        writer.append(variable: answers.count)
        for answer in answers {
            writer.append(variable: answer.count)
            for index in answer { writer.append(littleEndian: index) }
        }
    }

    package init(from reader: inout ByteReader) throws(DamagedBytes) {
        buildSeconds = try reader.double()
        querySeconds = try reader.double()
        distances = try reader.variable() - 1
        if distances == -1 { distances = nil }
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            var answer: [Int32] = []
            for _ in 0..<(try reader.variable(atMost: reader.remaining / 4)) { answer.append(try reader.littleEndian(Int32.self)) }
            answers.append(answer)
        }
    }
}
