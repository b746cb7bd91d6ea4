import AssayKit

/// WalkSAT: of an unsatisfied clause drawn at random a variable is flipped that breaks no other clause; where there is none,
/// with probability p any, and else one that breaks the fewest.
///
/// Bart Selman, Henry Kautz and Bram Cohen, "Noise Strategies for Improving Local Search", AAAI 1994 (the variant SKC).
///
/// O(k) and the occurrences of the flipped variable for each flip. It ends only by its budget where nothing satisfies the formula.
public struct WalkSAT: Searcher {
    static let noise = Option("noise", default: 0.5, in: 0...1, "p: how often any variable of the clause is flipped.")
    static let flipsPerTry = Option("flipsPerTry", default: 100_000_000, in: 1...1_000_000_000_000, unit: "flips", "After so many it begins anew.")

    public static var card: Card {
        Card(
            id: "walksat", name: "WalkSAT", summary: "Mends a random unsatisfied clause, at no other's cost where it can, and now and then at any.",
            paper: Paper(title: "Noise Strategies for Improving Local Search", authors: "Bart Selman, Henry Kautz, Bram Cohen", year: 1994),
            options: [noise, flipsPerTry],
            claims: [
                Claim(
                    "It solves hard random 3-SAT of hundreds of variables (experiments). Tested near the threshold, at 4.2 clauses a variable.",
                    paperValue: "up to 2,000 variables", instance: "sat/uniform-3-500", metric: "unsatisfied", expectation: .valueAtMost(0)),
                Claim(
                    "Noise improves local search (title). Tested against none: half the clauses left or fewer.", paperValue: "improves", instance: "sat/uniform-3-500",
                    rival: "walksat[noise=0]", metric: "unsatisfied", expectation: .ratioAtMost(0.5)),
                Claim(
                    "It is incomplete: it cannot tell that nothing satisfies a formula.", paperValue: "by its construction", instance: "sat/pigeonhole-6",
                    metric: "decided", budget: "1s", expectation: .valueAtMost(0)),
            ])
    }

    private let noise: Double
    private let flipsPerTry: Int

    public init(_ options: Options) throws {
        noise = options[Self.noise]
        flipsPerTry = options[Self.flipsPerTry]
    }

    public func search(_ formula: any Satisfiability, _ run: Run) throws {
        var ties: [Int] = []
        try walk(formula, flipsPerTry: flipsPerTry, run) { clause, search, random in
            var least = Int.max
            for literal in clause {
                let broken = search.breakCounts[literal / 2]
                if broken < least {
                    least = broken
                    ties.removeAll(keepingCapacity: true)
                }
                if broken == least { ties.append(literal) }
            }
            if least > 0, random.uniform() < noise { return clause[clause.startIndex + random.index(below: clause.count)] }
            return ties[random.index(below: ties.count)]
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(WalkSAT.self, ProbSAT.self, PrioritizedUnitPropagation.self) }
