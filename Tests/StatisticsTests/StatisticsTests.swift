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

    @Test func verdictsSayNoMoreThanTheSeedsDo() {
        let few = Ranking([(method: "a", values: [1, 1]), (method: "b", values: [2, 2])], lowerIsBetter: true)
        #expect(few.verdict.contains("at least 5 are needed"))
        let clear = Ranking([(method: "a", values: [1, 2, 1, 2, 1, 2]), (method: "b", values: [5, 6, 5, 6, 5, 6])], lowerIsBetter: true)
        #expect(clear.verdict == "a leads b")
        let mixed = Ranking([(method: "a", values: [1, 9, 1, 9, 5, 5]), (method: "b", values: [9, 1, 9, 1, 5, 6])], lowerIsBetter: true)
        #expect(mixed.verdict.hasPrefix("no detectable difference"))
        #expect(Ranking([(method: "a", values: [nil])], lowerIsBetter: true).verdict == "no method gave an answer")
    }

    @Test func paretoFront() {
        #expect(ParetoFront.membership([[1, 5], [2, 2], [3, 3], [5, 1]]) == [true, true, false, true])
        #expect(ParetoFront.membership([[1, 1], [1, 1]]) == [true, true])
    }
}
