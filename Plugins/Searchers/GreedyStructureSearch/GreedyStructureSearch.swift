import AssayKit

/// Greedy search among graphs by the Bayesian information criterion: in each step the edge whose addition, removal or turning round
/// improves it most (Heckerman, Geiger and Chickering, "Learning Bayesian Networks: The Combination of Knowledge and Statistical
/// Data", Machine Learning 20, 1995, section on search).
///
/// Like greedy equivalence search it climbs a score of Gaussian models whose noise may differ between variables,
/// n/2 · log(residual) + log(n)/2 for each edge, but among graphs in place of their equivalence classes.
public struct GreedyStructureSearch: Searcher {
    public static var card: Card {
        Card(
            id: "greedy-structure-search", name: "Greedy structure search", summary: "Adds, removes and turns round edges while the Bayesian information criterion improves.",
            paper: Paper(
                title: "Learning Bayesian Networks: The Combination of Knowledge and Statistical Data", authors: "David Heckerman, Dan Geiger, David M. Chickering", year: 1995),
            claims: [
                Claim(
                    "Greedy search by this score is left behind by NOTEARS on random linear models (experiments of Zheng et al., arXiv:1803.01422, with greedy equivalence search).",
                    paperValue: "a larger distance", instance: "structure/er2-20-gaussian", rival: "notears", metric: "shd", expectation: .ratioAtLeast(1))
            ])
    }

    public init(_ options: Options) throws {}

    private enum Move {
        case add(Int, Int), remove(Int, Int), turn(Int, Int)
    }

    public func search(_ space: any StructuralEquations, _ run: Run) throws {
        let moments = try space.moments(), count = space.variableCount, samples = Double(space.sampleCount)
        var parents = [Set<Int>](repeating: [], count: count)
        /// A variable's part of the criterion; what is left of one that others determine is held above zero.
        func cost(_ variable: Int, _ parents: Set<Int>) throws -> Double {
            let residual = try moments.regression(of: variable, on: parents.sorted()).residual
            return samples / 2 * logarithm(max(residual, 1e-12)) + logarithm(samples) / 2 * Double(parents.count)
        }
        var costs = try (0..<count).map { try cost($0, []) }
        // What a change of a variable's parents saves, kept until they change.
        var savings = [[Double?]](repeating: [Double?](repeating: nil, count: count), count: count)
        func saving(_ from: Int, _ to: Int) throws -> Double {
            if let known = savings[to][from] { return known }
            let saved = costs[to] - (try cost(to, parents[to].symmetricDifference([from])))
            savings[to][from] = saved
            return saved
        }
        while true {
            try run.checkTime()
            let below = (0..<count).map { Self.reachable(from: $0, parents) }
            var best: (move: Move, saved: Double)?
            func consider(_ move: Move, _ saved: Double) { if saved > (best?.saved ?? 1e-9) { best = (move, saved) } }
            for to in 0..<count {
                for from in 0..<count where from != to {
                    if parents[to].contains(from) {
                        let removed = try saving(from, to)
                        consider(.remove(from, to), removed)
                        // Turned round it closes a cycle where another path leads the same way.
                        let hasDetour = parents[to].contains { $0 != from && below[from].contains($0) }
                        if !hasDetour { consider(.turn(from, to), removed + (try saving(to, from))) }
                    } else if !parents[from].contains(to), !below[to].contains(from) {
                        consider(.add(from, to), try saving(from, to))
                    }
                }
            }
            guard let (move, _) = best else { break }
            let changed: [Int]
            switch move {
            case .add(let from, let to), .remove(let from, let to):
                parents[to].formSymmetricDifference([from])
                changed = [to]
            case .turn(let from, let to):
                parents[to].remove(from)
                parents[from].insert(to)
                changed = [from, to]
            }
            for variable in changed {
                costs[variable] = try cost(variable, parents[variable])
                savings[variable] = [Double?](repeating: nil, count: count)
            }
        }
        var weights = Matrix(zeros: count, count)
        for to in 0..<count {
            let others = parents[to].sorted()
            for (from, weight) in zip(others, try moments.regression(of: to, on: others).weights) { weights[from, to] = weight }
        }
        run.offer(weights.entries)
    }

    /// All nodes that edges lead to from one.
    private static func reachable(from start: Int, _ parents: [Set<Int>]) -> Set<Int> {
        var found: Set<Int> = [], queue = [start]
        while let node = queue.popLast() {
            for child in parents.indices where parents[child].contains(node) && found.insert(child).inserted { queue.append(child) }
        }
        return found
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(GreedyStructureSearch.self) }
