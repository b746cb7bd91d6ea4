import AssayKit
import Synchronization

/// The medoids, and what FasterPAM keeps about every object: its nearest and its second nearest medoid.
/// Medoids are meant by their place in `medoids`.
struct Clustering {
    /// How many dissimilarities, far apart in memory, are looked at before other threads are set to work, which takes about as long.
    private static let worthThreads = 1 << 12

    private(set) var medoids: [Int]
    private var nearest: [Int32]
    private var second: [Int32]
    private var nearestDistance: [Double]
    private var secondDistance: [Double]
    /// ΔTD⁻ᵐ: how much TD grows where medoid m is taken away and its objects go to their second nearest.
    private var removalLoss: [Double]

    /// O(nk).
    init(_ medoids: [Int], _ space: any Medoids) throws(Stop) {
        self.medoids = medoids
        nearest = Array(repeating: 0, count: space.count)
        second = nearest
        nearestDistance = Array(repeating: .infinity, count: space.count)
        secondDistance = nearestDistance
        removalLoss = Array(repeating: 0, count: medoids.count)
        for (slot, medoid) in medoids.enumerated() {
            try space.withDissimilarities(of: medoid) { row in
                for o in nearest.indices {
                    // A medoid is its own, also where another one coincides with it.
                    if row[o] < nearestDistance[o] || o == medoid {
                        (second[o], secondDistance[o]) = (nearest[o], nearestDistance[o])
                        (nearest[o], nearestDistance[o]) = (Int32(slot), row[o])
                    } else if row[o] < secondDistance[o] {
                        (second[o], secondDistance[o]) = (Int32(slot), row[o])
                    }
                }
            }
        }
        settle()
    }

    /// TD, the sum over the objects of the dissimilarity to the nearest medoid. O(n).
    var deviation: Double { nearestDistance.reduce(0, +) }

    func isMedoid(_ object: Int) -> Bool { medoids[Int(nearest[object])] == object }

    /// The medoid that a candidate had best replace, and how TD changes then; one pass over the objects for all
    /// medoids together (Algorithm 3). O(n + k).
    /// - Parameter row: the dissimilarities between the candidate and all objects.
    func bestSwap(_ row: Span<Double>, _ room: EvaluationRoom) -> (change: Double, slot: Int) {
        // Only objects to which the candidate is nearer than their second nearest medoid count.
        let affected = room.gather(row, below: secondDistance.span)
        // ΔTD⁺ᶜ: what the candidate changes as one medoid more, whichever is removed.
        var shared = 0.0
        // For each medoid what its removal costs then: its objects may go to the candidate, not to their second nearest.
        let losses = room.losses
        unsafe _ = losses.update(fromContentsOf: removalLoss)
        let nearest = nearest.span, nearestDistance = nearestDistance.span, secondDistance = secondDistance.span
        for o in affected {
            let o = Int(o)
            shared += min(row[o], nearestDistance[o]) - nearestDistance[o]
            unsafe losses[Int(nearest[o])] += max(row[o], nearestDistance[o]) - secondDistance[o]
        }
        var best = 0
        for slot in losses.indices where unsafe losses[slot] < losses[best] { best = slot }
        return unsafe (losses[best] + shared, best)
    }

    /// Puts an object in a medoid's place. O(n), and O(k) for each object that loses its nearest or second nearest.
    mutating func replaceMedoid(_ slot: Int, by object: Int, _ space: any Medoids, _ run: Run) throws(Stop) {
        medoids[slot] = object
        let slot = Int32(slot)
        var orphans: [Int] = []
        try space.withDissimilarities(of: object) { row in
            for o in nearest.indices {
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
        }
        try adopt(orphans, run, space)
        settle()
    }

    /// Gives each of the objects its second nearest medoid, where no medoid is nearer than the one it has for now; the
    /// medoids shared out among the threads of the run. O(k) for each object.
    private mutating func adopt(_ orphans: [Int], _ run: Run, _ space: any Medoids) throws(Stop) {
        let pieceCount = orphans.count * medoids.count < Self.worthThreads ? 1 : min(run.threads, medoids.count)
        let pieceSize = (medoids.count + pieceCount - 1) / pieceCount
        let pieces = Mutex([(slots: [Int32], distances: [Double])](repeating: ([], []), count: pieceCount))
        try run.concurrently(pieceCount) { piece, _ throws(Stop) in
            var slots = orphans.map { second[$0] }, distances = orphans.map { secondDistance[$0] }
            for slot in medoids.indices.dropFirst(piece * pieceSize).prefix(pieceSize) {
                let slot = Int32(slot)
                try space.withDissimilarities(of: medoids[Int(slot)]) { row in
                    for (place, o) in orphans.enumerated() where nearest[o] != slot && row[o] < distances[place] {
                        (slots[place], distances[place]) = (slot, row[o])
                    }
                }
            }
            pieces.withLock { $0[piece] = (slots, distances) }
        }
        // In the order of the medoids, so that of equally near ones the first is kept, as by one thread.
        for (slots, distances) in pieces.withLock({ $0 }) {
            for (place, o) in orphans.enumerated() where distances[place] < secondDistance[o] {
                (second[o], secondDistance[o]) = (slots[place], distances[place])
            }
        }
    }

    /// The removal losses from scratch: O(n + k).
    private mutating func settle() {
        for slot in removalLoss.indices { removalLoss[slot] = 0 }
        for o in nearest.indices { removalLoss[Int(nearest[o])] += secondDistance[o] - nearestDistance[o] }
    }
}
