import AssayKit
import Synchronization

/// PAM, "Partitioning Around Medoids": k medoids chosen greedily (BUILD), then over and over the best of all swaps of a
/// medoid with another object (SWAP), until none lowers the total deviation.
///
/// Leonard Kaufman and Peter J. Rousseeuw, "Clustering by means of medoids", 1987, and "Finding Groups in Data", 1990,
/// chapter 2; in the notation of Schubert and Rousseeuw (arXiv 2008.05171), Algorithms 1 and 2.
///
/// O(n²k) for BUILD and O(k(n − k)²) for every swap. n² dissimilarities are charged, and O(n + k) numbers are stored.
/// Objects are tried on the threads of the run, which change nothing in what is chosen.
///
/// Differences from the book: of swaps that are equally good the first counts, objects in the order of the data and
/// medoids in the order of their choice. The search also ends where rounding has left the total deviation no lower
/// after a swap, and a single medoid (k = 1) is left to the first step of BUILD, which finds it exactly.
public struct PAM: Searcher {
    static let initialisation = Option(
        "initialisation", default: "build", of: ["build", "random"],
        "The first medoids: the greedy BUILD, which is PAM's own, or the instance's random start.")
    static let maxIterations = Option(
        "maxIterations", default: 1_000_000, in: 1...1_000_000, unit: "swaps",
        "Swaps at the most; the original goes on until none helps.")

    public static var card: Card {
        Card(
            id: "pam", name: "PAM",
            summary: "Partitioning around medoids: a greedy choice, then the best of all swaps until none helps.",
            paper: Paper(title: "Clustering by means of medoids", authors: "Leonard Kaufman, Peter J. Rousseeuw", year: 1987),
            options: [initialisation, maxIterations],
            claims: [
                Claim(
                    "BUILD's medoids are a good start for the swaps. Tested against the quality of eager swaps from a random start: no worse by more than one per cent.",
                    paperValue: "a good start", instance: "medoids/digits-10", rival: "fasterpam", metric: "deviation", expectation: .ratioAtMost(1.01)),
                Claim(
                    "Swaps improve on what BUILD chose.", paperValue: "swaps until none helps", instance: "medoids/digits-10", rival: "pam[maxIterations=1]",
                    metric: "deviation", expectation: .ratioAtMost(1)),
            ])
    }

    private let initialisation: String
    private let maxIterations: Int

    public init(_ options: Options) throws {
        initialisation = options[Self.initialisation]
        maxIterations = options[Self.maxIterations]
    }

    public func search(_ space: any Medoids, _ run: Run) throws {
        let k = space.medoidCount
        var medoids = initialisation == "build" || k == 1 ? try build(k, space, run) : space.start
        run.offer(medoids)
        guard k > 1 else { return }

        // SWAP
        var clusters = try Clusters(medoids, space)
        var swaps = 0
        while swaps < maxIterations {
            let best = try bestSwap(medoids, clusters, space, run)
            guard best.change < 0 else { break }
            medoids[best.slot] = best.object
            swaps += 1
            run.offer(medoids)
            let before = clusters.deviation
            clusters = try Clusters(medoids, space)
            guard clusters.deviation < before else { break }
        }
        run.report("swaps", Double(swaps))
    }

    /// BUILD: first the object with the least sum of dissimilarities, then the one that leaves the least
    /// total deviation.
    private func build(_ k: Int, _ space: any Medoids, _ run: Run) throws -> [Int] {
        var medoids: [Int] = []
        var nearestDistance = [Double](repeating: .infinity, count: space.count)
        for _ in 0..<k {
            let best = Mutex((deviation: Double.infinity, object: space.count))
            try run.concurrently(space.count) { candidate, _ throws(Stop) in
                guard !medoids.contains(candidate) else { return }
                try run.checkTime()
                let deviation = try space.withDissimilarities(of: candidate) { row in
                    var deviation = 0.0
                    for o in nearestDistance.indices { deviation += min(row[o], nearestDistance[o]) }
                    return deviation
                }
                best.withLock {
                    if deviation < $0.deviation || !(deviation > $0.deviation) && candidate < $0.object { $0 = (deviation, candidate) }
                }
            }
            let object = best.withLock { $0.object }
            guard object < space.count else { break }
            medoids.append(object)
            try space.withDissimilarities(of: object) { row in
                for o in nearestDistance.indices { nearestDistance[o] = min(row[o], nearestDistance[o]) }
            }
        }
        return medoids
    }

    /// Of all swaps the one that lowers the total deviation most, the first of several; a change of zero where none does.
    private func bestSwap(
        _ medoids: [Int], _ clusters: Clusters, _ space: any Medoids, _ run: Run
    ) throws(Stop) -> (change: Double, slot: Int, object: Int) {
        let best = Mutex((change: 0.0, slot: 0, object: 0))
        try run.concurrently(space.count) { candidate, _ throws(Stop) in
            guard medoids[clusters.nearest[candidate]] != candidate else { return }
            try run.checkTime()
            let own = try space.withDissimilarities(of: candidate) { row in
                var own = (change: 0.0, slot: 0)
                for slot in medoids.indices {
                    let change = clusters.change(replacing: slot, by: row)
                    if change < own.change { own = (change, slot) }
                }
                return own
            }
            best.withLock {
                if own.change < $0.change || own.change == $0.change && candidate < $0.object { $0 = (own.change, own.slot, candidate) }
            }
        }
        return best.withLock { $0 }
    }
}

/// What PAM keeps about every object: its nearest medoid, by its place among the medoids, and how far that and the
/// second nearest are.
private struct Clusters {
    private(set) var nearest: [Int]
    private var nearestDistance: [Double]
    private var secondDistance: [Double]

    /// O(nk).
    init(_ medoids: [Int], _ space: any Medoids) throws(Stop) {
        nearest = Array(repeating: 0, count: space.count)
        nearestDistance = Array(repeating: .infinity, count: space.count)
        secondDistance = nearestDistance
        for (slot, medoid) in medoids.enumerated() {
            try space.withDissimilarities(of: medoid) { row in
                for o in nearest.indices {
                    // A medoid is its own, also where another one coincides with it.
                    if row[o] < nearestDistance[o] || o == medoid {
                        secondDistance[o] = nearestDistance[o]
                        (nearest[o], nearestDistance[o]) = (slot, row[o])
                    } else if row[o] < secondDistance[o] {
                        secondDistance[o] = row[o]
                    }
                }
            }
        }
    }

    /// TD, the sum over the objects of the dissimilarity to the nearest medoid.
    var deviation: Double { nearestDistance.reduce(0, +) }

    /// How TD changes where an object takes a medoid's place. O(n).
    /// - Parameter row: the dissimilarities between that object and all objects.
    func change(replacing slot: Int, by row: Span<Double>) -> Double {
        var change = 0.0
        for o in nearest.indices {
            if nearest[o] == slot {
                change += min(row[o], secondDistance[o]) - nearestDistance[o]
            } else if row[o] < nearestDistance[o] {
                change += row[o] - nearestDistance[o]
            }
        }
        return change
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(PAM.self) }
