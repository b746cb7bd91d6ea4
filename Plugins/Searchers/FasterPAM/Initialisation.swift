import AssayKit

/// BUILD, PAM's greedy initialisation (Algorithm 1): first the object with the least sum of dissimilarities, then over
/// and over the one that lowers the total deviation most. O(n²k).
func build(_ k: Int, _ rows: inout Rows, _ run: Run) throws -> [Int] {
    var choice = GreedyChoice(objectCount: rows.count)
    let everything = Array(0..<rows.count)
    for _ in 0..<k {
        try run.checkTime()
        try choice.addBest(of: everything, &rows)
    }
    return choice.medoids
}

/// LAB, the linear approximation of BUILD: each choice is made within a sample of its own, of 10 + ⌈√n⌉ objects that
/// are no medoids yet. O(nk).
func linearApproximateBuild(_ k: Int, _ rows: inout Rows, _ run: Run) throws -> [Int] {
    var random = run.random()
    var choice = GreedyChoice(objectCount: rows.count)
    let sampleSize = 10 + Int(Double(rows.count).squareRoot().rounded(.up))
    for _ in 0..<k {
        try run.checkTime()
        let others = (0..<rows.count).filter { !choice.medoids.contains($0) }
        let sample = random.sample(min(sampleSize, others.count), of: others.count).map { others[$0] }
        try choice.addBest(of: sample, &rows)
    }
    return choice.medoids
}

/// Medoids chosen one after the other.
private struct GreedyChoice {
    private(set) var medoids: [Int] = []
    /// The dissimilarity between each object and its nearest medoid.
    private var nearestDistance: [Double]

    init(objectCount: Int) { nearestDistance = Array(repeating: .infinity, count: objectCount) }

    /// Adds the object of the sample that leaves the least deviation of the sample. O(|sample|² + n).
    mutating func addBest(of sample: [Int], _ rows: inout Rows) throws {
        var best: (object: Int, deviation: Double)?
        for candidate in sample where !medoids.contains(candidate) {
            let row = try rows[candidate]
            var deviation = 0.0
            for o in sample { deviation += min(row[o], nearestDistance[o]) }
            if best.map({ deviation < $0.deviation }) ?? true { best = (candidate, deviation) }
        }
        guard let best else { return }
        medoids.append(best.object)
        let row = try rows[best.object]
        for o in row.indices { nearestDistance[o] = min(row[o], nearestDistance[o]) }
    }
}
