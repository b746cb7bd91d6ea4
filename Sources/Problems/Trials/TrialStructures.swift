import AssayKit

extension Trial {
    /// Small models. The chain's noise is of one size, so that the order of its variables shows.
    static let structures = [
        ("", "a chain of four variables", chain(4), [0, 1, 2].map { StructuralEdge($0, $0 + 1) }), ("-one", "a single variable", chain(1), []),
        ("-apart", "three variables that have nothing to do with each other", independent(3), []),
        ("-constant", "a variable that never changes", constant(), []), ("-copy", "a variable twice", copied(), []),
        ("-nan", "a sample that is NaN", spoiled(), []),
    ].map { (name: String, summary: String, samples: Matrix, truth: [StructuralEdge]) in
        let data = StructuralData(samples, truth: Set(truth))
        return Trial(
            id: "trial/structure" + name, summary: summary, demand: name == "" ? .solve(3) : name == "-nan" ? .end : .answerOrRefuse, role: .searcher,
            problemType: StructureProblem.self, metrics: StructureScorer.metrics, defaultBudget: Budget(),
            problem: { StructureProblem(data, $0.meter) }, scorer: { StructureScorer(data) })
    }

    private static func independent(_ count: Int) -> Matrix {
        var random = Random(seed: 3)
        return Matrix(rows: 500, columns: count, entries: (0..<500 * count).map { _ in random.normal() })
    }

    private static func chain(_ count: Int) -> Matrix {
        var samples = independent(count)
        for row in 0..<samples.rows {
            for variable in 1..<max(1, count) { samples[row, variable] += 1.5 * samples[row, variable - 1] }
        }
        return samples
    }

    private static func constant() -> Matrix {
        var samples = chain(3)
        for row in 0..<samples.rows { samples[row, 1] = 7 }
        return samples
    }

    private static func copied() -> Matrix {
        var samples = chain(3)
        for row in 0..<samples.rows { samples[row, 2] = samples[row, 0] }
        return samples
    }

    private static func spoiled() -> Matrix {
        var samples = chain(3)
        samples[0, 0] = .nan
        return samples
    }
}
