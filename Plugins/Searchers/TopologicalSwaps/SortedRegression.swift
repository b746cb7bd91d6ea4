import AssayKit

/// Variables in the order of their variance, each regressed on those before it (Reisach, Seiler and Weichwald, "Beware of the
/// Simulated DAG! Causal Discovery Benchmarks May Be Easy To Game", arXiv:2102.13647): the trivial rival.
///
/// In models made by seed, variance grows along the edges. Least squares take the place of the paper's Lasso; small weights fall to the
/// host's threshold.
public struct SortedRegression: Searcher {
    public static var card: Card {
        Card(
            id: "sort-regress", name: "Sort by variance and regress", summary: "Regresses each variable on those of less variance.",
            paper: Paper(
                title: "Beware of the Simulated DAG! Causal Discovery Benchmarks May Be Easy To Game", authors: "Alexander G. Reisach, Christof Seiler, Sebastian Weichwald",
                year: 2021, arxiv: "2102.13647"),
            claims: [
                Claim(
                    "On data made as these are, it does about as well as NOTEARS (experiments).", paperValue: "comparable", instance: "structure/er2-20-gaussian",
                    rival: "notears", metric: "score", expectation: .ratioAtMost(1.1))
            ])
    }

    public init(_ options: Options) throws {}

    public func search(_ space: any StructuralEquations, _ run: Run) throws {
        let moments = try space.moments()
        let order = Array(0..<moments.rows).sorted { (moments[$0, $0], $0) < (moments[$1, $1], $1) }
        run.offer(try moments.regression(inOrder: order).weights.entries)
    }
}
