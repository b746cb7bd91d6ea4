import AssayKit
import Synchronization

/// BUILD, PAM's greedy initialisation (Algorithm 1): first the object with the least sum of dissimilarities, then over
/// and over the one that lowers the total deviation most. O(n²k).
func build(_ k: Int, _ space: any Medoids, _ run: Run) throws -> [Int] {
    var choice = GreedyChoice(objectCount: space.count)
    let everything = Array(0..<space.count)
    for _ in 0..<k {
        try choice.addBest(of: everything, space, run)
    }
    return choice.medoids
}

/// LAB, the linear approximation of BUILD: each choice is made within a sample of its own, of 10 + ⌈√n⌉ objects that
/// are no medoids yet. O(nk).
func linearApproximateBuild(_ k: Int, _ space: any Medoids, _ run: Run) throws -> [Int] {
    var random = run.random()
    var choice = GreedyChoice(objectCount: space.count)
    let sampleSize = 10 + Int(Double(space.count).squareRoot().rounded(.up))
    for _ in 0..<k {
        let others = (0..<space.count).filter { !choice.medoids.contains($0) }
        let sample = random.sample(min(sampleSize, others.count), of: others.count).map { others[$0] }
        try choice.addBest(of: sample, space, run)
    }
    return choice.medoids
}

/// Medoids chosen one after the other.
private struct GreedyChoice {
    private(set) var medoids: [Int] = []
    /// The dissimilarity between each object and its nearest medoid.
    private var nearestDistance: [Double]

    init(objectCount: Int) { nearestDistance = Array(repeating: .infinity, count: objectCount) }

    /// Adds the object of the sample that leaves the least deviation of the sample, the first of several, tried on the
    /// threads of the run. O(|sample|² + n).
    mutating func addBest(of sample: [Int], _ space: any Medoids, _ run: Run) throws {
        let best = Mutex((deviation: Double.infinity, place: sample.count))
        try run.concurrently(sample.count) { place, _ throws(Stop) in
            guard !medoids.contains(sample[place]) else { return }
            try run.checkTime()
            let deviation = try space.withDissimilarities(of: sample[place]) { row in
                var deviation = 0.0
                for o in sample { deviation += min(row[o], nearestDistance[o]) }
                return deviation
            }
            best.withLock {
                if deviation < $0.deviation || !(deviation > $0.deviation) && place < $0.place { $0 = (deviation, place) }
            }
        }
        let place = best.withLock { $0.place }
        guard place < sample.count else { return }
        medoids.append(sample[place])
        try space.withDissimilarities(of: sample[place]) { row in
            for o in nearestDistance.indices { nearestDistance[o] = min(row[o], nearestDistance[o]) }
        }
    }
}
