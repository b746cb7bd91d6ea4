import AssayKit

/// Genetic programming: formulas of a population are drawn by tournaments, and joined or changed at random; long ones are
/// charged for it.
///
/// John R. Koza, "Genetic Programming: On the Programming of Computers by Means of Natural Selection", MIT Press, 1992. The
/// variations, their rates and the penalty for length (parsimony) are the defaults of the library gplearn; the fitness is the
/// mean squared error, as for the others here, and the operators are not protected: what is not a number is not fit. After
/// `generations` without the formula a new population begins, where gplearn ends, and no formula has more than 200 tokens.
public struct GeneticProgramming: Searcher {
    static let population = Option("population", default: 1000, in: 2...100_000, "formulas in a generation")
    static let generations = Option("generations", default: 100, in: 1...1_000_000, "after so many it begins anew")
    static let tournamentSize = Option("tournament", default: 20, in: 2...10_000, "formulas of which the fittest is a parent")
    static let crossover = Option("crossover", default: 0.9, in: 0...1, "share of children of two parents")
    static let subtreeMutation = Option("subtreeMutation", default: 0.01, in: 0...1, "share of those with a new part")
    static let hoistMutation = Option("hoistMutation", default: 0.01, in: 0...1, "share of those whose part is put in a larger part's place")
    static let pointMutation = Option("pointMutation", default: 0.01, in: 0...1, "share of those with tokens changed, each with probability 0.05")
    static let parsimony = Option("parsimony", default: 0.001, in: 0...1, "what a token costs, in mean squared error")
    static let threshold = Option("threshold", default: 1e-16, in: 0...1, "share of the targets' variance that may stay unexplained where it ends")

    public static var card: Card {
        Card(
            id: "genetic-programming", name: "Genetic programming",
            summary: "Lets formulas compete, and joins and changes the fittest.",
            paper: Paper(
                title: "Genetic Programming: On the Programming of Computers by Means of Natural Selection", authors: "John R. Koza", year: 1992),
            options: [population, generations, tournamentSize, crossover, subtreeMutation, hoistMutation, pointMutation, parsimony, threshold],
            claims: [
                Claim(
                    "selection finds what random search does not", paperValue: "no figure", instance: "formula/nguyen-3",
                    rival: "random-formulas", metric: "error", budget: "5000000evaluations", expectation: .ratioAtMost(0.5))
            ])
    }

    private let populationSize, generations, tournamentSize: Int
    private let rates: [Double]
    private let parsimony, threshold: Double

    public init(_ options: Options) throws {
        populationSize = options[Self.population]
        generations = options[Self.generations]
        tournamentSize = options[Self.tournamentSize]
        rates = [options[Self.crossover], options[Self.subtreeMutation], options[Self.hoistMutation], options[Self.pointMutation]]
        parsimony = options[Self.parsimony]
        threshold = options[Self.threshold]
    }

    public func search(_ problem: any SymbolicRegression, _ run: Run) throws {
        let source = RandomExpressions(problem)
        var random = run.random()
        var best = BestFormula(problem, threshold: threshold)
        var generation = 0
        defer { run.report("generations", Double(generation)) }
        while true {
            var population = try (0..<populationSize).map { _ in
                try run.checkTime()
                return source.halfAndHalf(2...6, &random)
            }
            for _ in 0..<generations {
                var fitness: [Double] = []
                for expression in population {
                    let error = try problem.meanSquaredError(of: expression)
                    if best.take(expression, error: error, run) { return }
                    fitness.append(error + parsimony * Double(expression.complexity))
                }
                generation += 1
                population = try population.map { _ in
                    try run.checkTime()
                    let parent = population[tournament(fitness, size: tournamentSize, &random)]
                    var left = random.uniform()
                    let choice = rates.firstIndex { left -= $0; return left < 0 }
                    let child = switch choice {
                    case 0: source.crossover(parent, population[tournament(fitness, size: tournamentSize, &random)], &random)
                    case 1: source.subtreeMutation(parent, depths: 2...6, &random)
                    case 2: source.hoistMutation(parent, &random)
                    case 3: source.pointMutation(parent, probability: 0.05, &random)
                    default: parent
                    }
                    return child.complexity > 200 ? parent : child
                }
            }
        }
    }
}

/// The formula of least error so far, offered whenever it is another.
struct BestFormula {
    private let enough: Double
    private let names: [String]
    private var error = Double.infinity
    private var isOffered = false

    init(_ problem: any SymbolicRegression, threshold: Double) {
        enough = threshold * variance(problem.targets)
        names = problem.names
    }

    /// - Returns: whether nothing better need be looked for.
    mutating func take(_ expression: SymbolicExpression, error: Double, _ run: Run) -> Bool {
        guard error < self.error || !isOffered else { return false }
        self.error = error
        isOffered = true
        let simple = expression.simplified
        run.offer(simple)
        run.log(simple.text(names))
        return error <= enough
    }
}
