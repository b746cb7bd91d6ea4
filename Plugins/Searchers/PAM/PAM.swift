import AssayKit

/// PAM, "Partitioning Around Medoids": k medoids chosen greedily (BUILD), then over and over the best of all swaps of a
/// medoid with another object (SWAP), until none lowers the total deviation.
///
/// Leonard Kaufman and Peter J. Rousseeuw, "Clustering by means of medoids", 1987, and "Finding Groups in Data", 1990,
/// chapter 2; in the notation of Schubert and Rousseeuw (arXiv 2008.05171), Algorithms 1 and 2.
///
/// O(n²k) for BUILD and O(k(n − k)²) for every swap. Each row of dissimilarities is read when it is first wanted and
/// kept, so n² are charged and n² numbers are stored.
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
        var rows = Rows(space)
        var medoids = initialisation == "build" || k == 1 ? try build(k, &rows, run) : space.start
        run.offer(medoids)
        guard k > 1 else { return }

        // SWAP
        var clusters = try Clusters(medoids, &rows)
        var swaps = 0
        while swaps < maxIterations {
            var best = (change: 0.0, slot: 0, object: 0)
            for candidate in 0..<rows.count where medoids[clusters.nearest[candidate]] != candidate {
                try run.checkTime()
                let row = try rows[candidate]
                for slot in 0..<k {
                    let change = clusters.change(replacing: slot, by: row)
                    if change < best.change { best = (change, slot, candidate) }
                }
            }
            guard best.change < 0 else { break }
            medoids[best.slot] = best.object
            swaps += 1
            run.offer(medoids)
            let before = clusters.deviation
            clusters = try Clusters(medoids, &rows)
            guard clusters.deviation < before else { break }
        }
        run.report("swaps", Double(swaps))
    }

    /// BUILD: first the object with the least sum of dissimilarities, then the one that leaves the least
    /// total deviation.
    private func build(_ k: Int, _ rows: inout Rows, _ run: Run) throws -> [Int] {
        var medoids: [Int] = []
        var nearestDistance = [Double](repeating: .infinity, count: rows.count)
        for _ in 0..<k {
            var best: (object: Int, deviation: Double)?
            for candidate in 0..<rows.count where !medoids.contains(candidate) {
                try run.checkTime()
                let row = try rows[candidate]
                var deviation = 0.0
                for o in row.indices { deviation += min(row[o], nearestDistance[o]) }
                if best.map({ deviation < $0.deviation }) ?? true { best = (candidate, deviation) }
            }
            guard let best else { break }
            medoids.append(best.object)
            let row = try rows[best.object]
            for o in row.indices { nearestDistance[o] = min(row[o], nearestDistance[o]) }
        }
        return medoids
    }
}

/// What PAM keeps about every object: its nearest medoid, by its place among the medoids, and how far that and the
/// second nearest are.
private struct Clusters {
    private(set) var nearest: [Int]
    private var nearestDistance: [Double]
    private var secondDistance: [Double]

    /// O(nk).
    init(_ medoids: [Int], _ rows: inout Rows) throws {
        nearest = Array(repeating: 0, count: rows.count)
        nearestDistance = Array(repeating: .infinity, count: rows.count)
        secondDistance = nearestDistance
        for (slot, medoid) in medoids.enumerated() {
            let row = try rows[medoid]
            for o in row.indices {
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

    /// TD, the sum over the objects of the dissimilarity to the nearest medoid.
    var deviation: Double { nearestDistance.reduce(0, +) }

    /// How TD changes where an object takes a medoid's place. O(n).
    /// - Parameter row: the dissimilarities between that object and all objects.
    func change(replacing slot: Int, by row: [Double]) -> Double {
        var change = 0.0
        for o in row.indices {
            if nearest[o] == slot {
                change += min(row[o], secondDistance[o]) - nearestDistance[o]
            } else if row[o] < nearestDistance[o] {
                change += row[o] - nearestDistance[o]
            }
        }
        return change
    }
}

/// The rows of the dissimilarity matrix, each read when it is first wanted and then kept.
private struct Rows {
    private let space: any Medoids
    private var rows: [[Double]]

    init(_ space: any Medoids) {
        self.space = space
        rows = Array(repeating: [], count: space.count)
    }

    var count: Int { rows.count }

    /// The dissimilarities between an object and all objects.
    subscript(_ index: Int) -> [Double] {
        mutating get throws {
            if rows[index].isEmpty {
                try space.dissimilarities(of: index) { row in
                    rows[index] = unsafe row.withUnsafeBufferPointer { unsafe Array($0) }
                }
            }
            return rows[index]
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(PAM.self) }
