import AssayKit

/// Conjugate gradients, each system for itself (Hestenes and Stiefel, "Methods of Conjugate Gradients for Solving Linear Systems",
/// Journal of Research of the National Bureau of Standards 49, 1952).
public struct ConjugateGradients: Optimizer {
    public static var card: Card {
        Card(
            id: "conjugate-gradients", name: "Conjugate gradients", summary: "Solves each positive definite system for itself.",
            paper: Paper(title: "Methods of Conjugate Gradients for Solving Linear Systems", authors: "Magnus R. Hestenes, Eduard Stiefel", year: 1952),
            claims: [
                Claim(
                    "The solution comes in at most n steps (abstract): here 2,304, though permeabilities are rough.", paperValue: "n", instance: "systems/darcy-48",
                    metric: "productsPerSolution", expectation: .valueAtMost(2304)),
                Claim(
                    "It needs no restart: all directions before are conjugate at no cost. Tested for no more products than GMRES(30) takes.",
                    paperValue: "n steps at the storage of a few vectors", instance: "systems/poisson-48", rival: "gmres", metric: "productsPerSolution",
                    expectation: .ratioAtMost(1)),
            ])
    }

    public init(_ options: Options) throws {}

    public func minimize(_ problem: any PositiveDefiniteSystems, _ run: Run) throws {
        try problem.solve(inOrder: Array(0..<problem.systemCount)) { system in
            var x = [Double](repeating: 0, count: problem.dimension)
            var residual = problem.rightHandSide(of: system)
            var direction = residual
            var square = dot(residual, residual)
            let enough = square * problem.tolerance * problem.tolerance
            while square > enough {
                let image = try problem.product(of: system, direction)
                let step = square / dot(direction, image)
                add(step, direction, to: &x)
                add(-step, image, to: &residual)
                let next = dot(residual, residual)
                direction = zip(residual, direction).map { $0 + next / square * $1 }
                square = next
            }
            return x
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(ConjugateGradients.self, GMRES.self) }
