import AssayKit

/// The (1 + λ) search over the layers' levels: level switches that keep the total, and selection in steps on more and more of
/// the calibration data.
struct LevelSearch {
    let database: LevelDatabase
    let generations: Int
    let offspring: Int
    /// After each step of a selection, how many survive it and on how many examples it looks. The last leaves one.
    let selection: [(survivors: Int, examples: Int)]

    /// A mutation is given up where it changed so many levels, or where it gave back much less than it took: both as in the
    /// paper's program.
    private static let changeLimit = 10
    private static let leastReturn = 0.8

    /// - Parameter outputs: the outputs of the network at these levels. A pass evaluates all examples at once.
    /// - Parameter distance: how far outputs are from the original's on these examples.
    func run(
        exampleCount: Int, _ random: inout Random, outputs: ([Int]) throws -> Matrix, distance: (Matrix, [Int]) -> Double
    ) throws -> [Int] {
        var known: [[Int]: Matrix] = [:]
        func select(_ candidates: [[Int]], _ survivors: Int, on examples: Int) throws -> [[Int]] {
            let rows = examples >= exampleCount ? Array(0..<exampleCount) : random.sample(examples, of: exampleCount)
            var fitness: [Double] = []
            for candidate in candidates {
                let result = try known[candidate] ?? outputs(candidate)
                known[candidate] = result
                fitness.append(distance(result, rows))
            }
            return candidates.indices.sorted { (fitness[$0], $0) < (fitness[$1], $1) }.prefix(survivors).map { candidates[$0] }
        }

        var parent = try select((0..<offspring).map { _ in start(&random) }, 1, on: exampleCount)[0]
        for _ in 0..<generations {
            // A pass is paid once for a candidate, however many steps look at it.
            known = known.filter { $0.key == parent }
            var candidates = children(of: parent, &random)
            guard !candidates.isEmpty else { break }
            for (step, (survivors, examples)) in selection.enumerated() {
                // The parent takes part in the last step: nothing worse than it is taken.
                if step == selection.count - 1 { candidates.append(parent) }
                candidates = try select(candidates, survivors, on: examples)
            }
            parent = candidates[0]
        }
        return parent
    }

    /// All layers at the same share of their levels, rounded up; then random ones lose a level until the total fits.
    private func start(_ random: inout Random) -> [Int] {
        let layers = database.layers
        let (least, most) = layers.reduce((0, 0)) { ($0.0 + $1.leastCost, $0.1 + $1.cost($1.levels.upperBound)) }
        let share = most > least ? max(0, min(1, Double(database.capacity - least) / Double(most - least))) : 0
        var levels = layers.map { $0.levels.lowerBound + Int((share * Double($0.levels.count - 1)).rounded(.up)) }
        while database.cost(levels) > database.capacity {
            let lowerable = layers.indices.filter { levels[$0] > layers[$0].levels.lowerBound }
            guard !lowerable.isEmpty else { break }
            levels[lowerable[random.index(below: lowerable.count)]] -= 1
        }
        return levels
    }

    /// Different ones, none of them the parent; fewer than wanted where there are hardly any.
    private func children(of parent: [Int], _ random: inout Random) -> [[Int]] {
        var children: [[Int]] = []
        var known: Set = [parent]
        var failures = 0
        // Where a hundred mutations in a row were none or known ones, there are hardly any others.
        while children.count < offspring, failures < 100 {
            if let child = mutation(of: parent, &random), known.insert(child).inserted {
                children.append(child)
                failures = 0
            } else {
                failures += 1
            }
        }
        return children
    }

    /// Level switches: a few layers rise by a level, then others fall until the total fits again.
    private func mutation(of parent: [Int], _ random: inout Random) -> [Int]? {
        let layers = database.layers
        var child = parent
        // The lesser of two draws: few switches are more likely than many.
        let switches = min(1 + random.index(below: 3), 1 + random.index(below: 3))
        var (taken, returned, changes) = (0, 0, 0)
        for _ in 0..<switches {
            let raisable = layers.indices.filter { child[$0] < layers[$0].levels.upperBound }
            guard !raisable.isEmpty else { return nil }
            let layer = raisable[random.index(below: raisable.count)]
            child[layer] += 1
            taken += layers[layer].costOfLevel
            changes += 1
        }
        while database.cost(child) > database.capacity {
            let lowerable = layers.indices.filter { child[$0] > layers[$0].levels.lowerBound }
            guard !lowerable.isEmpty, changes < Self.changeLimit else { return nil }
            let layer = lowerable[random.index(below: lowerable.count)]
            child[layer] -= 1
            returned += layers[layer].costOfLevel
            changes += 1
        }
        return Double(taken) >= Self.leastReturn * Double(returned) ? child : nil
    }
}
