import AssayKit

/// Restarted GMRES, each system for itself (Saad and Schultz, "GMRES: A Generalized Minimal Residual Algorithm for Solving
/// Nonsymmetric Linear Systems", SIAM Journal on Scientific and Statistical Computing 7, 1986).
public struct GMRES: Optimizer {
    static let restart = Option("restart", default: 30, in: 1...10_000, "m, after how many steps the Krylov space is begun anew")

    public static var card: Card {
        Card(
            id: "gmres", name: "GMRES", summary: "Minimises the residual over Krylov spaces of limited size, each system for itself.",
            paper: Paper(
                title: "GMRES: A Generalized Minimal Residual Algorithm for Solving Nonsymmetric Linear Systems", authors: "Youcef Saad, Martin H. Schultz",
                year: 1986),
            options: [restart],
            claims: [
                Claim(
                    "GMRES(m) converges for every m where the matrix's symmetric part is positive: all systems are solved.", paperValue: "proved",
                    instance: "systems/darcy-48", metric: "solved", expectation: .valueAtLeast(1)),
                Claim(
                    "Where the matrix is not definite the restarted method may stagnate, but the full one cannot break down. Tested for all of Helmholtz's systems, with 400 steps before a restart.",
                    paperValue: "n steps at the most", instance: "systems/helmholtz-48", metric: "solved", expectation: .valueAtLeast(1)
                ).with(options: "restart=400"),
            ])
    }

    private let restart: Int

    public init(_ options: Options) throws { restart = options[Self.restart] }

    public func minimize(_ problem: any LinearSystems, _ run: Run) throws {
        try problem.solve(inOrder: Array(0..<problem.systemCount)) { system in
            var x = [Double](repeating: 0, count: problem.dimension)
            var residual = problem.rightHandSide(of: system)
            let enough = problem.tolerance * norm(residual)
            while norm(residual) > enough {
                let (correction, isExact) = try cycle(problem, system, residual, enough)
                add(1, correction, to: &x)
                residual = problem.rightHandSide(of: system)
                add(-1, try problem.product(of: system, x), to: &residual)
                // A Krylov space that ends without the solution belongs to a singular matrix.
                if isExact { break }
            }
            return x
        }
    }

    /// Arnoldi's method from the residual, and the combination of its basis that leaves least of it.
    /// - Returns: the correction, and whether the Krylov space came to an end.
    private func cycle(_ problem: any LinearSystems, _ system: Int, _ residual: [Double], _ enough: Double) throws -> ([Double], isExact: Bool) {
        var basis = [residual.map { $0 / norm(residual) }]
        // Columns of R in QR = H, the rotations that make it, and Qᵀ‖r‖e₁.
        var triangle: [[Double]] = []
        var rotations: [(cosine: Double, sine: Double)] = []
        var right = [norm(residual)]
        var isExact = false
        while triangle.count < restart, right[triangle.count].magnitude > enough, !isExact {
            var next = try problem.product(of: system, basis[triangle.count])
            let before = norm(next)
            var column: [Double] = []
            for vector in basis {
                column.append(dot(vector, next))
                add(-column[column.count - 1], vector, to: &next)
            }
            let length = norm(next)
            isExact = length <= 1e-14 * before
            for (row, rotation) in rotations.enumerated() {
                (column[row], column[row + 1]) = (
                    rotation.cosine * column[row] + rotation.sine * column[row + 1], rotation.cosine * column[row + 1] - rotation.sine * column[row]
                )
            }
            let last = column.count - 1, hypotenuse = (column[last] * column[last] + length * length).squareRoot()
            guard hypotenuse > 0 else { break }
            rotations.append((column[last] / hypotenuse, length / hypotenuse))
            column[last] = hypotenuse
            triangle.append(column)
            right.append(-rotations[last].sine * right[last])
            right[last] *= rotations[last].cosine
            basis.append(next.map { $0 / length })
        }
        var correction = [Double](repeating: 0, count: residual.count)
        var weights = [Double](repeating: 0, count: triangle.count)
        for row in triangle.indices.reversed() {
            let known = (row + 1..<triangle.count).reduce(0) { $0 + triangle[$1][row] * weights[$1] }
            weights[row] = (right[row] - known) / triangle[row][row]
            add(weights[row], basis[row], to: &correction)
        }
        return (correction, isExact)
    }
}
