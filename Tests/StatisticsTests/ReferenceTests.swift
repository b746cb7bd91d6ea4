import Foundation
import Statistics
import Testing

/// Against SciPy and statsmodels, by Fixtures/statistics.json, and against examples worked by hand.
@Suite struct ReferenceTests {
    private struct Fixture: Decodable {
        struct SignedRank: Decodable {
            var differences: [Double]
            var p: Double
        }
        struct Holm: Decodable {
            var p: [Double]
            var adjusted: [Double]
        }
        var signedRank: [SignedRank]
        var holm: [Holm]

        static let shared = Result {
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/statistics.json")
            return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
        }
    }

    @Test func signedRankTestIsSciPys() throws {
        let cases = try Fixture.shared.get().signedRank
        #expect(cases.count == 16)
        for known in cases {
            // A sum of at most 1,275 terms below one, and the C library's erfc.
            #expect((SignedRankTest(known.differences).pValue - known.p).magnitude < 1e-12)
        }
    }

    /// Cureton's note in the tables: all of six differences of one sign have p = 2/64; swapping sides changes nothing.
    @Test func signedRankTestByHand() {
        #expect(SignedRankTest([1, 2, 3, 4, 5, 6]).pValue == 2.0 / 64)
        #expect(SignedRankTest([-1, -2, -3, -4, -5, -6]) .pValue == 2.0 / 64)
        #expect(SignedRankTest([0, 0]).pValue == 1 && SignedRankTest([]).pValue == 1)
        // Ranks 1 and 2: the sums 0, 1, 2 and 3 are equally likely.
        #expect(SignedRankTest([-1, 5]).pValue == 1)
        // A failed run is further away than any other, and two of them tie: ranks 1, 2.5, 2.5.
        #expect(SignedRankTest([1, .infinity, .infinity]).positiveRanks == 6)
        #expect(SignedRankTest([-1, .infinity, .infinity]).positiveRanks == 5)
    }

    @Test func holmIsStatsmodels() throws {
        for known in try Fixture.shared.get().holm {
            for (ours, theirs) in zip(Holm.adjusted(known.p), known.adjusted) { #expect((ours - theirs).magnitude < 1e-15) }
        }
    }

    /// Three problems, costs (2, 4, fail) and (1, 8, 3): ratios 2, 1 and 1, 2, 1.
    @Test func performanceProfileByHand() {
        let profile = PerformanceProfile([(method: "a", costs: [2, 4, nil]), (method: "b", costs: [1, 8, 3])])
        #expect(profile.share(of: "a", within: 1) == 1.0 / 3)
        #expect(profile.share(of: "b", within: 1) == 2.0 / 3)
        #expect(profile.share(of: "a", within: 2) == 2.0 / 3)
        #expect(profile.share(of: "a", within: 1e9) == 2.0 / 3, "what failed never counts")
        #expect(profile.share(of: "b", within: 2) == 1)
        // A problem that nobody solves is charged to all.
        let hard = PerformanceProfile([(method: "a", costs: [1, nil]), (method: "b", costs: [1, nil])])
        #expect(hard.share(of: "a", within: 1e9) == 0.5)
    }

    /// Two of four runs reach the target after 100 and 300 calls, the others give up after 1,000 and 600: (100 + 300 +
    /// 1,000 + 600)/2 calls are expected until it is reached.
    @Test func runtimesByHand() {
        let runs = RuntimeDistribution([(reached: 100, spent: 500), (reached: nil, spent: 1000), (reached: 300, spent: 300), (reached: nil, spent: 600)])
        #expect(runs.expectedRuntime == 1000)
        #expect(runs.share(within: 99) == 0 && runs.share(within: 100) == 0.25 && runs.share(within: 1e9) == 0.5)
        #expect(RuntimeDistribution([(reached: nil, spent: 7)]).expectedRuntime == .infinity)
    }
}
