import AssayKit
import Testing

@Suite struct FasterPAMTests {
    /// From one start the same candidates must be swapped in, in the same order, as by the authors' own package.
    @Test(arguments: try KMedoidsFixture.shared.get().cases)
    func agreesWithTheReference(_ fixture: KMedoidsFixture.Case) throws {
        let problem = try fixture.problem
        let tolerance = problem.rounding(of: fixture.startDeviation)
        #expect(abs(problem.deviation(fixture.start) - fixture.startDeviation) <= tolerance)

        let run = try Plugin.run("fasterpam", ["initialisation": fixture.initialisation == "build" ? "build" : "random"], on: problem)
        let medoids = try #require(run.selections.last)
        #expect(abs(problem.deviation(medoids) - fixture.fasterpam.deviation) <= tolerance)
        guard fixture.start.count > 1 else { return }
        #expect(run.selections.first == fixture.start)
        #expect(medoids == fixture.fasterpam.medoids)
        #expect(run.reports == ["swaps": Double(fixture.fasterpam.swaps), "passes": Double(fixture.fasterpam.iterations)])
    }

    @Test(arguments: [1, 2, 3, 5])
    func findsTheLeastDeviationOfTwelvePoints(k: Int) throws {
        let fixture = try KMedoidsFixture.shared.get()
        for fixtureCase in fixture.cases where fixtureCase.objects == "twelve" && fixtureCase.start.count == k {
            let problem = try fixtureCase.problem
            let medoids = try #require(try Plugin.run("fasterpam", on: problem).selections.last)
            #expect(problem.deviation(medoids) == fixture.twelve.leastDeviation["\(k)"])
        }
    }

    /// The paper's search without its caches: every object in turn, all swaps with it by the definition of TD, the best
    /// of them done at once where it helps, until a whole round has passed in vain.
    @Test(arguments: UInt64(1)...60)
    func swapsAsTheDefinitionSays(seed: UInt64) throws {
        let problem = MedoidObjects.wholeNumbers(seed: seed)
        var medoids = problem.start
        var expected = [medoids]
        var idle = 0
        var candidate = 0
        while idle < problem.count {
            let swaps = medoids.indices.map { slot in
                var swapped = medoids
                swapped[slot] = candidate
                return swapped
            }
            let best = swaps.min { problem.deviation($0) < problem.deviation($1) } ?? medoids
            if !medoids.contains(candidate), problem.deviation(best) < problem.deviation(medoids) {
                medoids = best
                expected.append(medoids)
                idle = 0
            }
            idle += 1
            candidate = (candidate + 1) % problem.count
        }
        #expect(try Plugin.run("fasterpam", on: problem).selections == expected)
    }

    @Test(arguments: ["random", "build", "lab"], UInt64(1)...20)
    func noSwapImprovesTheAnswer(initialisation: String, seed: UInt64) throws {
        let problem = MedoidObjects.wholeNumbers(seed: seed)
        let run = try Plugin.run("fasterpam", ["initialisation": initialisation], on: problem, seed: seed)
        try expectSwapOptimal(run, problem)
        let deviations = run.selections.map(problem.deviation)
        #expect(zip(deviations, deviations.dropFirst()).allSatisfy { $0 > $1 }, "every swap lowers the deviation")
    }

    /// With at most 10 + √n objects the samples of LAB are the whole set but for the medoids chosen, which add nothing:
    /// LAB is BUILD then. Deviations are compared, since two objects that help only each other are equally good.
    @Test(arguments: UInt64(1)...10)
    func labOverTheWholeSetIsBuild(seed: UInt64) throws {
        let problem = MedoidObjects.points(14, medoidCount: 3, seed: seed)
        let starts = try ["build", "lab"].map { initialisation in
            let run = try Plugin.run("fasterpam", ["initialisation": initialisation], on: problem, seed: seed)
            return problem.deviation(try #require(run.selections.first))
        }
        #expect(abs(starts[0] - starts[1]) <= problem.rounding(of: starts[0]))
    }

    @Test func labFollowsTheSeedAndBeginsBetterThanChance() throws {
        let problems = (UInt64(1)...10).map { MedoidObjects.points(200, medoidCount: 8, seed: $0) }
        let starts = try problems.map { problem in
            let run = { seed in try Plugin.run("fasterpam", ["initialisation": "lab"], on: problem, seed: seed).selections }
            #expect(try run(1) == run(1))
            #expect(try run(1) != run(2))
            return try #require(try run(1).first)
        }
        // A sum over ten sets: a single random start may be lucky.
        let approximated = zip(problems, starts).reduce(0) { $0 + $1.0.deviation($1.1) }
        let random = problems.reduce(0) { $0 + $1.deviation($1.start) }
        #expect(approximated < random)
    }

    @Test func readsEachRowOnceAtTheMost() throws {
        let problem = MedoidObjects.points(100, medoidCount: 5, seed: 3)
        let run = try Plugin.run("fasterpam", on: problem)
        #expect((run.reports["passes"] ?? 0) > 1)
        #expect(problem.meter.calls == ["dissimilarities": 100 * 100])
    }

    /// What was paid for may be looked at again, what was refused may not.
    @Test func aRowIsChargedOnce() throws {
        let problem = MedoidObjects(Array(repeating: 0, count: 9), start: [0], budget: Budget(calls: ["dissimilarities": 7]))
        for row in [0, 1, 0, 1] { try problem.dissimilarities(of: row) { #expect($0.count == 3) } }
        #expect(problem.meter.calls == ["dissimilarities": 6])
        for _ in 0..<2 { #expect(throws: Stop.spent(.dissimilarities)) { try problem.dissimilarities(of: 2) { _ in } } }
        try problem.dissimilarities(of: 1) { _ in }
        #expect(problem.meter.calls == ["dissimilarities": 6])
    }

    @Test func aSpentBudgetLeavesAnAnswer() throws {
        let whole = MedoidObjects.points(100, medoidCount: 5, seed: 3)
        let short = MedoidObjects(whole.matrix, start: whole.start, budget: Budget(calls: ["dissimilarities": 2000]))
        let run = try Plugin.run("fasterpam", on: short)
        #expect(run.stop == .spent(.dissimilarities))
        let medoids = try #require(run.selections.last)
        #expect(Set(medoids).count == 5)
        #expect(whole.deviation(medoids) < whole.deviation(whole.start))
    }

    @Test(arguments: ["random", "build", "lab"]) func threadsChangeNothing(initialisation: String) throws {
        func run(_ threads: Int) throws -> (Recorder, MedoidObjects) {
            let problem = MedoidObjects.points(400, medoidCount: 8, seed: 4)
            return (try Plugin.run("fasterpam", ["initialisation": initialisation], on: problem, threads: threads), problem)
        }
        let (one, oneProblem) = try run(1)
        #expect((one.reports["swaps"] ?? 0) > 0)
        for threads in [2, 5] {
            let (several, problem) = try run(threads)
            #expect(several.selections == one.selections && several.reports == one.reports)
            #expect(problem.meter.calls == oneProblem.meter.calls)
        }
    }

    /// No row is asked for that one thread would not have asked for, up to the one that is refused.
    @Test(arguments: ["random", "build"], [20, 100, 250, 399]) func aSpentBudgetEndsItAtTheSameRowOnSeveralThreads(initialisation: String, rows: Int) throws {
        let whole = MedoidObjects.points(400, medoidCount: 8, seed: 4)
        let runs = try [1, 3].map { threads in
            let short = MedoidObjects(whole.matrix, start: whole.start, budget: Budget(calls: ["dissimilarities": 400 * rows]))
            let run = try Plugin.run("fasterpam", ["initialisation": initialisation], on: short, threads: threads)
            #expect(run.stop == .spent(.dissimilarities))
            return (selections: run.selections, calls: short.meter.calls)
        }
        #expect(runs[0].selections == runs[1].selections && runs[0].calls == runs[1].calls)
    }

    @Test func maxIterationsEndsTheSearch() throws {
        let problem = MedoidObjects.points(100, medoidCount: 5, seed: 3)
        let run = try Plugin.run("fasterpam", ["maxIterations": "1"], on: problem)
        #expect(run.reports["passes"] == 1)
    }

    @Test(arguments: ["fasterpam", "pam"], ["random", "build"])
    func objectsInOnePlaceStillGiveDifferentMedoids(method: String, initialisation: String) throws {
        let problem = MedoidObjects(count: 6, start: [4, 1, 2]) { _, _ in 0 }
        let medoids = try #require(try Plugin.run(method, ["initialisation": initialisation], on: problem).selections.last)
        #expect(Set(medoids).count == 3)
    }

    @Test(arguments: ["fasterpam", "pam"], ["random", "build"])
    func everyObjectCanBeAMedoid(method: String, initialisation: String) throws {
        let problem = MedoidObjects.points(5, medoidCount: 5, seed: 1)
        let medoids = try #require(try Plugin.run(method, ["initialisation": initialisation], on: problem).selections.last)
        #expect(medoids.sorted() == [0, 1, 2, 3, 4])
    }
}

/// Expects that the last answer is of k different objects and no swap of one of them with another object lowers its deviation.
/// For whole numbers, whose sums are exact.
func expectSwapOptimal(_ run: Recorder, _ problem: MedoidObjects, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let medoids = try #require(run.selections.last, sourceLocation: sourceLocation)
    #expect(medoids.count == problem.medoidCount && Set(medoids).count == medoids.count, sourceLocation: sourceLocation)
    let deviation = problem.deviation(medoids)
    for object in 0..<problem.count where !medoids.contains(object) {
        for slot in medoids.indices {
            var swapped = medoids
            swapped[slot] = object
            #expect(problem.deviation(swapped) >= deviation, "\(object) for \(medoids[slot])", sourceLocation: sourceLocation)
        }
    }
}
