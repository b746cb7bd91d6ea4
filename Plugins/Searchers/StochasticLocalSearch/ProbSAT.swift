import AssayKit

/// ProbSAT: of an unsatisfied clause drawn at random a variable is flipped with a probability that falls with the number of
/// clauses it would break: (ε + break)^−c, the polynomial function, for clauses of up to three literals, and c^−break, the
/// exponential one, for longer ones.
///
/// Adrian Balint and Uwe Schöning, "Choosing Probability Distributions for Stochastic Local Search and the Role of Make versus
/// Break", SAT 2012. The constants are theirs: ε = 0.9 and c = 2.06 for 3-SAT, c = 3.7 for 5-SAT and 5.4 for 7-SAT; what
/// lies between takes the next shorter one's.
///
/// O(k) and the occurrences of the flipped variable for each flip. It ends only by its budget where nothing satisfies the formula.
public struct ProbSAT: Searcher {
    static let base = Option("base", default: 0.0, in: 0.0...100.0, "c; 0 for the one that the longest clause's length asks for.")
    static let epsilon = Option("epsilon", default: 0.9, in: 0.001...100, "ε of the polynomial function.")
    static let flipsPerTry = Option("flipsPerTry", default: 100_000_000, in: 1...1_000_000_000_000, unit: "flips", "After so many it begins anew.")

    public static var card: Card {
        Card(
            id: "probsat", name: "ProbSAT", summary: "Mends a random unsatisfied clause by a variable drawn by how much its flip would break.",
            paper: Paper(
                title: "Choosing Probability Distributions for Stochastic Local Search and the Role of Make versus Break",
                authors: "Adrian Balint, Uwe Schöning", year: 2012),
            options: [base, epsilon, flipsPerTry],
            claims: [
                Claim(
                    "It is faster than WalkSAT on random 3-SAT (experiments). Tested by the time to a model of 5,000 variables.", paperValue: "faster",
                    instance: "sat/planted-3-5000", rival: "walksat", metric: "seconds", expectation: .ratioAtMost(1)
                ).with(
                    remark: "Both find a model within 30 to 90 ms, where a busy machine decides: 2.0 over three seeds with seven others at work, 0.7 and 0.8 in single runs after that. c_b = 2.5 is no faster than the authors' 2.06."
                ),
                Claim(
                    "So it is on random 5-SAT, where breaks weigh exponentially.", paperValue: "faster", instance: "sat/uniform-5-100", rival: "walksat",
                    metric: "seconds", expectation: .ratioAtMost(1)),
                Claim(
                    "It is incomplete: it cannot tell that nothing satisfies a formula.", paperValue: "by its construction", instance: "sat/pigeonhole-6",
                    metric: "decided", budget: "1s", expectation: .valueAtMost(0)),
            ])
    }

    private let base: Double
    private let epsilon: Double
    private let flipsPerTry: Int

    public init(_ options: Options) throws {
        base = options[Self.base]
        epsilon = options[Self.epsilon]
        flipsPerTry = options[Self.flipsPerTry]
    }

    public func search(_ formula: any Satisfiability, _ run: Run) throws {
        // The function's values, filled in as far as breaks are met.
        var table: [Double] = []
        var base = base
        var weights: [Double] = []
        try walk(formula, flipsPerTry: flipsPerTry, run) { clause, search, random in
            if base == 0 { base = search.clauses.width <= 4 ? 2.06 : search.clauses.width <= 6 ? 3.7 : 5.4 }
            weights.removeAll(keepingCapacity: true)
            var sum = 0.0
            for literal in clause {
                let broken = search.breakCounts[literal / 2]
                while table.count <= broken {
                    table.append(search.clauses.width <= 3 ? power(epsilon + Double(table.count), -base) : power(base, -Double(table.count)))
                }
                sum += table[broken]
                weights.append(table[broken])
            }
            var left = random.uniform() * sum
            for (offset, weight) in weights.enumerated() {
                left -= weight
                if left < 0 { return clause[clause.startIndex + offset] }
            }
            return clause[clause.endIndex - 1]
        }
    }
}
