import AssayKit
import Formats

/// Points to be put into clusters, judged by labels that the method does not see.
struct ClusteringInstance: Instance {
    let id: String
    let role = Role.searcher
    let kind = "clustering"
    let summary: String
    let metrics = PartitionScorer.metrics
    let dataFiles: [String]
    let defaultBudget = Budget(seconds: 300)
    var problemType: any Metered.Type { ClusteringProblem.self }
    private let makeSet: @Sendable (DataFolder) throws -> LabelledPoints

    /// Points made by rule.
    init(id: String, summary: String, _ make: @escaping @Sendable () -> LabelledPoints) {
        self.id = id
        self.summary = summary
        dataFiles = []
        makeSet = { _ in make() }
    }

    /// The handwritten digits.
    static let digits = ClusteringInstance(
        id: "clusters/digits", summary: "1,797 handwritten digits of 64 pixels, judged by which digit it is", file: "digits.csv"
    ) { data in
        let digits = try Digits(data)
        return LabelledPoints(dimension: Digits.pixelCount, coordinates: digits.pixels, labels: digits.labels)
    }

    /// The rows of a user's array, whose last column holds the labels.
    static func own(_ path: String, id: String, name: String) -> ClusteringInstance {
        ClusteringInstance(id: id, summary: "the rows of \(name), judged by its last column", file: path) { data in
            let file = try data.file(path)
            let array = try NumPy.load(file)
            guard array.shape.count == 2, array.shape[1] >= 2, (2...1_000_000).contains(array.shape[0]) else {
                throw FormatError(file, "shape", "it is \(array.shape)", remedy: "save an array of two axes, points × (coordinates and a label)")
            }
            let columns = array.shape[1], numbers = array.doubles
            guard numbers.allSatisfy(\.isFinite) else { throw FormatError(file, "", "not all of its numbers are finite", remedy: "leave out what is not") }
            let labels = try stride(from: columns - 1, to: numbers.count, by: columns).map { place in
                guard let label = Int(exactly: numbers[place]), label >= -1 else {
                    throw FormatError(
                        file, "row \(place / columns)", "its label is \(numbers[place])", remedy: "the last column holds labels: 0, 1, …, or −1 for noise")
                }
                return label
            }
            let coordinates = numbers.enumerated().filter { $0.offset % columns != columns - 1 }.map(\.element)
            return LabelledPoints(dimension: columns - 1, coordinates: coordinates, labels: labels)
        }
    }

    private init(id: String, summary: String, file: String, _ make: @escaping @Sendable (DataFolder) throws -> LabelledPoints) {
        self.id = id
        self.summary = summary
        dataFiles = [file]
        makeSet = make
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { ClusteringProblem(try makeSet(context.data), context.meter) }
    func makeScorer(_ data: DataFolder) throws -> any Scorer { PartitionScorer(labels: try makeSet(data).labels) }

    /// The points, and their labels in a file of their own.
    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let set = try makeSet(data)
        try NumPy.write(.init(shape: [set.labels.count, set.dimension], elements: set.coordinates), to: folder + "/points.npy")
        try NumPy.write(.init(shape: [set.labels.count], elements: set.labels.map(Double.init)), to: folder + "/labels.npy")
        return ["points.npy", "labels.npy"]
    }
}

/// What a method sees: the points, and nothing of the labels but how many there are.
final class ClusteringProblem: Clustering {
    let meter: Meter
    let count: Int
    let dimension: Int
    let groupCount: Int
    private let coordinates: [Double]

    init(_ set: LabelledPoints, _ meter: Meter) {
        self.meter = meter
        count = set.labels.count
        dimension = set.dimension
        groupCount = max(1, Set(set.labels).subtracting([-1]).count)
        coordinates = set.coordinates
    }

    func readPoints(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
        let coordinates = coordinates
        body(coordinates.span)
    }

    func computeDistances(
        from: Span<Int32>, to: Span<Int32>, into distances: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        let coordinates = coordinates
        squaredDistances(from: from, to: to, of: coordinates.span, dimension: dimension, into: &distances)
    }
}
