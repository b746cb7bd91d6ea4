import AssayKit

/// Keeps k elements of a monotone submodular function's ground set under insertions and deletions, worth (1/2 − ε) of the best,
/// by a number of evaluations for each change that grows with powers of the logarithms of n and k only.
///
/// Kiarash Banihashem, Leyla Biabani, Samira Goudarzi, MohammadTaghi Hajiaghayi, Peyman Jabbarzade and Morteza Monemizadeh,
/// "Dynamic Constrained Submodular Optimization with Polylogarithmic Update Time", ICML 2023. Of the paper only the abstract could be
/// had; the levels are those that its bound asks for, samples of a bucket as in the work it mends (Lattanzi and others, "Fully Dynamic
/// Algorithm for Constrained Submodular Optimization", NeurIPS 2020). After what share of changes a level is stale, and how often a size
/// is tried, are ours: the steps may differ from the paper's there.
///
/// There are levels (`SampledLevels`) for each guess of the optimum (`Guesses`).
public struct SampledSubmodular: Searcher {
    static let epsilon = Option(
        "epsilon", default: 0.2, in: 0.01...1, "ε: guesses and buckets are a factor of 1 + ε apart, and a level is made anew when this share of it has changed.")
    static let trialCount = Option("trialCount", default: 16, in: 1...1000, unit: "samples", "How often a sample's size is tried before it is trusted.")

    public static var card: Card {
        Card(
            id: "sampled-submodular", name: "Polylogarithmic submodular maximisation",
            summary: "Few levels of whole samples of alike elements for each guess of the optimum, made anew where a share of them has changed.",
            paper: Paper(
                id: "P236", title: "Dynamic Constrained Submodular Optimization with Polylogarithmic Update Time",
                authors: "Kiarash Banihashem, Leyla Biabani, Samira Goudarzi, MohammadTaghi Hajiaghayi, Peyman Jabbarzade, Morteza Monemizadeh",
                year: 2023),
            options: [epsilon, trialCount],
            claims: ["subset/licences", "subset/digits"].flatMap { instance in
                [
                    Claim(
                        "It maintains a (1/2 − ε)-approximate solution (abstract). Tested against greedy, which is worth no more than the optimum.",
                        paperValue: "1/2 − ε", instance: instance, rival: "lazy-greedy", metric: "value", expectation: .ratioAtLeast(0.3)),
                    Claim(
                        "A polylogarithmic update time (abstract), where greedy evaluates all elements anew. Tested: fewer evaluations than that at 2,000 lines or 400 digits present.",
                        paperValue: "poly(log n, log k, 1/ε)", instance: instance, rival: "lazy-greedy", metric: "evaluationsPerUpdate",
                        expectation: .ratioAtMost(1)),
                ]
            })
    }

    private let epsilon: Double
    private let trialCount: Int

    public init(_ options: Options) throws {
        epsilon = options[Self.epsilon]
        trialCount = options[Self.trialCount]
    }

    public func search(_ problem: any DynamicSubset, _ run: Run) throws {
        var guesses = Guesses(epsilon: epsilon) {
            SampledLevels(threshold: $0, cardinality: problem.cardinality, epsilon: epsilon, trialCount: trialCount, random: $1)
        }
        try guesses.follow(problem, run)
    }
}
