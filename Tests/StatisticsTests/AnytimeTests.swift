import Statistics
import Testing

/// Small cases worked by hand.
@Suite struct AnytimeTests {
    private let runs: [[(cost: Double, best: Double)]] = [
        [(1, 10), (4, 2)], [(2, 8), (4, 6)], [(1, 9), (3, 4)], [],
    ]

    /// At 1 two of four runs have an answer, no majority; the failed run counts as worst at all times.
    @Test func mediansChargeFailures() {
        let points = AnytimeCurve(runs, lowerIsBetter: true).points
        #expect(points.map(\.cost) == [2, 3, 4])
        // 8, 9, 10, ∞ · 4, 8, 10, ∞ · 2, 4, 6, ∞
        #expect(points.map(\.median) == [9.5, 9, 5])
        #expect(points.map(\.lowerQuartile) == [8, 4, 2])
        #expect(points.map(\.upperQuartile) == [.infinity, .infinity, .infinity])
    }

    @Test func higherCanBeBetter() {
        let mirrored = runs.map { $0.map { (cost: $0.cost, best: -$0.best) } }
        let points = AnytimeCurve(mirrored, lowerIsBetter: false).points
        #expect(points.map(\.median) == [-9.5, -9, -5])
    }

    /// Thinning keeps the first and the last cost, and no more points than are asked for.
    @Test func longRunsAreThinned() {
        let run = (1...10_000).map { (cost: Double($0), best: 1 / Double($0)) }
        let points = AnytimeCurve([run], lowerIsBetter: true, count: 50).points
        #expect(points.count <= 51 && points.count > 20)
        #expect(points.first?.cost == 1 && points.last?.cost == 10_000)
        #expect(points.allSatisfy { $0.median == 1 / $0.cost })
    }

    /// f₀ = 10, f_L = 2: a tenth of the way left is 2.8, all but nothing is 2.008.
    @Test func targetsLieBetweenTheStartAndTheBest() throws {
        let targets = try #require(Targets(runs.map { $0.map(\.best) }, lowerIsBetter: true, precisions: [1e-3, 0.1, 0.5]))
        #expect(targets.values.count == 3)
        for (value, expected) in zip(targets.values, [6, 2.8, 2.008]) { #expect(abs(value - expected) < 1e-12) }
        #expect(targets.cost(of: runs[0], to: 6) == 4 && targets.cost(of: runs[1], to: 6) == 4 && targets.cost(of: runs[2], to: 6) == 3)
        #expect(targets.cost(of: runs[1], to: 2.8) == nil && targets.cost(of: runs[3], to: 6) == nil)
        let higher = try #require(Targets([[1, 5], [2, 3]], lowerIsBetter: false, precisions: [0.25]))
        #expect(higher.values == [4] && higher.cost(of: [(7, 1), (9, 5)], to: 4) == 9)
    }

    @Test func whereNothingImprovesThereIsNoTarget() {
        #expect(Targets([[3], [3]], lowerIsBetter: true) == nil)
        #expect(Targets([[], []], lowerIsBetter: true) == nil)
    }
}
