import AssayKit

/// The medoids, and what FasterPAM keeps about every object: its nearest and its second nearest medoid.
/// Medoids are meant by their place in `medoids`.
struct Clustering {
    private(set) var medoids: [Int]
    /// TD, the sum over the objects of the dissimilarity to the nearest medoid.
    private(set) var deviation = 0.0
    private var nearest: [Int]
    private var second: [Int]
    private var nearestDistance: [Double]
    private var secondDistance: [Double]
    /// ΔTD⁻ᵐ: how much TD grows where medoid m is taken away and its objects go to their second nearest.
    private var removalLoss: [Double]
    /// Working space of `bestSwap`.
    private var affected: [Int]

    /// O(nk).
    init(_ medoids: [Int], _ rows: inout Rows) throws {
        self.medoids = medoids
        nearest = Array(repeating: 0, count: rows.count)
        second = nearest
        nearestDistance = Array(repeating: .infinity, count: rows.count)
        secondDistance = nearestDistance
        removalLoss = Array(repeating: 0, count: medoids.count)
        affected = nearest + [0]
        for (slot, medoid) in medoids.enumerated() {
            let row = try rows[medoid]
            for o in row.indices {
                // A medoid is its own, also where another one coincides with it.
                if row[o] < nearestDistance[o] || o == medoid {
                    (second[o], secondDistance[o]) = (nearest[o], nearestDistance[o])
                    (nearest[o], nearestDistance[o]) = (slot, row[o])
                } else if row[o] < secondDistance[o] {
                    (second[o], secondDistance[o]) = (slot, row[o])
                }
            }
        }
        settle()
    }

    func isMedoid(_ object: Int) -> Bool { medoids[nearest[object]] == object }

    /// The medoid that a candidate had best replace, and how TD changes then; one pass over the objects for all
    /// medoids together (Algorithm 3). O(n + k).
    /// - Parameter row: the dissimilarities between the candidate and all objects.
    mutating func bestSwap(_ row: [Double]) -> (change: Double, slot: Int) {
        // Only objects to which the candidate is nearer than their second nearest medoid count. They are gathered, and
        // then summed, without a branch on what no processor can guess: half the time of a loop with both tests.
        var count = 0
        for o in row.indices {
            affected[count] = o
            if row[o] < secondDistance[o] { count += 1 }
        }
        // ΔTD⁺ᶜ: what the candidate changes as one medoid more, whichever is removed.
        var shared = 0.0
        // For each medoid what its removal costs then: its objects may go to the candidate, not to their second nearest.
        var losses = removalLoss
        var loss = losses.mutableSpan
        for o in affected[..<count] {
            shared += min(row[o], nearestDistance[o]) - nearestDistance[o]
            loss[nearest[o]] += max(row[o], nearestDistance[o]) - secondDistance[o]
        }
        var best = 0
        for slot in losses.indices where losses[slot] < losses[best] { best = slot }
        return (losses[best] + shared, best)
    }

    /// Puts an object in a medoid's place. O(n), and O(k) for each object that loses its nearest or second nearest.
    mutating func replaceMedoid(_ slot: Int, by object: Int, _ row: [Double], _ rows: inout Rows) throws {
        medoids[slot] = object
        var orphans: [Int] = []
        for o in row.indices {
            let distance = row[o]
            if o == object {
                if nearest[o] != slot { (second[o], secondDistance[o]) = (nearest[o], nearestDistance[o]) }
                (nearest[o], nearestDistance[o]) = (slot, distance)
            } else if nearest[o] == slot {
                if distance < secondDistance[o] {
                    nearestDistance[o] = distance
                } else {
                    (nearest[o], nearestDistance[o]) = (second[o], secondDistance[o])
                    orphans.append(o)
                }
            } else if distance < nearestDistance[o] {
                (second[o], secondDistance[o]) = (nearest[o], nearestDistance[o])
                (nearest[o], nearestDistance[o]) = (slot, distance)
            } else if distance < secondDistance[o] {
                (second[o], secondDistance[o]) = (slot, distance)
            } else if second[o] == slot {
                orphans.append(o)
            }
        }
        // Those whose second nearest medoid is unknown now: it is the new one or any other but their nearest.
        for o in orphans { (second[o], secondDistance[o]) = (slot, row[o]) }
        for (other, medoid) in medoids.enumerated() where other != slot {
            let row = try rows[medoid]
            for o in orphans where nearest[o] != other && row[o] < secondDistance[o] {
                (second[o], secondDistance[o]) = (other, row[o])
            }
        }
        settle()
    }

    /// TD and the removal losses from scratch: O(n + k).
    private mutating func settle() {
        deviation = 0
        for slot in removalLoss.indices { removalLoss[slot] = 0 }
        for o in nearest.indices {
            deviation += nearestDistance[o]
            removalLoss[nearest[o]] += secondDistance[o] - nearestDistance[o]
        }
    }
}
