import AssayKit
import Problems
import Testing

@Suite struct NoisyTests {
    private func problem(_ id: String, seed: UInt64) throws -> any Noisy {
        let instance = try #require(Catalog.instance(id))
        let made = try instance.makeProblem(ProblemContext(seed: seed, meter: Meter(), data: DataFolder(""), clock: RunClock(), deliver: { _ in }))
        return try #require(made as? any Noisy)
    }

    private func values(_ id: String, seed: UInt64, _ point: [Double], _ count: Int) throws -> [Double] {
        let problem = try problem(id, seed: seed)
        return try (0..<count).map { _ in try problem.value(at: point) }
    }

    private func trueValues(_ point: [Double], _ id: String) throws -> (gap: Double, value: Double) {
        let scores = try #require(Catalog.instance(id)).makeScorer(DataFolder("")).score(.point(point))
        return (try #require(scores["gap"]), try #require(scores["value"]))
    }

    /// By the models' definitions: the logarithm of f'/f is standard normal; a fifth is hit, and by a thousand or so.
    @Test func theNoiseIsThatOfTheReport() throws {
        let point = [Double](repeating: 1.5, count: 10), count = 4000
        let (gap, value) = try trueValues(point, "noisy/sphere-gauss-10")
        let gauss = try values("noisy/sphere-gauss-10", seed: 3, point, count).map { logarithm(($0 - (value - gap)) / gap) }
        let mean = gauss.reduce(0, +) / Double(count), variance = gauss.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        // Four standard errors of 4,000 draws: 4/√4000 and 4·√(2/4000).
        #expect(abs(mean) < 0.064 && abs(variance - 1) < 0.09)
        let cauchy = try values("noisy/sphere-cauchy-10", seed: 3, point, count).map { $0 - value }
        let hit = cauchy.filter { $0 > 1 }
        #expect(abs(Double(hit.count) / Double(count) - 0.2) < 4 * (0.2 * 0.8 / Double(count)).squareRoot())
        #expect(abs(hit.sorted()[hit.count / 2] - 1000) < 1 && cauchy.allSatisfy { $0 > -1e-9 })
        // U^α alone would be below one always; the second factor goes far above where f is small.
        let uniform = try values("noisy/sphere-uniform-10", seed: 3, point, count).map { ($0 - (value - gap)) / gap }
        #expect(uniform.contains { $0 < 0.5 } && uniform.contains { $0 > 1e3 } && uniform.allSatisfy { $0 > 0 && $0 < 1e9 })
    }

    @Test func theSeedGovernsIt() throws {
        let point = [Double](repeating: 0, count: 10)
        let first = try values("noisy/rosenbrock-gauss-10", seed: 7, point, 20)
        #expect(try values("noisy/rosenbrock-gauss-10", seed: 7, point, 20) == first)
        #expect(try values("noisy/rosenbrock-gauss-10", seed: 8, point, 20) != first)
        #expect(Set(first).count == 20)
        #expect(Catalog.instance("noisy/sphere-gauss-20") != nil && Catalog.instance("noisy/sphere-loud-10") == nil)
    }
}
