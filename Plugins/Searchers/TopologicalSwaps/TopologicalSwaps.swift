import AssayKit

/// TOPO: the graph by swaps in the order of its variables (Deng, Bello, Aragam and Ravikumar, "Optimizing NOTEARS Objectives via
/// Topological Swaps", arXiv:2305.17277).
///
/// Within an order the least squares have one solution, by regression. Edges against the order, of which there is none, fall
/// short of the conditions of Karush, Kuhn and Tucker where adding one would close no cycle or hardly any, which ∂h tells: with
/// h(W) = −log det(I − |W|), ∂h/∂W[i, j] sums the weights of all paths from j to i. So pairs (i, j), j before i, in the order of ∂h, are
/// candidates for a swap: first the `small` least ones, and where none of them lowers the loss, the `large` least, for `chances`
/// times in all. Of the swaps that lower it the best is made, and after it those between whose places none is that a swap
/// before has reached over, as in the authors' program; where they hurt together, which that does not look at, the best alone. Like
/// that program, this leaves the threshold on the loss' gradient, ξ, at zero, and has its numbers of candidates as defaults.
public struct TopologicalSwaps: Searcher {
    static let small = Option("small", default: 100, in: 1...1_000_000, unit: "pairs", "Candidates that are tried at first")
    static let large = Option("large", default: 400, in: 1...1_000_000, unit: "pairs", "Candidates that are tried where none of those helps")
    static let chances = Option("chances", default: 1, in: 0...1_000_000, unit: "times", "How often the larger set may be used")

    public static var card: Card {
        Card(
            id: "topological-swaps", name: "Topological swaps (TOPO)", summary: "Swaps pairs in the order of variables that the acyclicity constraint's gradient names.",
            paper: Paper(
                id: "P013", title: "Optimizing NOTEARS Objectives via Topological Swaps", authors: "Chang Deng, Kevin Bello, Bryon Aragam, Pradeep Ravikumar",
                year: 2023, arxiv: "2305.17277"),
            options: [small, large, chances],
            claims: [
                Claim(
                    "From a random order it reaches a lower score than NOTEARS (experiments).", paperValue: "lower", instance: "structure/er4-20-gaussian", rival: "notears",
                    metric: "score", expectation: .ratioAtMost(1)),
                Claim(
                    "Its structural Hamming distance is lower than that of NOTEARS (experiments).", paperValue: "lower", instance: "structure/er4-20-gaussian",
                    rival: "notears", metric: "shd", expectation: .ratioAtMost(1)),
                Claim(
                    "The same on scale-free graphs (experiments).", paperValue: "lower", instance: "structure/sf4-20-gaussian", rival: "notears", metric: "score",
                    expectation: .ratioAtMost(1)),
            ])
    }

    private let small: Int
    private let large: Int
    private let chances: Int

    public init(_ options: Options) throws {
        small = options[Self.small]
        large = options[Self.large]
        chances = options[Self.chances]
        guard small <= large else { throw OptionError("small must not be more than large, which is \(large)") }
    }

    private struct Swap {
        let later: Int
        let earlier: Int
        let loss: Double
    }

    public func search(_ space: any StructuralEquations, _ run: Run) throws {
        let moments = try space.moments()
        var order = Array(0..<space.variableCount)
        var random = run.random()
        random.shuffle(&order)
        var (weights, loss) = try moments.regression(inOrder: order)
        var chancesLeft = chances, steps = 0
        run.offer(weights.entries)
        while true {
            try run.checkTime()
            let candidates = try Self.candidates(weights, order)
            func swaps(_ pairs: some Sequence<(later: Int, earlier: Int)>) throws -> [Swap] {
                try pairs.compactMap { later, earlier in
                    try run.checkTime()
                    let swapped = try moments.regressionLoss(inOrder: Self.swapping(order, later, earlier))
                    // Less than this is rounding: many orders belong to one graph.
                    return swapped < loss * (1 - 1e-12) ? Swap(later: later, earlier: earlier, loss: swapped) : nil
                }
            }
            var found = try swaps(candidates.prefix(small))
            if found.isEmpty, chancesLeft > 0 {
                found = try swaps(candidates.prefix(large).dropFirst(small))
                if !found.isEmpty { chancesLeft -= 1 }
            }
            guard !found.isEmpty else { break }
            let next = Self.making(found.sorted { $0.loss < $1.loss }, in: order)
            let regression = try moments.regression(inOrder: next)
            // Swaps that each help may hurt together; the best one alone does not.
            if regression.loss < loss { order = next } else { order = Self.making([found.min { $0.loss < $1.loss } ?? found[0]], in: order) }
            (weights, loss) = try moments.regression(inOrder: order)
            steps += 1
            run.report("loss", loss)
            run.offer(weights.entries)
        }
        run.report("swaps", Double(steps))
    }

    /// All pairs (i, j) of which j comes before i, those with the least ∂h/∂W[i, j] first.
    static func candidates(_ weights: Matrix, _ order: [Int]) throws -> [(later: Int, earlier: Int)] {
        var system = Matrix(identity: weights.rows)
        for place in system.entries.indices { system.entries[place] -= abs(weights.entries[place]) }
        // ∂h/∂|W| = (I − |W|)⁻ᵀ; of a graph without cycles it is always there.
        let inverse = try system.solving(Matrix(identity: weights.rows))
        var pairs: [(later: Int, earlier: Int, slope: Double)] = []
        for (place, later) in order.enumerated() {
            for earlier in order[..<place] { pairs.append((later, earlier, inverse[earlier, later])) }
        }
        pairs.sort { ($0.slope, $0.later, $0.earlier) < ($1.slope, $1.later, $1.earlier) }
        return pairs.map { ($0.later, $0.earlier) }
    }

    private static func swapping(_ order: [Int], _ later: Int, _ earlier: Int) -> [Int] {
        order.map { $0 == later ? earlier : $0 == earlier ? later : $0 }
    }

    /// Makes swaps one after the other, but none that reaches over places which one before it reached over.
    private static func making(_ swaps: [Swap], in order: [Int]) -> [Int] {
        var places = [Int](repeating: 0, count: order.count), isTaken = [Bool](repeating: false, count: order.count)
        for (place, variable) in order.enumerated() { places[variable] = place }
        var result = order
        for swap in swaps {
            let range = places[swap.earlier]...places[swap.later]
            guard !isTaken[range].contains(true) else { continue }
            for place in range { isTaken[place] = true }
            result.swapAt(range.lowerBound, range.upperBound)
        }
        return result
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(TopologicalSwaps.self, SortedRegression.self) }
