import AssayKit

/// Formulas drawn at random, ramped half-and-half as Koza's populations begin (Genetic Programming, 1992): what a search must
/// be better than.
public struct RandomFormulas: Searcher {
    static let depth = Option("depth", default: 6, in: 1...20, "of the deepest formulas")
    static let threshold = Option("threshold", default: 1e-16, in: 0...1, "share of the targets' variance that may stay unexplained where it ends")

    public static var card: Card {
        Card(
            id: "random-formulas", name: "Random formulas", summary: "Draws formulas at random and keeps the best.",
            paper: Paper(
                title: "Genetic Programming: On the Programming of Computers by Means of Natural Selection", authors: "John R. Koza", year: 1992),
            options: [depth, threshold],
            claims: [
                Claim(
                    "short formulas are found by chance", paperValue: "no figure", instance: "formula/nguyen-8", metric: "recovered",
                    budget: "20000000evaluations", expectation: .valueAtLeast(1))
            ])
    }

    private let depth: Int
    private let threshold: Double

    public init(_ options: Options) throws {
        depth = options[Self.depth]
        threshold = options[Self.threshold]
    }

    public func search(_ problem: any SymbolicRegression, _ run: Run) throws {
        let source = RandomExpressions(problem)
        var random = run.random()
        var best = BestFormula(problem, threshold: threshold)
        while true {
            let expression = source.halfAndHalf(min(2, depth)...depth, &random)
            if best.take(expression, error: try problem.meanSquaredError(of: expression), run) { return }
        }
    }
}
