import AssayKit
import Formats

/// Euclidean nearest neighbours: an index is built, then the host asks it queries.
struct NeighborsInstance: Instance {
    enum Source: Sendable {
        case digits
        case clustered(ClusteredVectors)
        /// A user's file.
        case file(String)
    }

    /// How many neighbours each query asks for.
    static let neighborCount = 10

    let id: String
    let role = Role.searcher
    let kind = "nearest neighbours"
    let summary: String
    let source: Source
    let metrics = [
        Metric("recall", better: .higher),
        Metric("queriesPerSecond", unit: "1/s", better: .higher),
        Metric("buildSeconds", unit: "s", better: .lower),
        Metric("distancesPerQuery", better: .lower),
    ]
    let tradeOff = ["recall", "queriesPerSecond"]
    var dataFiles: [String] {
        switch source {
        case .digits: ["digits.csv"]
        case .clustered: []
        case .file(let path): [path]
        }
    }
    let defaultBudget = Budget(seconds: 120)
    var problemType: any Metered.Type { NeighborsProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        NeighborsProblem(try vectorSet(context.data), context)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { RecallScorer(try vectorSet(data), k: Self.neighborCount) }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let set = try vectorSet(data)
        try Vecs.write(.init(dimension: set.dimension, elements: set.vectors), to: folder + "/base.fvecs")
        try Vecs.write(.init(dimension: set.dimension, elements: set.queries), to: folder + "/query.fvecs")
        return ["base.fvecs", "query.fvecs"]
    }

    private func vectorSet(_ data: DataFolder) throws -> VectorSet {
        switch source {
        case .clustered(let clustered): return clustered.make()
        case .file(let path):
            let file = try data.file(path)
            let (dimension, elements) = try OwnData.vectors(file)
            let count = elements.count / dimension
            guard count > 10 * Self.neighborCount else {
                throw FormatError(file, "", "there are \(count) vectors in it", remedy: "more than \(10 * Self.neighborCount) are needed")
            }
            let boundary = dimension * (count - min(1000, count / 10))
            return VectorSet(dimension: dimension, vectors: Array(elements[..<boundary]), queries: Array(elements[boundary...]))
        case .digits:
            let digits = try Digits(data)
            let pixels = digits.pixels.map { Float($0) }
            let boundary = pixels.count - 200 * Digits.pixelCount
            return VectorSet(dimension: Digits.pixelCount, vectors: Array(pixels[..<boundary]), queries: Array(pixels[boundary...]))
        }
    }
}

/// What a method sees: distances by the metered oracle, and queries once it serves.
class NeighborsProblem: NearestNeighbors {
    let meter: Meter
    let count: Int
    let dimension: Int
    let set: VectorSet
    let context: ProblemContext

    init(_ set: VectorSet, _ context: ProblemContext) {
        self.set = set
        self.context = context
        meter = context.meter
        count = set.count
        dimension = set.dimension
    }

    func computeDistances(
        from index: Int, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt
    ) {
        let vectors = set.vectors
        squaredDistances(
            from: vectors.span.extracting(index * dimension..<(index + 1) * dimension), to: others, of: vectors.span, dimension: dimension,
            into: &distances)
    }

    func computeDistances(
        from query: Span<Float>, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt
    ) {
        let vectors = set.vectors
        squaredDistances(from: query, to: others, of: vectors.span, dimension: dimension, into: &distances)
    }

    func copyVector(_ index: Int, into vector: inout MutableSpan<Float>, _ receipt: borrowing Receipt) {
        for axis in 0..<dimension { vector[axis] = set.vectors[index * dimension + axis] }
    }

    func serve(_ answer: (Span<Float>, Int, inout Neighbors) throws -> Void) throws {
        var served = Served()
        served.buildSeconds = context.clock.wall
        let distancesBefore = meter.calls["distances"] ?? 0
        var answers = [Neighbors](repeating: Neighbors(), count: set.queryCount)
        let queries = set.queries
        for index in answers.indices {
            try answer(
                queries.span.extracting(index * dimension..<(index + 1) * dimension), NeighborsInstance.neighborCount, &answers[index])
        }
        served.querySeconds = context.clock.wall - served.buildSeconds
        // Of one that works on copies of the vectors the host cannot count the distances.
        served.distances = meter.calls["vectors"] == nil ? (meter.calls["distances"] ?? 0) - distancesBefore : nil
        served.answers = answers.map(\.indices)
        context.deliver(served.encoded)
    }
}

/// The answers to all queries, and what building and answering took.
struct Served: Transferable {
    var buildSeconds = 0.0
    var querySeconds = 0.0
    var distances: Int?
    var answers: [[Int32]] = []

    init() {}

    func encode(to writer: inout ByteWriter) {
        writer.append(buildSeconds)
        writer.append(querySeconds)
        writer.append(variable: (distances ?? -1) + 1)
        writer.append(variable: answers.count)
        for answer in answers {
            writer.append(variable: answer.count)
            for index in answer { writer.append(littleEndian: index) }
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
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
