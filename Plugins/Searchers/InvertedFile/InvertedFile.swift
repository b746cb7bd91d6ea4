import AssayKit

/// An inverted file of whole vectors, as Faiss has it (IndexIVFFlat): each vector stands in the list of its nearest centroid,
/// and a query is compared with the vectors of the lists whose centroids are nearest to it.
///
/// M. Douze et al., "The Faiss library" (arXiv 2401.08281). The vectors of a list are measured by the space; those of the
/// centroids are the method's own. Of the vectors it keeps no copy: each step of k-means reads them anew, and is charged for it.
/// Under an inner product centroids have length one; see `CoarseQuantizer`.
public struct InvertedFile: Searcher {
    static let lists = Option("lists", default: 1024, in: 1...1_000_000, unit: "lists", "how many centroids, each with a list")
    static let probes = Option("probes", default: 16, in: 1...1_000_000, unit: "lists", "lists that a query is compared with")
    static let iterations = Option("iterations", default: 10, in: 1...1_000, unit: "iterations", "of k-means; Faiss has ten for inverted files")
    static let sample = Option("sample", default: 256, in: 1...1_000_000, unit: "vectors", "for each centroid, that k-means looks at")

    static let paper = Paper(
        title: "The Faiss library",
        authors: "Matthijs Douze, Alexandr Guzhva, Chengqi Deng, Jeff Johnson, Gergely Szilvasy, Pierre-Emmanuel Mazaré, Maria Lomeli, Lucas Hosseini, Hervé Jégou",
        year: 2024, arxiv: "2401.08281")

    public static var card: Card {
        Card(
            id: "inverted-file", name: "Inverted file",
            summary: "Compares a query with the vectors of the cells of k-means that are nearest to it.", paper: paper,
            options: [lists, probes, iterations, sample],
            claims: [
                Claim(
                    "Searching a part of the cells is non-exhaustive: many times faster than comparing with all vectors.",
                    paperValue: "the share of the data that is visited is about probes / lists", instance: "neighbors/overlapping-100k", rival: "exact-search",
                    metric: "queriesPerSecond", expectation: .ratioAtLeast(10)),
                Claim(
                    "The recall that goes with it.", paperValue: "0.9 and above", instance: "neighbors/overlapping-100k", metric: "recall",
                    expectation: .valueAtLeast(0.9)),
            ])
    }

    private let listCount: Int
    private let probes: Int
    private let iterations: Int
    private let sample: Int

    public init(_ options: Options) throws {
        listCount = options[Self.lists]
        probes = options[Self.probes]
        iterations = options[Self.iterations]
        sample = options[Self.sample]
    }

    public func search(_ space: any NearestNeighbors, _ run: Run) throws {
        let quantizer = try build(space, run), lists = quantizer.lists
        try space.serve { query, k, neighbors in
            guard quantizer.count > 0 else { return }
            var nearest = NearestList(k)
            for cell in quantizer.probe(query, probes).entries {
                let list = lists[Int(cell.index)]
                try nearest.scan(list.span, from: query, in: space)
            }
            neighbors.append(nearest)
        }
    }

    private func build(_ space: any NearestNeighbors, _ run: Run) throws(Stop) -> CoarseQuantizer {
        var random = run.random()
        return try CoarseQuantizer(
            count: space.count, dimension: space.dimension, listCount: listCount, iterations: iterations, sample: sample, metric: space.metric, &random
        ) { index, vector throws(Stop) in try space.vector(index, into: &vector) }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(InvertedFile.self, DiskInvertedFile.self) }
