import AssayKit
import Statistics
import Testing

@Suite struct StatisticsTests {
    @Test func medians() {
        #expect(Summary.median([3, 1, 2]) == 2)
        #expect(Summary.median([4, 1, 2, 3]) == 2.5)
        #expect(Summary.median([1, .infinity, .infinity]) == .infinity)
        #expect(Summary.median([1, 2, .infinity]) == 2)
    }

    /// The interval of a mean over 30 normal draws must hold the true mean in about 95 of 100 samples. The percentile
    /// bootstrap is a little too narrow at this size (about 93 %); 500 samples put three standard errors at 3.5 points.
    @Test func intervalsCoverTheTruthAboutAsOftenAsTheySay() {
        var random = Random(seed: 11)
        var covered = 0
        for _ in 0..<500 {
            let values = (0..<30).map { _ in random.normal() }
            let (low, high) = Bootstrap.interval(of: values.count) { indices in
                indices.reduce(0) { $0 + values[$1] } / Double(indices.count)
            }
            if low <= 0 && 0 <= high { covered += 1 }
        }
        #expect((0.895...0.985).contains(Double(covered) / 500))
    }

    @Test func failuresAreCharged() {
        let ranking = Ranking([(method: "sound", values: [2, 2, 2]), (method: "fast-but-breaks", values: [1, nil, nil])], lowerIsBetter: true)
        #expect(ranking.order.map(\.method) == ["sound", "fast-but-breaks"])
        #expect(ranking.order[1].summary.median == .infinity)
    }

    @Test func equalMediansShareARank() {
        let ranking = Ranking([(method: "a", values: [1]), (method: "b", values: [1]), (method: "c", values: [0])], lowerIsBetter: false)
        #expect(ranking.order.map(\.rank) == [1, 1, 3])
    }

    /// Two-sided, n pairs give p ≥ 2¹⁻ⁿ: 0.05 takes six of them, and seven where two comparisons share it.
    @Test func verdictsSayNoMoreThanTheSeedsDo() {
        func verdict(_ samples: KeyValuePairs<String, [Double?]>) -> String {
            Ranking(samples.map { (method: $0.key, values: $0.value) }, lowerIsBetter: true).verdict
        }
        #expect(verdict(["a": [1, 2], "b": [2, 3]]) == "a is ahead of b on 2 seeds; at least 6 are needed to tell")
        #expect(verdict(["a": [1, 2, 1, 2, 1, 2], "b": [5, 6, 5, 6, 5, 6]]) == "a leads b (p ≤ 0.032 on 6 seeds)")
        #expect(verdict(["a": [1, 2, 1, 2, 1, 2], "b": [5, 6, 5, 6, 5, 6], "c": [7, 8, 7, 8, 7, 8]]).contains("at least 7 are needed"))
        #expect(
            verdict(["a": [1, 2, 1, 2, 1, 2, 1], "b": [5, 6, 5, 6, 5, 6, 5], "c": [7, 8, 7, 8, 7, 8, nil]])
                == "a leads (p ≤ 0.032 against each of 2 on 7 seeds)")
        #expect(verdict(["a": [1, 9, 1, 9, 5, 5], "b": [9, 1, 9, 1, 5, 6]]) == "no detectable difference between a and b on 6 seeds")
        #expect(
            verdict(["a": [1, 2, 1, 2, 1, 2, 1, 4], "b": [2, 1, 2, 1, 2, 1, 2, 3], "c": [7, 8, 7, 8, 7, 8, 9, 9]])
                == "no detectable difference between a and b on 8 seeds; it leads c")
        #expect(verdict(["a": [nil]]) == "no method gave an answer")
        #expect(verdict(["a": [1, 2]]) == "a is alone")
        #expect(verdict(["a": [1, 2], "b": [1, 2]]) == "a and b are equal")
    }

    /// Seeds that change nothing are one measurement, however many there are.
    @Test func whatIsEqualOnEverySeedIsSaidToBe() {
        let values = (1...9).map { Double($0) }
        let ranking = Ranking(
            [("a", values), ("b", values), ("c", values.map { $0 + 1 + 0.01 * $0 })], lowerIsBetter: true)
        // Nine pairs, all one way: p = 2/2⁹, after Holm's correction for two comparisons twice that.
        #expect(ranking.verdict == "a and b are equal and lead c (p ≤ 0.0079 on 9 seeds)")
    }

    @Test func deterministicResultsAreNoMatterOfChance() {
        let ranking = Ranking([(method: "a", values: [1, 1, 1]), (method: "b", values: [2, 2, 2])], lowerIsBetter: true)
        #expect(ranking.verdict == "a leads; no seed changes anything here, so this is no matter of chance")
    }

    /// A third one's chances neither cast doubt on two that no seed changes, nor take from the tests that are made.
    @Test func chancesOfOneDoNotTouchTheOthersOrder() {
        func ranking(_ samples: KeyValuePairs<String, [Double?]>) -> Ranking {
            Ranking(samples.map { (method: $0.key, values: $0.value) }, lowerIsBetter: true)
        }
        let few = ranking(["a": [1, 1, 1], "b": [2, 2, 2], "c": [3, 4, 5]])
        #expect(few.verdict == "a leads b, which no seed changes; at least 6 seeds are needed to tell it from c")
        #expect(few.order.map { $0.comparison == nil } == [true, true, false])
        #expect(
            ranking(["a": [1, 1, 1], "b": [2, 2, 2], "c": [3, 4, 5], "d": [1, 1, 1], "e": [nil, 6, 7]]).verdict
                == "a and d are equal and lead b, which no seed changes; at least 7 seeds are needed to tell them from c and e")

        let ones = [Double](repeating: 1, count: 6), twos = [Double](repeating: 2, count: 6)
        // Six pairs, all one way, in a single test: p = 2/2⁶, which two tests would not have told.
        #expect(ranking(["a": ones, "b": twos, "c": [3, 4, 5, 6, 7, 8]]).verdict == "a leads b, which no seed changes; a leads c (p ≤ 0.032 on 6 seeds)")
        #expect(
            ranking(["a": ones, "b": twos, "c": [0, 2.5, 0.1, 2.6, 0.2, 2.7]]).verdict
                == "a leads b, which no seed changes; no detectable difference between a and c on 6 seeds")
        // Where the leader is the one that varies, all is chance.
        #expect(ranking(["a": [1, 1.5, 1], "b": [2, 2, 2], "c": [3, 3, 3]]).verdict == "a is ahead of b on 3 seeds; at least 7 are needed to tell")
    }

    @Test func paretoFront() {
        #expect(ParetoFront.membership([[1, 5], [2, 2], [3, 3], [5, 1]]) == [true, true, false, true])
        #expect(ParetoFront.membership([[1, 1], [1, 1]]) == [true, true])
    }
}
