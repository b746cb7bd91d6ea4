import AssayKit

/// Keeps k elements of a monotone submodular function's ground set under insertions and deletions, worth (1/2 − ε) of the best,
/// by a number of evaluations for each change that does not depend on how many elements there are.
///
/// Kiarash Banihashem, Leyla Biabani, Samira Goudarzi, MohammadTaghi Hajiaghayi, Peyman Jabbarzade and Morteza Monemizadeh,
/// "Dynamic Algorithms for Matroid Submodular Maximization", 2023: the algorithm for the cardinality constraint.
///
/// For each guess (1 + ε)ʲ of the optimum there are levels (`Levels`) with the threshold τ = guess / 2k. An element takes part
/// in the guesses between its own value and 2k times it: below the threshold it adds nothing, and it cannot be worth more than the
/// optimum. The answer is that of the guess whose elements are worth the most.
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
        var guesses: [Int: Levels] = [:]
        // The guesses that each element present takes part in.
        var ranges: [Int: ClosedRange<Int>] = [:]
        try problem.follow { change, solution in
            switch change {
            case .insertion(let element):
                let value = try problem.value(of: [element])
                guard value > 0 else { return }
                // value ≤ (1 + ε)ʲ ≤ 2k · value.
                let least = Int((logarithm(value) / logarithm1p(epsilon)).rounded(.up))
                let most = Int((logarithm(2 * Double(problem.cardinality) * value) / logarithm1p(epsilon)).rounded(.down))
                guard least <= most else { return }
                ranges[element] = least...most
                for j in least...most {
                    // Each guess has randomness of its own, which does not depend on the others.
                    var levels =
                        guesses.removeValue(forKey: j)
                        ?? Levels(
                            threshold: power(1 + epsilon, Double(j)) / (2 * Double(problem.cardinality)), cardinality: problem.cardinality,
                            random: run.random(stream: UInt64(bitPattern: Int64(j))))
                    try levels.insert(element, problem)
                    guesses[j] = levels
                }
            case .deletion(let element):
                // Till the levels are mended, and should the budget end before, what has gone is in no answer.
                solution.removeAll { $0 == element }
                guard let range = ranges.removeValue(forKey: element) else { break }
                for j in range {
                    guard var levels = guesses.removeValue(forKey: j) else { continue }
                    try levels.delete(element, problem)
                    if !levels.isEmpty { guesses[j] = levels }
                }
            }
            // Of equal ones the greatest guess, so that the answer does not hang on the order of a dictionary.
            solution = guesses.max { ($0.value.value, $0.key) < ($1.value.value, $1.key) }?.value.solution ?? []
        }
        run.report("guesses", Double(guesses.count))
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(DynamicSubmodular.self) }
