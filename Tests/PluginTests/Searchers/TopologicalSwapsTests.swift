import AssayKit
import Testing

@Suite struct TopologicalSwapsTests {
    /// The order of an answer whose graph is complete.
    private func order(_ weights: [Double], _ count: Int) -> [Int] {
        (0..<count).sorted { a, b in (0..<count).count { weights[$0 * count + a] != 0 } < (0..<count).count { weights[$0 * count + b] != 0 } }
    }

    /// Each answer is the least-squares solution of its order and lower than the one before. Where all pairs are candidates, no swap of
    /// two variables lowers the last one: the local minimum that the paper's theorem promises.
    @Test(arguments: 1...6 as ClosedRange<UInt64>) func itEndsInALocalMinimum(seed: UInt64) throws {
        let problem = try GivenSamples(population: GivenSamples.weights(7, density: 0.5, seed: seed))
        let moments = try problem.moments()
        let run = try Plugin.run("topological-swaps", ["small": "100"], on: problem, seed: seed)
        var before = Double.infinity
        for answer in run.points {
            let (weights, loss) = try moments.regression(inOrder: order(answer, 7))
            #expect(zip(weights.entries, answer).allSatisfy { abs($0 - $1) < 1e-9 } && loss < before)
            before = loss
        }
        let last = order(try #require(run.points.last), 7)
        for a in 0..<7 {
            for b in 0..<a {
                var swapped = last
                swapped.swapAt(a, b)
                let loss = try moments.regressionLoss(inOrder: swapped)
                #expect(loss >= before - 1e-12)
            }
        }
        // The least loss that there is, ½ for each variable, belongs to orders of the truth.
        #expect(before >= 3.5 - 1e-9)
    }

    /// With noise of one size the orders of the true graph have the least loss. From five random orders it is found at least once (in all but
    /// few runs, for graphs so small), and then the weights are the truth's.
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func graphsComeBack(seed: UInt64) throws {
        let truth = GivenSamples.weights(6, density: 0.4, seed: seed)
        let problem = try GivenSamples(population: truth)
        let answers = try (1...5 as ClosedRange<UInt64>).map { try Plugin.run("topological-swaps", ["chances": "10"], on: problem, seed: $0).points.last ?? [] }
        let losses = try answers.map { try problem.loss($0) }
        let best = answers[losses.firstIndex(of: losses.min() ?? 0) ?? 0]
        #expect(zip(best, truth.entries).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    /// Candidates by hand, for an answer to one candidate alone. Variables 0 and 1 have no path between them and 2 hangs on 1 by much: of the
    /// pairs of an order, those with no path or the weakest come first. So with `small` 1 and no chances a run ends where that one
    /// candidate does not help, though others would.
    @Test func aSmallSetIsTriedAlone() throws {
        let truth = GivenSamples.weights(10, density: 0.5, seed: 8)
        let problem = try GivenSamples(population: truth)
        func loss(_ options: [String: String]) throws -> Double {
            let run = try Plugin.run("topological-swaps", options, on: problem, seed: 3)
            return try problem.loss(try #require(run.points.last))
        }
        let one = try loss(["small": "1", "large": "1", "chances": "0"]), all = try loss(["small": "45", "large": "45", "chances": "0"])
        let second = try loss(["small": "1", "large": "45", "chances": "1000"])
        #expect(one > all && second < one)
        #expect(throws: OptionError.self) { try Plugin.make("topological-swaps", ["small": "5", "large": "4"]) }
    }

    /// Variables sorted by variance, where that grows along the edges.
    @Test func sortingFindsChains() throws {
        var truth = Matrix(zeros: 4, 4)
        for (from, to) in [(2, 0), (0, 3), (3, 1)] { truth[from, to] = 1.5 }
        let run = try Plugin.run("sort-regress", on: GivenSamples(population: truth))
        let found = try #require(run.points.last)
        #expect(zip(found, truth.entries).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    /// A variable that another determines has no least squares of its own: told in words.
    @Test(arguments: ["topological-swaps", "sort-regress"]) func dependentVariables(method: String) throws {
        let table = Matrix(rows: 3, columns: 2, entries: [1, 0, 2, 0, -3, 0])
        #expect(throws: DecompositionError.self) { try Plugin.run(method, on: GivenSamples(table)) }
    }

    /// Greedy search by the criterion: of a chain it finds the edges, in whatever directions, and nothing beside them.
    @Test func greedySearchFindsAChainAndStops() throws {
        var random = Random(seed: 6)
        var table = Matrix(zeros: 4000, 4)
        for row in 0..<4000 {
            let a = random.normal(), b = 1.2 * a + random.normal()
            for (column, value) in [a, b, -0.9 * b + random.normal(), random.normal()].enumerated() { table[row, column] = value }
        }
        let run = try Plugin.run("greedy-structure-search", on: GivenSamples(table))
        let found = Matrix(rows: 4, columns: 4, entries: try #require(run.points.last))
        for a in 0..<4 {
            for b in 0..<a { #expect((found[a, b] != 0 || found[b, a] != 0) == (a - b == 1 && a < 3)) }
        }
        // Both edges' weights are slopes one way or the other: 1.2 or 1.2/2.44, and −0.9 or −0.9 · 2.44/(0.81 · 2.44 + 1).
        #expect(abs(found[0, 1] - 1.2) < 0.1 || abs(found[1, 0] - 0.492) < 0.1)
        #expect(abs(found[1, 2] + 0.9) < 0.1 || abs(found[2, 1] + 0.738) < 0.1)
        // A column without a number that is not zero, and one variable alone.
        let constant = try Plugin.run("greedy-structure-search", on: GivenSamples(Matrix(rows: 3, columns: 2, entries: [1, 0, 2, 0, -3, 0])))
        #expect(constant.points.last?.allSatisfy(\.isFinite) == true)
        #expect(try Plugin.run("greedy-structure-search", on: GivenSamples(Matrix(rows: 2, columns: 1, entries: [1, -1]))).points.last == [0])
    }
}
