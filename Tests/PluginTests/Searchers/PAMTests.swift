import AssayKit
import Testing

@Suite struct PAMTests {
    /// FastPAM1 is PAM with a faster evaluation of swaps, so both columns of the fixture must come out, swap by swap.
    /// Of the digits only the cases that take PAM a few seconds.
    @Test(arguments: try KMedoidsFixture.shared.get().cases.filter { $0.objects == "twelve" || $0.start.count == 10 })
    func agreesWithTheReferenceAndWithFastPAM1(_ fixture: KMedoidsFixture.Case) throws {
        let problem = try fixture.problem
        let run = try Plugin.run("pam", ["initialisation": fixture.initialisation == "build" ? "build" : "random"], on: problem)
        let medoids = try #require(run.selections.last)
        for reference in [fixture.pam, fixture.fastpam1] {
            #expect(abs(problem.deviation(medoids) - reference.deviation) <= problem.rounding(of: fixture.startDeviation))
            guard fixture.start.count > 1 else { continue }
            #expect(medoids == reference.medoids)
            #expect(run.reports == ["swaps": Double(reference.swaps)])
        }
        if fixture.initialisation == "build" { #expect(run.selections.first == fixture.start) }
    }

    /// BUILD and SWAP by the definition of TD: the best object to add, then the best of all swaps.
    @Test(arguments: UInt64(1)...40)
    func choosesAsTheDefinitionSays(seed: UInt64) throws {
        let problem = MedoidObjects.wholeNumbers(seed: seed)
        var medoids: [Int] = []
        while medoids.count < problem.medoidCount {
            let additions = (0..<problem.count).filter { !medoids.contains($0) }.map { medoids + [$0] }
            medoids = additions.min { problem.deviation($0) < problem.deviation($1) } ?? medoids
        }
        var expected = [medoids]
        while true {
            let swaps = (0..<problem.count).filter { !medoids.contains($0) }.flatMap { object in
                medoids.indices.map { slot in
                    var swapped = medoids
                    swapped[slot] = object
                    return swapped
                }
            }
            guard let best = swaps.min(by: { problem.deviation($0) < problem.deviation($1) }),
                problem.deviation(best) < problem.deviation(medoids)
            else { break }
            medoids = best
            expected.append(medoids)
        }
        #expect(try Plugin.run("pam", on: problem).selections == expected)
    }

    @Test(arguments: ["random", "build"], UInt64(1)...20)
    func noSwapImprovesTheAnswer(initialisation: String, seed: UInt64) throws {
        let problem = MedoidObjects.wholeNumbers(seed: seed)
        try expectSwapOptimal(try Plugin.run("pam", ["initialisation": initialisation], on: problem), problem)
    }

    /// Whole numbers, so that there are ties to be settled.
    @Test(arguments: ["random", "build"], UInt64(1)...10) func threadsChangeNothing(initialisation: String, seed: UInt64) throws {
        let runs = try [1, 2, 5].map { threads in
            let problem = MedoidObjects.wholeNumbers(seed: seed)
            return (run: try Plugin.run("pam", ["initialisation": initialisation], on: problem, threads: threads), calls: problem.meter.calls)
        }
        for several in runs.dropFirst() {
            #expect(several.run.selections == runs[0].run.selections && several.run.reports == runs[0].run.reports)
            #expect(several.calls == runs[0].calls)
        }
    }

    @Test func readsEachRowOnce() throws {
        let problem = MedoidObjects.points(60, medoidCount: 5, seed: 3)
        try Plugin.run("pam", on: problem)
        #expect(problem.meter.calls == ["dissimilarities": 60 * 60])
    }
}
