import AssayKit

/// For one guess of the optimum: level ℓ holds the elements R(ℓ) that add τ or more to all that was chosen below it, G(ℓ − 1). Of them
/// those that add about the most common amount, a bucket, are the pool of which a sample is chosen at once; it is as large as can be
/// while nearly all of the pool would still add that amount to it. So there are few levels, where one element a level makes k of them.
///
/// A level stays as it is until a share ε of its elements, of its pool, or of its sample has come or gone: till then the sample is nearly
/// what would be drawn today. Then it and those above it are made anew.
struct SampledLevels: GuessLevels {
    private struct Level {
        var members = ElementSet()
        /// The members whose gain is in the bucket that was the largest when the level was made, and the gain it begins with.
        var pool = ElementSet()
        var poolGain: Double
        var sample: [Int]
        /// f of all that was chosen up to here, with what has gone since.
        var value: Double
        /// How many members and how large a pool there were when it was made, and how many of its sample have gone.
        var memberCount: Int
        var poolCount: Int
        var goneCount = 0
    }

    private let threshold: Double
    private let cardinality: Int
    private let epsilon: Double
    private let trialCount: Int
    private var random: Random
    private var ground = ElementSet()
    private var levels: [Level] = []
    private var gone: Set<Int> = []
    private(set) var solution: [Int] = []
    private(set) var value = 0.0

    /// - Parameter trialCount: how often a sample's size is tried before it is trusted.
    init(threshold: Double, cardinality: Int, epsilon: Double, trialCount: Int, random: Random) {
        self.threshold = threshold
        self.cardinality = cardinality
        self.epsilon = epsilon
        self.trialCount = trialCount
        self.random = random
    }

    var isEmpty: Bool { ground.elements.isEmpty }

    mutating func insert(_ element: Int, _ problem: any DynamicSubset) throws {
        ground.insert(element)
        var chosen: [Int] = [], below = 0.0
        for index in levels.indices {
            // What went from a level's sample and comes again is drawn for anew.
            if levels[index].sample.contains(element) {
                levels[index].members.insert(element)
                return try rebuild(from: index, problem)
            }
            let gain = try problem.value(of: chosen + [element]) - below
            guard gain >= threshold else { return }
            levels[index].members.insert(element)
            if isInBucket(gain, levels[index].poolGain) { levels[index].pool.insert(element) }
            if isStale(levels[index]) { return try rebuild(from: index, problem) }
            chosen += levels[index].sample
            below = levels[index].value
        }
        if chosen.count < cardinality { try build(among: [element], problem) }
    }

    mutating func delete(_ element: Int, _ problem: any DynamicSubset) throws {
        ground.remove(element)
        for index in levels.indices {
            guard levels[index].members.remove(element) else { break }
            levels[index].pool.remove(element)
            if levels[index].sample.contains(element) {
                levels[index].goneCount += 1
                gone.insert(element)
            }
            if isStale(levels[index]) { return try rebuild(from: index, problem) }
        }
        if solution.contains(element) { try answer(problem) }
    }

    private func isStale(_ level: Level) -> Bool {
        func differs(_ now: Int, _ then: Int) -> Bool { abs(Double(now - then)) > epsilon * Double(then) }
        return differs(level.members.elements.count, level.memberCount) || differs(level.pool.elements.count, level.poolCount)
            || Double(level.goneCount) > epsilon * Double(level.sample.count)
    }

    private func isInBucket(_ gain: Double, _ begin: Double) -> Bool { gain >= begin && gain < begin * (1 + epsilon) }

    private mutating func rebuild(from index: Int, _ problem: any DynamicSubset) throws {
        let candidates = index == 0 ? ground.elements : levels[index].members.elements
        levels.removeSubrange(index...)
        try build(among: candidates, problem)
    }

    /// Makes levels on top of those there are until nothing adds enough or k elements are chosen.
    /// O(candidates + trials · log k) evaluations a level.
    private mutating func build(among candidates: [Int], _ problem: any DynamicSubset) throws {
        var chosen = levels.flatMap(\.sample), below = levels.last?.value ?? 0, rest = candidates
        while chosen.count < cardinality {
            var gains: [(element: Int, gain: Double)] = []
            for element in rest where !chosen.contains(element) {
                let gain = try problem.value(of: chosen + [element]) - below
                if gain >= threshold { gains.append((element, gain)) }
            }
            guard !gains.isEmpty else { break }
            let buckets = Dictionary(grouping: gains) { Int((logarithm($0.gain / threshold) / logarithm1p(epsilon)).rounded(.down)) }
            // Of equally large ones that of the greatest gains.
            guard let bucket = buckets.max(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }) else { break }
            // By rounding the bucket could begin above a gain that is in it.
            let begin = bucket.value.reduce(threshold * power(1 + epsilon, Double(bucket.key))) { min($0, $1.gain) }
            let pool = bucket.value.map(\.element)
            let size = try sampleSize(pool, adding: begin, to: chosen, problem)
            let sample = random.sample(size, of: pool.count).map { pool[$0] }
            chosen += sample
            gone.subtract(sample)
            below = try problem.value(of: chosen)
            levels.append(
                Level(
                    members: ElementSet(gains.map(\.element)), pool: ElementSet(pool), poolGain: begin, sample: sample, value: below,
                    memberCount: gains.count, poolCount: pool.count))
            rest = gains.map(\.element)
        }
        gone.formIntersection(levels.flatMap(\.sample))
        try answer(problem)
    }

    /// The largest sample of a pool to whose elements but one that one still adds the bucket's gain, with a probability of 1 − ε:
    /// by submodularity that falls as the sample grows, so bisection finds it.
    private mutating func sampleSize(_ pool: [Int], adding gain: Double, to chosen: [Int], _ problem: any DynamicSubset) throws -> Int {
        var low = 1, high = min(cardinality - chosen.count, pool.count) + 1
        while high - low > 1 {
            let middle = (low + high) / 2
            var hits = 0
            for _ in 0..<trialCount {
                let drawn = random.sample(middle, of: pool.count).map { pool[$0] }
                let before = try problem.value(of: chosen + drawn.dropLast())
                if try problem.value(of: chosen + drawn) - before >= gain { hits += 1 }
            }
            if Double(hits) >= (1 - epsilon) * Double(trialCount) { low = middle } else { high = middle }
        }
        return low
    }

    /// What was chosen and is present.
    private mutating func answer(_ problem: any DynamicSubset) throws {
        solution = levels.flatMap(\.sample).filter { !gone.contains($0) }
        value = solution.isEmpty ? 0 : try problem.value(of: solution)
    }
}
