import AssayKit

/// Keeps k elements of a monotone submodular function's ground set under insertions and deletions, worth (1/2 − ε) of the best,
/// by a number of evaluations for each change that does not depend on how many elements there are.
///
/// Kiarash Banihashem, Leyla Biabani, Samira Goudarzi, MohammadTaghi Hajiaghayi, Peyman Jabbarzade and Morteza Monemizadeh,
/// "Dynamic Algorithms for Matroid Submodular Maximization", 2023: the algorithm for the cardinality constraint.
///
/// There are levels (`Levels`) for each guess of the optimum (`Guesses`).
/// O(k log²(k) / ε) evaluations for each change, in expectation; up to nk log(k) / ε numbers are kept, n elements being present.
public struct DynamicSubmodular: Searcher {
    static let epsilon = Option("epsilon", default: 0.2, in: 0.01...1, "ε: guesses of the optimum are a factor of 1 + ε apart.")

    public static var card: Card {
        Card(
            id: "dynamic-submodular", name: "Dynamic submodular maximisation",
            summary: "Levels of random elements over a threshold for each guess of the optimum, mended where elements come and go.",
            paper: Paper(
                title: "Dynamic Algorithms for Matroid Submodular Maximization",
                authors: "Kiarash Banihashem, Leyla Biabani, Samira Goudarzi, MohammadTaghi Hajiaghayi, Peyman Jabbarzade, Morteza Monemizadeh",
                year: 2023),
            options: [epsilon],
            claims: ["subset/licences", "subset/digits"].flatMap { instance in
                [
                    Claim(
                        "It maintains a (2 + ε)-approximate solution (abstract). Tested against greedy, which is worth no more than the optimum: 1/2 − ε at ε = 0.2.",
                        paperValue: "2 + ε", instance: instance, rival: "lazy-greedy", metric: "value", expectation: .ratioAtLeast(0.3)),
                    Claim(
                        "Its query complexity does not depend on the size of the ground set (abstract), where greedy evaluates all elements anew. Tested: fewer evaluations than that at 2,000 lines or 400 digits present.",
                        paperValue: "O(k log²(k) / ε)", instance: instance, rival: "lazy-greedy", metric: "evaluationsPerUpdate", expectation: .ratioAtMost(1)),
                ]
            })
    }

    private let epsilon: Double

    public init(_ options: Options) throws { epsilon = options[Self.epsilon] }

    public func search(_ problem: any DynamicSubset, _ run: Run) throws {
        var guesses = Guesses(epsilon: epsilon) { Levels(threshold: $0, cardinality: problem.cardinality, random: $1) }
        try guesses.follow(problem, run)
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(DynamicSubmodular.self, SampledSubmodular.self) }
