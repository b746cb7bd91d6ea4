import AssayKit
import Formats

/// A sequence of linear systems, judged by the products that it took to solve each to a residual of 10⁻⁸.
struct LinearSystemsInstance: Instance {
    static let tolerance = 1e-8

    let id: String
    let role = Role.optimizer
    let kind = "linear systems"
    let summary: String
    let metrics = [
        Metric("productsPerSolution", better: .lower),
        Metric("secondsPerSolution", unit: "s", better: .lower),
        Metric("solved", better: .higher),
        Metric("largestResidual", better: .lower),
    ]
    let dataFiles: [String]
    let defaultBudget = Budget(calls: ["matrixVectorProducts": 100_000])
    let isPositiveDefinite: Bool
    var problemType: any Metered.Type { isPositiveDefinite ? PositiveDefiniteSystemsProblem.self : LinearSystemsProblem.self }
    private let make: @Sendable (DataFolder) throws -> SystemSequence

    /// The grids' equations, 32 systems each.
    static let all = SystemSequence.Equation.allCases.map { of($0, size: 48, count: 32) }

    /// `systems/darcy-SIZE-xCOUNT` and the like, for up to 200 points in a row and 1,000 systems; `-x32` may be left out.
    static func instance(_ id: String) -> LinearSystemsInstance? {
        let parts = id.dropFirst("systems/".count).split(separator: "-", omittingEmptySubsequences: false)
        guard id.hasPrefix("systems/"), (2...3).contains(parts.count), let equation = SystemSequence.Equation(rawValue: String(parts[0])),
            let size = Int(parts[1]), (2...200).contains(size)
        else { return nil }
        let count = parts.count == 2 ? 32 : parts[2].first == "x" ? Int(parts[2].dropFirst()) ?? 0 : 0
        guard (1...1000).contains(count), size * size * count <= 4_000_000 else { return nil }
        let made = of(equation, size: size, count: count)
        return made.id == id ? made : nil
    }

    /// A user's own square matrix, with ones on the right.
    static func own(_ file: String, id: String, name: String) -> LinearSystemsInstance {
        LinearSystemsInstance(id: id, summary: "the matrix of \(name), with ones on the right", dataFiles: [file], isPositiveDefinite: false) { data in
            let file = try data.file(file)
            let matrix = try MatrixMarket.load(file)
            guard matrix.rowCount == matrix.columnCount, matrix.rowCount > 0 else {
                throw FormatError(file, "", "it is \(matrix.rowCount) × \(matrix.columnCount)", remedy: "a square matrix is needed")
            }
            guard matrix.rowCount <= 4_000_000 else { throw FormatError(file, "", "\(matrix.rowCount) rows are more than are handled here", remedy: "4,000,000 are the most") }
            return SystemSequence(
                SparseMatrix(rows: matrix.rowCount, columns: matrix.columnCount, entries: matrix.entries.map { ($0.row, $0.column, $0.value) }))
        }
    }

    private static func of(_ equation: SystemSequence.Equation, size: Int, count: Int) -> LinearSystemsInstance {
        let what = switch equation {
        case .darcy: "flow through random permeabilities"
        case .poisson: "Poisson's equation with random sources"
        case .helmholtz: "Helmholtz's equation with random wave numbers, not definite,"
        }
        return LinearSystemsInstance(
            id: "systems/\(equation.rawValue)-\(size)" + (count == 32 ? "" : "-x\(count)"), summary: "\(what) on a grid of \(size) × \(size), \(count) times",
            isPositiveDefinite: equation != .helmholtz) { _ in SystemSequence(equation, size: size, count: count) }
    }

    private init(
        id: String, summary: String, dataFiles: [String] = [], isPositiveDefinite: Bool, make: @escaping @Sendable (DataFolder) throws -> SystemSequence
    ) {
        self.id = id
        self.summary = summary
        self.dataFiles = dataFiles
        self.isPositiveDefinite = isPositiveDefinite
        self.make = make
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let sequence = try make(context.data)
        return isPositiveDefinite ? PositiveDefiniteSystemsProblem(sequence, context) : LinearSystemsProblem(sequence, context)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { SolutionsScorer(sequence: try make(data)) }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let systems = try make(data).systems
        for (index, system) in systems.enumerated() {
            let matrix = system.matrix
            let entries = (0..<matrix.rows).flatMap { row in
                (matrix.rowBegins[row]..<matrix.rowBegins[row + 1]).map { CoordinateMatrix.Entry(row: row, column: matrix.columnIndices[$0], value: matrix.values[$0]) }
            }
            try MatrixMarket.write(CoordinateMatrix(rowCount: matrix.rows, columnCount: matrix.columns, entries: entries), to: "\(folder)/matrix-\(index).mtx")
        }
        let size = systems.first?.matrix.rows ?? 0
        try NumPy.write(NumPyArray(shape: [systems.count, size], elements: systems.flatMap(\.rightHandSide)), to: folder + "/right-hand-sides.npy")
        return systems.indices.map { "matrix-\($0).mtx" } + ["right-hand-sides.npy"]
    }
}
