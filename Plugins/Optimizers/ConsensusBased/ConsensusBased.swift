import AssayKit

/// Consensus-based optimisation: particles drift to a mean of them all that is weighted towards the better ones, with noise as
/// large as they are far from it (Riedl, Klock, Geldhauser and Fornasier, "Gradient is All You Need?", arXiv:2306.09778;
/// the Euler–Maruyama scheme of its dynamics).
public struct ConsensusBased: Optimizer {
    static let particles = Option("particles", default: 100, in: 2...100_000, "N, how many particles there are")
    static let drift = Option("drift", default: 1.0, in: 1e-6...1e3, "λ, how strongly a particle is drawn to the consensus")
    static let noise = Option("noise", default: 5.1, in: 0...1e3, "σ, how strongly it is shaken")
    static let weight = Option("weight", default: 1e4, in: 1e-12...1e15, "α, how much the better particles weigh; with ∞ the consensus is the best one")
    static let timeStep = Option("timeStep", default: 0.01, in: 1e-6...10, "Δt, how much time a step takes")
    static let diffusion = Option(
        "diffusion", default: "anisotropic", of: ["anisotropic", "isotropic"],
        "whether each coordinate is shaken by its own distance to the consensus, or all by the norm of them")

    public static var card: Card {
        Card(
            id: "consensus-based", name: "Consensus-based optimisation",
            summary: "Particles drift to their mean, weighted towards the better ones, and are shaken by their distance to it.",
            paper: Paper(
                id: "P033", title: "Gradient is All You Need?",
                authors: "Konstantin Riedl, Timo Klock, Carina Geldhauser, Massimo Fornasier", year: 2023, arxiv: "2306.09778"),
            options: [particles, drift, noise, weight, timeStep, diffusion],
            claims: [
                Claim(
                    "It gets over the barriers of a nonconvex function that stop a descent (abstract). Tested by its gap on the Rastrigin function against a local search.",
                    paperValue: "global convergence", instance: "bbob/rastrigin-5", rival: "nlopt-sbplx", metric: "gap", budget: "100000values",
                    expectation: .ratioAtMost(0.5))
            ])
    }

    private let particles: Int
    private let drift: Double
    private let noise: Double
    private let weight: Double
    private let timeStep: Double
    private let isAnisotropic: Bool

    public init(_ options: Options) throws {
        particles = options[Self.particles]
        drift = options[Self.drift]
        noise = options[Self.noise]
        weight = options[Self.weight]
        timeStep = options[Self.timeStep]
        isAnisotropic = options[Self.diffusion] == "anisotropic"
    }

    public func minimize(_ problem: any Bounded, _ run: Run) throws {
        var random = run.random()
        let bounds = Array(zip(problem.lowerBounds, problem.upperBounds))
        run.offer(problem.start)
        // ρ₀: uniform in the box.
        var ensemble = (0..<particles).map { _ in bounds.map { random.uniform($0, $1) } }
        var best = Double.infinity
        while true {
            var values: [Double] = []
            for x in ensemble {
                let value = try problem.value(at: x)
                values.append(value.isNaN ? .infinity : value)
                if value < best {
                    best = value
                    run.offer(x)
                }
            }
            guard let consensus = Self.consensus(ensemble, values, weight) else { return }
            var spread = 0.0
            for i in ensemble.indices {
                let away = zip(ensemble[i], consensus).map { $0 - $1 }
                spread = max(spread, norm(away))
                ensemble[i] = moved(ensemble[i], away, &random)
            }
            // Where all are at one place nothing moves any more.
            if spread <= 1e-14 * max(1, norm(consensus)) { return }
        }
    }

    /// x − λΔt(x − c) + σ·D(x − c)·B, with B ~ N(0, Δt·I).
    private func moved(_ x: [Double], _ away: [Double], _ random: inout Random) -> [Double] {
        let distance = norm(away)
        return zip(x, away).map { x, away in
            x - drift * timeStep * away + noise * (isAnisotropic ? away : distance) * timeStep.squareRoot() * random.normal()
        }
    }

    /// Σ xᵢ·exp(−α f(xᵢ)) / Σ exp(−α f(xᵢ)), with the least value taken off so that no weight is lost.
    static func consensus(_ ensemble: [[Double]], _ values: [Double], _ weight: Double) -> [Double]? {
        guard let least = values.min(), least.isFinite else { return nil }
        var mean = [Double](repeating: 0, count: ensemble[0].count)
        var sum = 0.0
        for (x, value) in zip(ensemble, values) {
            let share = exponential(-weight * (value - least))
            guard share > 0 else { continue }
            sum += share
            add(share, x, to: &mean)
        }
        return mean.map { $0 / sum }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(ConsensusBased.self) }
