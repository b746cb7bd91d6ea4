import AssayKit
import Testing

@Suite struct SymbolicTreeSearchTests {
    private static let methods = ["parallelized-tree-search", "genetic-programming", "random-formulas"]
    private static let koza: [SymbolicExpression.Operation] = [.add, .subtract, .multiply, .divide, .sine, .cosine, .exponential, .logarithm]

    private func offers(_ run: Recorder) throws -> [SymbolicExpression] { try run.selections.map { try #require(SymbolicExpression(encoded: $0)) } }

    /// A formula in which every node down to the variables is an operation, of that depth.
    private func full(_ depth: Int, _ random: inout Random) -> SymbolicExpression {
        guard depth > 0 else { return .variable(random.index(below: 2)) }
        let operation = Self.koza[random.index(below: Self.koza.count)]
        let left = full(depth - 1, &random)
        return operation.operandCount == 1 ? .apply(operation, left) : .apply(operation, left, full(depth - 1, &random))
    }

    /// The layers hold every formula of their depth over the variables, so one pass finds any of them.
    @Test(arguments: UInt64(1)...20) func onePassFindsEveryFormulaOfItsDepth(seed: UInt64) throws {
        var random = Random(seed: seed)
        let columns = (0..<2).map { _ in (0..<20).map { _ in random.uniform(0.5, 2) } }
        var expression = full(3, &random), targets = expression.values(at: columns, count: 20)
        // One whose values can be told from a constant's in single precision, and from others'.
        while !targets.allSatisfy({ abs($0) < 1e3 }) || (targets.max() ?? 0) - (targets.min() ?? 0) < 0.1 {
            expression = full(3, &random)
            targets = expression.values(at: columns, count: 20)
        }
        let problem = Points(columns, targets, Meter(Budget(calls: ["evaluations": 100_000_000_000])))
        let run = try Plugin.run("parallelized-tree-search", ["inputs": "3", "width": "100000"], on: problem, seed: seed)
        #expect(run.stop == nil && run.reports["passes"] == 1, "\(expression.text())")
        let last = try #require(try offers(run).last)
        #expect(problem.meanSquaredError(of: last.values(at: columns, count: 20)) < 1e-12, "\(expression.text()) and \(last.text())")
    }

    /// 2.5 exp(−0.73 x²) + 1.31: no whole number is any of them.
    @Test(arguments: UInt64(1)...5) func constantsAreFitted(seed: UInt64) throws {
        let x = (0..<30).map { -1.5 + Double($0) / 10 }
        let problem = Points([x], x.map { 2.5 * exponential(-0.73 * $0 * $0) + 1.31 }, Meter(Budget(calls: ["evaluations": 100_000_000_000])), hasRealConstants: true)
        let run = try Plugin.run("parallelized-tree-search", on: problem, seed: seed)
        let last = try #require(try offers(run).last)
        #expect(problem.meanSquaredError(of: last.values(at: [x], count: 30)) < 1e-15, "\(last.text())")
        // Also where nothing was measured.
        #expect(abs(last.values(at: [[3]], count: 1)[0] - 2.5 * exponential(-0.73 * 9) - 1.31) < 1e-6, "\(last.text())")
    }

    /// What is offered is on the front when it is: none before it is both as near and as simple.
    @Test func offersAreOfAParetoFront() throws {
        var random = Random(seed: 4)
        let x = (0..<20).map { _ in random.uniform(-1, 1) }
        let problem = Points([x], x.map { $0 * $0 + 0.3 * random.normal() }, Meter(Budget(calls: ["evaluations": 5_000_000_000])))
        let run = try Plugin.run("parallelized-tree-search", ["width": "500"], on: problem)
        #expect(run.stop == .spent(.evaluations))
        // The first one is there so that there is one.
        let front = try offers(run).dropFirst().map { ($0.complexity, problem.meanSquaredError(of: $0.values(at: [x], count: 20))) }
        #expect(front.count > 3)
        for later in front.indices {
            for earlier in front.indices.prefix(while: { $0 < later }) {
                #expect(!(front[earlier].0 <= front[later].0 && front[earlier].1 <= front[later].1))
            }
        }
    }

    @Test(arguments: ["genetic-programming", "random-formulas"], UInt64(1)...3) func offersImproveUntilTheFormulaIsThere(method: String, seed: UInt64) throws {
        let x = (0..<20).map { -1 + Double($0) / 10 }
        let problem = Points([x], x.map { $0 * $0 + $0 }, Meter(Budget(calls: ["evaluations": 500_000_000])))
        let run = try Plugin.run(method, on: problem, seed: seed)
        let errors = try offers(run).map { problem.meanSquaredError(of: $0.values(at: [x], count: 20)) }
        // Those of formulas before they were made shorter: to within rounding.
        #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 >= $1 * (1 - 1e-9) - 1e-20 || $0 == .infinity })
        #expect(try #require(errors.last) < 1e-20)
    }

    /// Without variation selection alone is left, which finds nothing that the first population had not.
    @Test func geneticProgrammingNeedsVariation() throws {
        let x = (0..<20).map { -1 + Double($0) / 10 }
        let budget = Budget(calls: ["evaluations": 2_000_000])
        func best(_ options: [String: String]) throws -> Double {
            let problem = Points([x], x.map { $0 * $0 * $0 + $0 * $0 + $0 }, Meter(budget))
            let run = try Plugin.run("genetic-programming", options, on: problem, seed: 2)
            return try offers(run).map { problem.meanSquaredError(of: $0.values(at: [x], count: 20)) }.min() ?? .infinity
        }
        let still = try best(["crossover": "0", "subtreeMutation": "0", "hoistMutation": "0", "pointMutation": "0"])
        #expect(try best([:]) < still)
    }

    @Test(arguments: methods) func theSameSeedIsTheSameRun(method: String) throws {
        func run(_ seed: UInt64) throws -> ([[Int]], [String: Int]) {
            let x = (0..<12).map { Double($0) / 6 }
            let problem = Points([x], x.map { sine($0) + 0.1 * $0 * $0 * $0 }, Meter(Budget(calls: ["evaluations": 3_000_000])))
            return (try Plugin.run(method, ["threshold": "0"], on: problem, seed: seed).selections, problem.meter.calls)
        }
        #expect(try run(7) == run(7))
        #expect(try run(7).0 != run(8).0)
        #expect(try #require(run(7).1["evaluations"]) <= 3_000_000)
    }

    @Test(arguments: methods) func oddDataEndInAnAnswer(method: String) throws {
        let cases: [([[Double]], [Double])] = [([[1]], [2]), ([[1, 1, 1]], [5, 5, 5]), ([[0, 0]], [1e200, -1e200]), ([[1, 2], [1, 2]], [0, 0])]
        for (columns, targets) in cases {
            let problem = Points(columns, targets, Meter(Budget(calls: ["evaluations": 200_000])))
            let run = try Plugin.run(method, on: problem)
            #expect(!(try offers(run)).isEmpty)
        }
    }
}

private final class Points: SymbolicRegression {
    let meter: Meter
    let columns: [[Double]]
    let targets: [Double]
    let hasRealConstants: Bool
    let operations: [SymbolicExpression.Operation] = [.add, .subtract, .multiply, .divide, .sine, .cosine, .exponential, .logarithm]
    var names: [String] { columns.indices.map { "v\($0)" } }

    init(_ columns: [[Double]], _ targets: [Double], _ meter: Meter = Meter(), hasRealConstants: Bool = false) {
        self.columns = columns
        self.targets = targets
        self.meter = meter
        self.hasRealConstants = hasRealConstants
    }

    func count(evaluations: Int, _ receipt: borrowing Receipt) {}
}
