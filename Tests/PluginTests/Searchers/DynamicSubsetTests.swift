import AssayKit
import Testing

@Suite struct DynamicSubsetTests {
    /// Coverage with few elements, so that the optimum is found by trying all sets.
    @Test(arguments: UInt64(1)...8)
    func lazyGreedyIsGreedy(seed: UInt64) throws {
        let stream = CoverageStream(seed: seed)
        try Plugin.run("lazy-greedy", on: stream)
        for (present, solution) in zip(stream.grounds, stream.solutions) {
            var expected: [Int] = []
            while expected.count < stream.cardinality {
                let value = stream.coverage(expected)
                let gains = present.sorted().filter { !expected.contains($0) }.map { (element: $0, gain: stream.coverage(expected + [$0]) - value) }
                guard let most = gains.map(\.gain).max(), most > 0 else { break }
                expected.append(try #require(gains.first { $0.gain == most }).element)
            }
            #expect(solution == expected)
        }
    }

    /// There is a guess g with OPT ≤ g < (1 + ε) OPT, in which everything worth its threshold τ = g / 2k takes part. Either its
    /// k elements add τ each, f ≥ g / 2, or nothing adds τ any more, f ≥ OPT − kτ: at least OPT (1 − ε) / 2, whatever the
    /// random choices were.
    @Test(arguments: UInt64(1)...8, ["0.05", "0.5"])
    func everyAnswerIsWorthHalfTheOptimum(seed: UInt64, epsilon: String) throws {
        let stream = CoverageStream(seed: seed)
        try Plugin.run("dynamic-submodular", ["epsilon": epsilon], on: stream, seed: seed)
        #expect(stream.solutions.count == stream.changes.count)
        for (present, solution) in zip(stream.grounds, stream.solutions) {
            #expect(solution.count <= stream.cardinality && Set(solution).count == solution.count && present.isSuperset(of: solution))
            let bound = stream.optimum(present) * (1 - (Double(epsilon) ?? 0)) / 2
            #expect(stream.coverage(solution) >= bound - 1e-9)
        }
    }

    /// What samples add holds in expectation only: nearly all of the pool, a share 1 − ε of it, add the bucket's gain, and so do those
    /// of the sample; a share ε of which may have gone.
    @Test func samplesAreWorthHalfTheOptimumOnAverage() throws {
        let seeds = UInt64(1)...40, epsilon = 0.1
        for stream in UInt64(1)...4 {
            var sums: [Double] = [], bounds: [Double] = []
            for seed in seeds {
                let stream = CoverageStream(seed: stream)
                try Plugin.run("sampled-submodular", ["epsilon": "\(epsilon)"], on: stream, seed: seed)
                for (present, solution) in zip(stream.grounds, stream.solutions) {
                    #expect(solution.count <= stream.cardinality && Set(solution).count == solution.count && present.isSuperset(of: solution))
                }
                bounds = stream.grounds.map { stream.optimum($0) * (1 - epsilon) / 2 * (1 - epsilon) * (1 - epsilon) }
                let values = stream.solutions.map(stream.coverage)
                sums = sums.isEmpty ? values : zip(sums, values).map(+)
            }
            for (sum, bound) in zip(sums, bounds) { #expect(sum / Double(seeds.count) >= bound) }
        }
    }

    /// Of elements that have nothing in common a sample can be as large as it may: one level, made with an evaluation for each
    /// element and a few to try sizes, where a level for each chosen element would evaluate all k times.
    @Test func alikeElementsAreChosenAtOnce() throws {
        let count = 400, cardinality = 32
        let stream = CoverageStream(
            covered: (0..<count).map { [$0] }, pointCount: count, cardinality: cardinality, changes: (0..<count).map { .insertion($0) })
        try Plugin.run("sampled-submodular", ["epsilon": "0.5", "trialCount": "2"], on: stream)
        #expect(stream.coverage(try #require(stream.solutions.last)) == Double(cardinality))
        // An element costs one evaluation of its own, and in each of log(64) / log(1.5) + 1 = 11 guesses one where it comes, and
        // those of levels made anew: there are half as many elements more each time, so 3n of them in all. Another n is room for
        // trying sizes, 2 · 2 · log(32) evaluations each of log(n) / log(1.5) times, and for the first few elements.
        let evaluations = try #require(stream.meter.calls["evaluations"])
        #expect(evaluations < (1 + 11 * 5) * count, "\(evaluations)")
    }

    /// Elements of one worth, of which any k are best: after insertions and deletions each that is left is chosen equally often.
    @Test(arguments: ["dynamic-submodular", "sampled-submodular"]) func choicesAreUniform(method: String) throws {
        var counts = [Int](repeating: 0, count: 8)
        let runs = 4000
        for seed in 1...UInt64(runs) {
            let stream = CoverageStream(
                covered: (0..<8).map { [$0] }, pointCount: 8, cardinality: 2,
                changes: (0..<8).map { .insertion($0) } + [.deletion(0), .deletion(5)])
            // So small an ε that a sample is drawn anew after each change.
            try Plugin.run(method, ["epsilon": "0.05"], on: stream, seed: seed)
            let solution = try #require(stream.solutions.last)
            #expect(solution.count == 2)
            for element in solution { counts[element] += 1 }
        }
        #expect(counts[0] == 0 && counts[5] == 0)
        // Each of six in a third of the runs: five standard deviations of a binomial.
        let deviation = (Double(runs) * 2 / 9).squareRoot()
        for element in [1, 2, 3, 4, 6, 7] { #expect(abs(Double(counts[element]) - Double(runs) / 3) < 5 * deviation, "\(counts)") }
    }

    /// Eight times as many elements: greedy would take eight times as many evaluations.
    @Test(arguments: ["dynamic-submodular", "sampled-submodular"]) func anUpdateCostsNoMoreAmongMore(method: String) throws {
        let perUpdate = try [100, 800].map { window in
            var random = Random(seed: 5)
            let covered = (0..<2 * window).map { _ in (0..<10).map { _ in random.index(below: 400) } }
            let changes = (0..<2 * window).flatMap { (element: Int) -> [ElementChange] in
                (element >= window ? [.deletion(element - window)] : []) + [.insertion(element)]
            }
            let stream = CoverageStream(covered: covered, pointCount: 400, cardinality: 4, changes: changes)
            try Plugin.run(method, on: stream)
            return Double(try #require(stream.meter.calls["evaluations"])) / Double(changes.count)
        }
        #expect(perUpdate[1] < 2 * perUpdate[0], "\(perUpdate)")
    }

    @Test(arguments: ["dynamic-submodular", "sampled-submodular", "lazy-greedy"]) func aSpentBudgetIsAStop(method: String) throws {
        let stream = CoverageStream(seed: 1, budget: Budget(calls: ["evaluations": 30]))
        #expect(try Plugin.run(method, on: stream).stop == .spent(.evaluations))
    }
}

/// A stream of sets of points, of which the test knows everything.
private final class CoverageStream: DynamicSubset {
    let meter: Meter
    let cardinality: Int
    let changes: [ElementChange]
    private let covered: [[Int]]
    private let pointCount: Int
    /// After each change, what is present and what was answered.
    private(set) var grounds: [Set<Int>] = []
    private(set) var solutions: [[Int]] = []

    init(covered: [[Int]], pointCount: Int, cardinality: Int, changes: [ElementChange], budget: Budget = Budget()) {
        self.covered = covered
        self.pointCount = pointCount
        self.cardinality = cardinality
        self.changes = changes
        meter = Meter(budget)
    }

    /// Sets of very different sizes, that come and go and come again by chance.
    convenience init(seed: UInt64, budget: Budget = Budget()) {
        var random = Random(seed: seed)
        let covered = (0..<12).map { _ in random.sample(random.index(below: 12), of: 25) }
        var present: Set<Int> = []
        let changes = (0..<60).map { _ in
            let element = random.index(below: 12)
            if present.remove(element) != nil { return ElementChange.deletion(element) }
            present.insert(element)
            return .insertion(element)
        }
        self.init(covered: covered, pointCount: 25, cardinality: 3, changes: changes, budget: budget)
    }

    var elementCount: Int { covered.count }
    func coverage(_ set: [Int]) -> Double { Double(Set(set.flatMap { covered[$0] }).count) }
    func computeValue(of set: Span<Int>, _ receipt: borrowing Receipt) -> Double { coverage(set.indices.map { set[$0] }) }

    /// Of three elements of those present, by trying all.
    func optimum(_ present: Set<Int>) -> Double {
        let elements = present.sorted()
        return elements.flatMap { a in elements.flatMap { b in elements.map { coverage([a, b, $0]) } } }.max() ?? 0
    }

    func follow(_ answer: (ElementChange, inout [Int]) throws -> Void) throws {
        var present: Set<Int> = []
        var solution: [Int] = []
        for change in changes {
            switch change {
            case .insertion(let element): present.insert(element)
            case .deletion(let element): present.remove(element)
            }
            try answer(change, &solution)
            grounds.append(present)
            solutions.append(solution)
        }
    }
}
