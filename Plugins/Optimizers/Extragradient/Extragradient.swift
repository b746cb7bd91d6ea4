import AssayKit

/// The extragradient method (Korpelevich, "The extragradient method for finding saddle points and other problems", 1976): a step to
/// look, and a step from the old point with what was seen.
public struct Extragradient: Optimizer {
    static let step = Option("step", default: 0.7, in: 1e-6...0.999, "the length of a step, in units of 1/L; it converges below one")

    public static var card: Card {
        Card(
            id: "extragradient", name: "Extragradient", summary: "Looks ahead by one step and goes by what it saw there.",
            paper: Paper(title: "The extragradient method for finding saddle points and other problems", authors: "G. M. Korpelevich", year: 1976),
            options: [step],
            claims: [
                Claim(
                    "‖uₖ₊₁ − u*‖² ≤ ‖uₖ − u*‖² − (1 − η²L²)‖uₖ − ūₖ‖², by which the least residual of K iterations is no more than ‖u₀ − u*‖/(η√(K(1 − η²L²))). Tested after 500: 0.480 of the first.",
                    paperValue: "converges where the operator is but monotone", instance: "saddle/robust-diabetes", metric: "residual",
                    expectation: .valueAtMost(0.48))
            ])
    }

    private let step: Double

    public init(_ options: Options) throws { step = options[Self.step] }

    public func minimize(_ problem: any MonotoneInclusion, _ run: Run) throws {
        let eta = step / problem.lipschitz
        var u = problem.start
        run.offer(u)
        while true {
            func moved(by value: [Double]) throws -> [Double] { try problem.resolvent(of: zip(u, value).map { $0 - eta * $1 }, step: eta) }
            let ahead = try moved(by: problem.value(at: u))
            u = try moved(by: problem.value(at: ahead))
            run.offer(u)
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(Extragradient.self) }
