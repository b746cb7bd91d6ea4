import AssayKit

/// The inverted file with its lists on a disk: the centroids stay in memory, and each query reads a fixed number of lists.
///
/// See `InvertedFile`; what on-disk inverted lists are in Faiss. The rival of methods that choose what to read.
public struct DiskInvertedFile: Searcher {
    static let lists = Option("lists", default: 4096, in: 1...1_000_000, unit: "lists", "how many centroids, each with a list")
    static let probes = Option("probes", default: 8, in: 1...1_000_000, unit: "lists", "lists that every query reads")

    public static var card: Card {
        Card(
            id: "disk-inverted-file", name: "Inverted file on disk",
            summary: "Reads the lists of the k-means cells that are nearest to a query, the same number for each.", paper: InvertedFile.paper,
            options: [lists, probes, InvertedFile.iterations, InvertedFile.sample],
            claims: [
                Claim(
                    "Reading the lists of few cells finds most neighbours.", paperValue: "a small share of the data is visited",
                    instance: "disk-neighbors/overlapping-100k", metric: "recall", expectation: .valueAtLeast(0.9))
            ])
    }

    private let listCount: Int
    private let probes: Int
    private let iterations: Int
    private let sample: Int

    public init(_ options: Options) throws {
        listCount = options[Self.lists]
        probes = options[Self.probes]
        iterations = options[InvertedFile.iterations]
        sample = options[InvertedFile.sample]
    }

    public func search(_ space: any DiskResident & EuclideanNeighbors, _ run: Run) throws {
        let quantizer = try build(space, run)
        var list = PostingList(dimension: space.dimension)
        try space.serve { query, k, neighbors in
            guard quantizer.count > 0 else { return }
            var nearest = NearestList(k)
            for cell in quantizer.probe(query, probes).entries {
                try space.read(Int(cell.index)) { list.decode($0) }
                list.scan(query, &nearest)
            }
            neighbors.append(nearest)
        }
    }

    /// Writes the lists, the number of each being that of its centroid. Of the vectors their numbers alone are left in memory.
    private func build(_ space: any DiskResident & EuclideanNeighbors, _ run: Run) throws -> CoarseQuantizer {
        let points = try space.vectors(), dimension = space.dimension
        var random = run.random()
        let quantizer = try CoarseQuantizer(
            points, dimension: dimension, listCount: listCount, iterations: iterations, sample: sample, &random
        ) { try run.checkTime() }
        for members in quantizer.lists {
            var list = PostingList(dimension: dimension)
            for index in members { list.append(index, points.span.extracting(Int(index) * dimension..<(Int(index) + 1) * dimension)) }
            let bytes = list.encoded
            _ = try space.append(bytes.span)
        }
        return quantizer
    }
}
