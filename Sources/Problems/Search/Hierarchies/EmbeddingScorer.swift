import AssayKit

/// How well an embedding's distances tell the hierarchy.
///
/// `edgePrecision` is the mean average precision of Sala et al. (arXiv:1804.03329, section 2): of each node's neighbours
/// among the points that are as near. `closurePrecision` and `closureRank` are the reconstruction of Nickel and Kiela
/// (arXiv:1705.08039, section 4.1): of each pair of the closure, the rank of the distance among those to nodes that are not
/// above. Ties count against the embedding. Distortions compare distances in the embedding to paths' lengths d:
/// `averageDistortion` is the mean of |s·d′/d − 1|, where s is the unit of length that makes the mean square least, and
/// `worstDistortion` the largest ratio d′/d divided by the smallest.
struct EmbeddingScorer: Scorer {
    static let metrics = [
        Metric("edgePrecision", better: .higher), Metric("closurePrecision", better: .higher), Metric("closureRank", better: .lower),
        Metric("averageDistortion", better: .lower), Metric("worstDistortion", better: .lower),
    ]

    let taxonomy: Taxonomy
    let dimension: Int

    init(_ taxonomy: Taxonomy, dimension: Int) {
        self.taxonomy = taxonomy
        self.dimension = dimension
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .point(let numbers) = answer, let embedding = HierarchyEmbedding(numbers: numbers, count: taxonomy.nodeCount) else {
            throw InvalidAnswer("an embedding of \(taxonomy.nodeCount) points is offered as the numbers of a HierarchyEmbedding")
        }
        guard embedding.dimension <= dimension else { throw InvalidAnswer("points of \(embedding.dimension) dimensions where \(dimension) are the most") }
        let distances = try EmbeddingDistances(embedding)
        var edges = Mean(), closure = Mean(), rank = Mean()
        var ratios: [Double] = []
        var row = [Double](repeating: 0, count: taxonomy.nodeCount)
        for node in 0..<taxonomy.nodeCount {
            distances.fill(&row, from: node)
            let ranking = Ranking(row, leavingOut: node)
            if !taxonomy.neighbors[node].isEmpty { edges.add(ranking.averagePrecision(of: taxonomy.neighbors[node])) }
            let ancestors = taxonomy.ancestors[node].map(Int.init)
            if !ancestors.isEmpty {
                closure.add(ranking.averagePrecision(of: ancestors))
                for place in ranking.ranks(of: ancestors) { rank.add(Double(place)) }
            }
            for (other, length) in taxonomy.pathLengths(from: node).enumerated() where other > node && length.isFinite { ratios.append(row[other] / length) }
        }
        let squares = ratios.reduce(0) { $0 + $1 * $1 }
        // Where all points are in one place no unit of length helps, and the distortion of each is one.
        let unit = squares > 0 ? ratios.reduce(0, +) / squares : 0
        let least = ratios.min() ?? 1, most = ratios.max() ?? 1
        return [
            "edgePrecision": edges.value(else: 1), "closurePrecision": closure.value(else: 1), "closureRank": rank.value(else: 1),
            "averageDistortion": ratios.isEmpty ? 0 : ratios.reduce(0) { $0 + abs(unit * $1 - 1) } / Double(ratios.count),
            "worstDistortion": least > 0 ? most / least : .infinity,
        ]
    }
}

/// A running mean.
private struct Mean {
    private var sum = 0.0, count = 0.0
    mutating func add(_ value: Double) {
        sum += value
        count += 1
    }
    func value(else none: Double) -> Double { count > 0 ? sum / count : none }
}

/// How the other points order by their distance from one.
private struct Ranking {
    /// How many points are as near as each, or nearer, itself counted.
    private let places: [Int]

    init(_ distances: [Double], leavingOut node: Int) {
        var others = Array(distances.indices)
        others.remove(at: node)
        others.sort { distances[$0] < distances[$1] }
        var places = [Int](repeating: 0, count: distances.count)
        // From the far end, so that equal distances share the last place.
        var shared = others.count
        for place in stride(from: others.count - 1, through: 0, by: -1) {
            if place + 1 < others.count, distances[others[place]] < distances[others[place + 1]] { shared = place + 1 }
            places[others[place]] = shared
        }
        self.places = places
    }

    func averagePrecision(of wanted: [Int]) -> Double {
        let found = wanted.map { places[$0] }.sorted()
        // As many of those wanted as have no later place, ties among them included.
        return found.reduce(0) { sum, place in sum + Double(found.count { $0 <= place }) / Double(place) } / Double(found.count)
    }

    /// The rank of each among those that are not wanted, from 1.
    func ranks(of wanted: [Int]) -> [Int] {
        let found = wanted.map { places[$0] }
        return found.map { place in 1 + place - found.count { $0 <= place } }
    }
}
