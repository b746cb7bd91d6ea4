import AssayKit

/// Parallelised tree search: symbol layers evaluate all the expressions that a few base expressions make, those that come
/// nearest are told by where they stand, and of the best ones the next base expressions are made.
///
/// Kai Ruan, Yilong Xu, Ze-Feng Gao, Yang Liu, Yike Guo, Ji-Rong Wen and Hao Sun, "Discovering symbolic expressions with
/// parallelized tree search", arXiv 2407.04405: the symbol layers of the PSRN with duplicates removed, the deduction by index,
/// genetic programming as the generator of tokens, least squares for constants, the Pareto front by error and complexity and
/// the reward that weighs them, with the constants of the authors' code.
///
/// Different from theirs, for processors instead of graphics cards: duplicates are told by values at the sampled points and
/// not by algebra; a layer keeps no more than `width` nodes, the simplest; in the last layer a sum of squares is left once it
/// cannot be among the best, which changes no result; a − b is there as well as b − a, and quotients likewise, of which the
/// authors' code has one each. Constants are free where they stand, before functions' arguments and around the whole, not
/// before each variable, and are fitted by Levenberg's and Marquardt's method instead of Powell's. Left out of the code: its
/// stages of fewer and then more inputs, its crossover of the front after a hundred passes, and its ban on nested functions.
public struct ParallelSymbolicRegression: Searcher {
    static let inputs = Option("inputs", default: 5, in: 1...20, "base expressions in one pass, the variables among them")
    static let layers = Option("layers", default: 3, in: 1...3, "symbol layers")
    static let width = Option("width", default: 6000, in: 10...100_000, "nodes that a layer keeps at the most")
    static let sampledPoints = Option("sampledPoints", default: 20, in: 1...10_000, "points that the layers are evaluated at")
    static let candidates = Option("candidates", default: 30, in: 1...1000, "expressions that a pass hands on")
    static let threshold = Option("threshold", default: 1e-16, in: 0...1, "share of the targets' variance that may stay unexplained where it ends")

    public static var card: Card {
        Card(
            id: "parallelized-tree-search", name: "Parallelised tree search (PSRN)",
            summary: "Evaluates all expressions that a few base expressions make at once, and makes new bases of the best.",
            paper: Paper(
                id: "P308", title: "Discovering symbolic expressions with parallelized tree search",
                authors: "Kai Ruan, Yilong Xu, Ze-Feng Gao, Yang Liu, Yike Guo, Ji-Rong Wen, Hao Sun", year: 2024, arxiv: "2407.04405"),
            options: [inputs, layers, width, sampledPoints, candidates, threshold],
            claims: claims)
    }

    private static let found =
        "Both find it: in 0.09 to 0.13 s and in 0.32 to 0.94 s, of which the start of a run is a part. On nguyen-5 and feynman-I.16.6, which take genetic programming longer, it needs a hundredth of its time."

    private static var claims: [Claim] {
        let speed = ["formula/nguyen-2", "formula/nguyen-5", "formula/feynman-I.16.6"].map { instance in
            let claim = Claim(
                "an order of magnitude faster than the state of the art (abstract); here than genetic programming, to the formula itself",
                paperValue: "one order of magnitude", instance: instance, rival: "genetic-programming", metric: "seconds", budget: "30s",
                expectation: .ratioAtMost(0.1))
            return instance == "formula/nguyen-2" ? claim.with(remark: found) : claim
        }
        let recovery = ["formula/nguyen-4", "formula/nguyen-12", "formula/feynman-I.6.2a"].map { instance in
            Claim(
                "higher accuracy than the state of the art (abstract): the formula is recovered", paperValue: "up to 99 % more",
                instance: instance, metric: "recovered", budget: "30s", expectation: .valueAtLeast(1))
        }
        return speed + recovery
    }

    private let inputs, layers, width, sampledPoints, candidates: Int
    private let threshold: Double

    public init(_ options: Options) throws {
        inputs = options[Self.inputs]
        layers = options[Self.layers]
        width = options[Self.width]
        sampledPoints = options[Self.sampledPoints]
        candidates = options[Self.candidates]
        threshold = options[Self.threshold]
    }

    public func search(_ problem: any SymbolicRegression, _ run: Run) throws {
        var random = run.random()
        var generator = TokenGenerator(problem, run.random(stream: 1))
        var front = ParetoFront()
        var structures: Set<[SymbolicExpression.Token]> = []
        let enough = threshold * variance(problem.targets)
        // Something is offered whatever comes.
        run.offer(.constant(1))
        var passes = 0
        defer { run.report("passes", Double(passes)) }

        /// Takes expressions into the front, each as it is and with fitted constants.
        func consider(_ found: [SymbolicExpression]) throws -> Bool {
            for expression in found {
                var forms = [expression.simplified]
                if problem.hasRealConstants {
                    var fitting = ConstantFitting(forms[0])
                    if structures.insert(fitting.structure).inserted { forms.append(try fitting.fitted(to: problem)) }
                }
                for form in forms {
                    let error = try problem.meanSquaredError(of: form)
                    guard front.insert(form, error: error) else { continue }
                    run.offer(form)
                    run.log(form.text(problem.names))
                    if error <= enough { return true }
                }
            }
            return false
        }

        // The mean and a linear formula, where constants may be any.
        let linear = problem.columns.indices.reduce(SymbolicExpression.constant(1)) { sum, index in
            .apply(.add, sum, .apply(.multiply, .constant(1), .variable(index)))
        }
        if try consider(problem.hasRealConstants ? [.constant(1), linear] : []) { return }

        while true {
            var variables = Array(problem.columns.indices)
            random.shuffle(&variables)
            // One place at least is the generator's.
            variables.removeLast(max(0, variables.count - max(1, inputs - 1)))
            var tokens = variables.sorted().map { SymbolicExpression.variable($0) }
            tokens += try generator.tokens(max(0, inputs - tokens.count), front: front, problem)
            let points = random.sample(min(sampledPoints, problem.pointCount), of: problem.pointCount)
            let charge = { (count: Int) throws(Stop) in try problem.charge(evaluations: count) }
            let symbols = try SymbolLayers(
                tokens: tokens, at: problem.columns.map { column in points.map { column[$0] } }, targets: points.map { problem.targets[$0] },
                operations: problem.operations, depth: layers - 1, width: width, charge: charge)
            passes += 1
            // What takes one operand first: there is little of it, and it may be enough.
            if try consider(try symbols.bestNodes(candidates, charge: charge)) { return }
            if try consider(try symbols.bestPairs(candidates, charge: charge)) { return }
        }
    }
}

/// The mean squared deviation from the mean.
func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count))
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(ParallelSymbolicRegression.self, GeneticProgramming.self, RandomFormulas.self)
}
