import AssayKit

/// Linear systems of one size, with the numbers that they were made of.
struct SystemSequence: Sendable {
    struct System: Sendable {
        let matrix: SparseMatrix
        let rightHandSide: [Double]
        let parameters: [Double]
    }

    let systems: [System]
    let isPositiveDefinite: Bool

    /// ‖b − Ax‖/‖b‖ of an answer, by the residual itself.
    func residual(of system: Int, _ solution: [Double]) -> Double {
        var residual = systems[system].rightHandSide
        add(-1, systems[system].matrix.product(solution), to: &residual)
        return norm(residual) / norm(systems[system].rightHandSide)
    }

    /// Differential equations on the unit square with u = 0 on its border, by the five-point stencil at size × size inner points,
    /// multiplied by the square of their distance.
    enum Equation: String, CaseIterable {
        /// −∇·(K∇u) = 1, where the permeability K is 12 or 3, as a random field is positive or not (finite volumes).
        case darcy
        /// −Δu = f for a random f: one matrix throughout.
        case poisson
        /// −Δu − k²u = f for a random f and wave numbers k² = 100·(1 + g/4) of a random field g: not definite.
        case helmholtz
    }

    init(_ equation: Equation, size: Int, count: Int) {
        var random = Random(seed: 0x6772_6964 &+ UInt64(size))
        let spacing = 1 / Double(size + 1)
        // With the border, which finite volumes need.
        let field = RandomField(coordinates: (0...size + 1).map { Double($0) * spacing })
        isPositiveDefinite = equation != .helmholtz
        systems = (0..<count).map { _ in
            let made = field.sample(&random)
            let inner = (0..<size * size).map { made[($0 / size + 1) * (size + 2) + $0 % size + 1] }
            let square = spacing * spacing
            switch equation {
            case .darcy:
                let permeability = made.map { $0 >= 0 ? 12.0 : 3.0 }
                let matrix = Self.stencil(size) { 2 / (1 / permeability[$0] + 1 / permeability[$1]) }
                return System(matrix: matrix, rightHandSide: inner.map { _ in square }, parameters: permeability)
            case .poisson:
                return System(matrix: Self.stencil(size) { _, _ in 1 }, rightHandSide: inner.map { square * $0 }, parameters: inner)
            case .helmholtz:
                let forces = field.sample(&random)
                let waves = inner.map { 100 * (1 + $0 / 4) }
                let forceAt = { (place: Int) in forces[(place / size + 1) * (size + 2) + place % size + 1] }
                return System(
                    matrix: Self.stencil(size, diagonal: { -square * waves[$0] }) { _, _ in 1 }, rightHandSide: inner.indices.map { square * forceAt($0) },
                    parameters: waves)
            }
        }
    }

    /// A user's own matrix with ones on the right.
    init(_ matrix: SparseMatrix) {
        systems = [System(matrix: matrix, rightHandSide: [Double](repeating: 1, count: matrix.rows), parameters: [])]
        isPositiveDefinite = false
    }

    /// Σ w(p, q)(u_p − u_q) over the four neighbours q of each inner point p, and a diagonal of its own.
    /// - Parameter weight: of two points of the grid with its border, which is size + 2 wide.
    private static func stencil(_ size: Int, diagonal: (Int) -> Double = { _ in 0 }, weight: (Int, Int) -> Double) -> SparseMatrix {
        var entries: [(row: Int, column: Int, value: Double)] = []
        for row in 0..<size {
            for column in 0..<size {
                let place = row * size + column, point = (row + 1) * (size + 2) + column + 1
                var sum = diagonal(place)
                for (down, right) in [(-1, 0), (0, -1), (0, 1), (1, 0)] {
                    let flow = weight(point, point + down * (size + 2) + right)
                    sum += flow
                    if 0..<size ~= row + down, 0..<size ~= column + right { entries.append((place, place + down * size + right, -flow)) }
                }
                entries.append((place, place, sum))
            }
        }
        return SparseMatrix(rows: size * size, columns: size * size, entries: entries)
    }
}
