import Arena
import Records
import Registry
import Testing

/// What a claim comes to, by the cells of a method and its rival.
@Suite struct ClaimTests {
    private func claim(_ expectation: String, metric: String = "gap", rival: String? = "b") -> RegisteredClaim {
        let claim = ClaimEntry(text: "It is better.", paperValue: "2x", instance: "i", rival: rival, metric: metric, budget: nil, expectation: expectation)
        let method = MethodEntry(id: "a", name: "A", summary: "It does so.", role: "optimizer", needs: ["Objective"], paper: nil, options: [], claims: [claim])
        return RegisteredClaim(library: LibraryEntry(path: "libA.so", lane: .swift, sha256: nil, built: nil, methods: [method]), method: method, claim: claim)
    }

    private func cells(_ method: String, _ gaps: [Double], seconds: Double = 1) -> [CellResult] {
        gaps.enumerated().map { index, gap in
            var cell = CellResult(method: method, instance: "i", seed: UInt64(index + 1), .ok, "")
            cell.metrics = ["gap": gap]
            cell.seconds = .init(wall: seconds * gap, cpu: 0)
            return cell
        }
    }

    private func tested(_ expectation: String, _ own: [CellResult], _ rival: [CellResult] = [], metric: String = "gap") -> TestedClaim {
        TestedClaim(claim(expectation, metric: metric, rival: rival.isEmpty ? nil : "b"), cells: own + rival, contender: "a", rival: rival.isEmpty ? nil : "b")
    }

    @Test func ratiosArePairedBySeed() {
        // Each run is half its rival's on the same seed, though the seeds differ by powers of ten: unpaired, the intervals would overlap.
        let own = cells("a", [1, 10, 100, 1000, 1e4]), rival = cells("b", [2, 20, 200, 2000, 2e4])
        let result = tested("ratio <= 0.5", own, Array(rival.reversed()))
        #expect(result.verdict == .holds && result.measured?.median == 0.5 && result.measured?.low == 0.5 && result.measured?.high == 0.5)
        #expect(tested("ratio <= 0.49", own, rival).verdict == .fails)
        #expect(tested("ratio >= 0.5", own, rival).verdict == .holds)
        #expect(tested("ratio >= 0.51", own, rival).verdict == .fails)
    }

    @Test func anIntervalOnBothSidesDecidesNothing() {
        // Of five values the bootstrap's interval reaches from the least to the greatest: the chance that a resample's median is the
        // least is that of three or more of five draws, 0.058, more than the 0.025 that are cut off.
        let own = cells("a", [1, 2, 3, 4, 5])
        let result = tested("value <= 4.5", own)
        #expect(result.verdict == .undecided && result.measured?.median == 3 && result.measured?.low == 1 && result.measured?.high == 5)
        #expect(tested("value <= 5", own).verdict == .holds)
        #expect(tested("value <= 0.9", own).verdict == .fails)
        #expect(tested("value >= 1", own).verdict == .holds)
    }

    @Test func secondsAreTheRunsOwn() {
        let result = tested("ratio <= 0.1", cells("a", [1, 1], seconds: 1), cells("b", [1, 1], seconds: 10), metric: "seconds")
        #expect(result.verdict == .holds && result.measured?.median == 0.1)
    }

    @Test func nothingLeftIsAsGoodAsNothingLeft() {
        #expect(tested("ratio <= 1", cells("a", [0, 0]), cells("b", [0, 0])).measured?.median == 1)
        #expect(tested("ratio <= 1000", cells("a", [1, 1]), cells("b", [0, 0])).verdict == .fails)
    }

    @Test func aRunWithoutAnAnswerCountsAsWorst() {
        var own = cells("a", [1])
        own[0].outcome = .crashed
        own[0].reason = "signal 11"
        let result = tested("value <= 1e9", own)
        #expect(result.verdict == .fails && result.measured?.median == .infinity)
        #expect(result.reason == "1 of 1 runs of a gave no answer (crashed: signal 11)")
        #expect(tested("value >= 0", own).verdict == .fails)
    }

    @Test func aRivalWithoutAnAnswerIsNoLead() {
        var rival = cells("b", [2, 2, 2])
        rival[1].outcome = .timedOut
        let result = tested("ratio <= 1", cells("a", [1, 1, 1]), rival)
        #expect(result.verdict == .undecided && result.reason.hasPrefix("1 of 3 runs of b gave no answer"))
        for index in rival.indices { rival[index].outcome = .timedOut }
        #expect(tested("ratio <= 1", cells("a", [1, 1, 1]), rival).verdict == .untestable)
    }

    @Test func whatCannotBeTriedSaysWhy() {
        var own = cells("a", [1])
        own[0].outcome = .skipped
        own[0].reason = "the data are not there"
        let skipped = tested("value <= 1", own)
        #expect(skipped.verdict == .untestable && skipped.reason == "the data are not there" && skipped.measured == nil)
        #expect(tested("untestable: it needs a cluster", []).reason == "it needs a cluster")
        #expect(tested("better than ever", []).reason.contains("better than ever"))
    }
}
