import AssayKit
import Formats

/// A linear structural equation model made by seed, as in the experiments of Zheng et al. (arXiv:1803.01422, section 5): a random
/// graph, its variables in random order, weights uniform in ±[0.5, 2], and noise of one sort for all variables.
struct StructuralModel: Sendable {
    enum Graph: Sendable {
        /// So many edges for each variable on average, anywhere (Erdős and Rényi).
        case uniform(Int)
        /// Each variable acts on so many that came before it, rather on those that many act on (Barabási and Albert).
        case scaleFree(Int)
    }

    enum Noise: String, Sendable, CaseIterable {
        case gaussian, exponential, gumbel
    }

    let graph: Graph
    let variableCount: Int
    let sampleCount: Int
    let noise: Noise

    /// The samples, and the edges by which they were made.
    func make() -> StructuralData {
        var random = Random(seed: 0x6461_6773)
        let edges = self.edges(&random)
        var order = Array(0..<variableCount)
        random.shuffle(&order)
        var parents = [[(variable: Int, weight: Double)]](repeating: [], count: variableCount)
        for (from, to) in edges { parents[to].append((from, (random.uniform() < 0.5 ? -1 : 1) * random.uniform(0.5, 2))) }
        var samples = Matrix(zeros: sampleCount, variableCount)
        for row in 0..<sampleCount {
            for variable in 0..<variableCount {
                samples[row, order[variable]] = parents[variable].reduce(draw(&random)) { $0 + $1.weight * samples[row, order[$1.variable]] }
            }
        }
        return StructuralData(samples, truth: Set(edges.map { StructuralEdge(order[$0.from], order[$0.to]) }))
    }

    /// Edges from lower to higher variables.
    private func edges(_ random: inout Random) -> [(from: Int, to: Int)] {
        switch graph {
        case .uniform(let perVariable):
            let all = (0..<variableCount).flatMap { to in (0..<to).map { (from: $0, to: to) } }
            return random.sample(min(perVariable * variableCount, all.count), of: all.count).sorted().map { all[$0] }
        case .scaleFree(let perVariable):
            var attraction = [Double](repeating: 1, count: variableCount)
            var edges: [(from: Int, to: Int)] = []
            for new in 1..<max(1, variableCount) {
                var chosen: [Int] = []
                while chosen.count < min(new, perVariable) {
                    let open = (0..<new).filter { !chosen.contains($0) }
                    var rest = random.uniform() * open.reduce(0) { $0 + attraction[$1] }
                    // Rounding may leave a little over at the end.
                    chosen.append(open.first { node in
                        rest -= attraction[node]
                        return rest < 0
                    } ?? open[open.count - 1])
                }
                for old in chosen.sorted() {
                    attraction[old] += 1
                    // Counted from the newest, so that lower variables act on higher ones.
                    edges.append((variableCount - 1 - new, variableCount - 1 - old))
                }
            }
            return edges
        }
    }

    private func draw(_ random: inout Random) -> Double {
        switch noise {
        case .gaussian: random.normal()
        case .exponential: -logarithm(1 - random.uniform())
        case .gumbel: -logarithm(-logarithm(max(0x1p-53, random.uniform())))
        }
    }
}

struct StructuralEdge: Hashable, Sendable {
    let from: Int
    let to: Int

    init(_ from: Int, _ to: Int) { (self.from, self.to) = (from, to) }
}

/// Samples, each variable with mean zero, and the true edges where they are known.
struct StructuralData: Sendable {
    let samples: Matrix
    let truth: Set<StructuralEdge>?
    /// XᵀX / n.
    let moments: Matrix

    /// - Parameter samples: n × d, n one at least.
    init(_ samples: Matrix, truth: Set<StructuralEdge>?) {
        var centred = samples
        for variable in 0..<samples.columns {
            let mean = samples.column(variable).reduce(0, +) / Double(samples.rows)
            for row in 0..<samples.rows { centred[row, variable] -= mean }
        }
        self.samples = centred
        self.truth = truth
        var moments = Matrix.product(centred, centred, transposeLeft: true)
        for place in moments.entries.indices { moments.entries[place] /= Double(samples.rows) }
        self.moments = moments
    }

    /// The numbers of a user's table, a variable a column, each divided by its standard deviation, since weights below a threshold
    /// are to mean the same of all.
    /// - Throws: where a column has no numbers or is constant, or there are too few or too many.
    static func own(_ file: String) throws -> StructuralData {
        let table = try CSV.load(file)
        let columns = try table.columns.map { try table.numbers($0) }
        guard 2...500 ~= columns.count, 3...10_000_000 / columns.count ~= table.rowCount else {
            throw FormatError(
                file, "", "holds \(table.rowCount) samples of \(columns.count) variables",
                remedy: "2 to 500 variables, 3 samples at least and 10 million numbers at the most are handled")
        }
        for (name, column) in zip(table.columns, columns) where column.allSatisfy({ $0 == column[0] }) {
            throw FormatError(file, "column ‘\(name)’", "all of its numbers are the same", remedy: "leave it out: nothing depends on it")
        }
        let rows = Matrix(rows: columns.count, columns: table.rowCount, entries: columns.flatMap { $0 }).transposed
        return StructuralData(rows.standardized, truth: nil)
    }
}
