import AssayKit
import Foundation
import Problems
import Testing

@Suite struct FormulaInstanceTests {
    private typealias Formula = SymbolicExpression
    private static let x = Formula.variable(0), y = Formula.variable(1)
    private static func plus(_ a: Formula, _ b: Formula) -> Formula { .apply(.add, a, b) }
    private static func minus(_ a: Formula, _ b: Formula) -> Formula { .apply(.subtract, a, b) }
    private static func times(_ a: Formula, _ b: Formula) -> Formula { .apply(.multiply, a, b) }
    private static func over(_ a: Formula, _ b: Formula) -> Formula { .apply(.divide, a, b) }
    private static func number(_ value: Double) -> Formula { .constant(value) }

    private func score(_ expression: SymbolicExpression, on id: String) throws -> [String: Double] {
        let instance = try #require(Catalog.instance("formula/" + id))
        return try instance.makeScorer(DataFolder("")).score(.selection(expression.encoded))
    }

    private func problem(_ id: String) throws -> any SymbolicRegression {
        let context = ProblemContext(seed: 1, meter: Meter(), data: DataFolder(""), clock: RunClock(), deliver: { _ in })
        let instance = try #require(Catalog.instance(id))
        return try #require(try instance.makeProblem(context) as? any SymbolicRegression)
    }

    /// However it is written: products, sums, identities of functions, constants to seven digits.
    @Test func theFormulaIsRecognised() throws {
        let (x, y) = (Self.x, Self.y)
        let square = Self.times(x, x)
        let right: [(String, SymbolicExpression)] = [
            // x (x + 1) (x² + 1)
            ("nguyen-2", Self.times(Self.times(x, Self.plus(x, Self.number(1))), Self.plus(square, Self.number(1)))),
            // (x⁵ − x) / (x − 1): a pole that is none.
            ("nguyen-2", Self.over(Self.minus(Self.times(Self.times(square, square), x), x), Self.minus(x, Self.number(1)))),
            // (sin(x² + x) + sin(x² − x)) / 2 − 1
            ("nguyen-5", Self.minus(Self.over(Self.plus(.apply(.sine, Self.plus(square, x)), .apply(.sine, Self.minus(square, x))), Self.number(2)), Self.number(1))),
            ("nguyen-6", Self.plus(.apply(.sine, Self.times(x, Self.plus(Self.number(1), x))), .apply(.sine, x))),
            ("nguyen-7", .apply(.logarithm, Self.times(Self.plus(square, Self.number(1)), Self.plus(x, Self.number(1))))),
            ("nguyen-8", .apply(.exponential, Self.times(Self.number(0.5), .apply(.logarithm, x)))),
            ("nguyen-10", Self.plus(.apply(.sine, Self.plus(x, y)), .apply(.sine, Self.minus(x, y)))),
            ("feynman-I.14.4", Self.times(Self.number(0.50000001), Self.times(y, Self.times(x, y)))),
        ]
        for (id, expression) in right {
            let metrics = try score(expression, on: id)
            #expect(metrics["recovered"] == 1, "\(id): \(expression.text())")
            #expect(metrics["error"] ?? 1 < 1e-12)
            #expect(metrics["complexity"] == Double(expression.complexity))
        }
    }

    /// However near it comes on the data.
    @Test func anotherFormulaIsNot() throws {
        let x = Self.x
        let square = Self.times(x, x)
        // sin x = x − x³/6 + x⁵/120 − x⁷/5040 is within 3·10⁻⁶ on [−1, 1].
        func sine(_ u: SymbolicExpression) -> SymbolicExpression {
            var sum = u, power = u, factorial = 1.0
            for order in stride(from: 3.0, through: 7, by: 2) {
                power = Self.times(power, Self.times(u, u))
                factorial *= -(order - 1) * order
                sum = Self.plus(sum, Self.over(power, Self.number(factorial)))
            }
            return sum
        }
        let wrong: [(String, SymbolicExpression)] = [
            ("nguyen-6", Self.plus(sine(x), .apply(.sine, Self.plus(x, square)))),
            ("nguyen-1", Self.times(x, Self.plus(Self.plus(square, x), Self.number(1.00001)))),
            ("nguyen-8", Self.plus(.apply(.exponential, Self.times(Self.number(0.5), .apply(.logarithm, x))), Self.number(1e-5))),
            ("nguyen-1", x), ("nguyen-1", .apply(.logarithm, x)), ("nguyen-1", Self.over(x, Self.number(0))),
        ]
        for (id, expression) in wrong { #expect(try score(expression, on: id)["recovered"] == 0, "\(id): \(expression.text())") }
        // The data do not tell the first one from the formula.
        #expect(try #require(score(wrong[0].1, on: "nguyen-6")["error"]) < 1e-10)
        #expect(try score(.apply(.logarithm, x), on: "nguyen-1")["error"] == .infinity)
    }

    /// 1 − R² by its definition: a constant explains nothing, and the mean of what is judged exactly nothing.
    @Test func errorIsTheUnexplainedShare() throws {
        #expect(try #require(score(Self.number(100), on: "nguyen-1")["error"]) > 1)
        let near = try #require(score(Self.number(0.33), on: "nguyen-1")["error"])
        // E[x³ + x² + x] = 1/3 on [−1, 1].
        #expect(abs(near - 1) < 0.01)
    }

    @Test func whatIsNoFormulaIsNoAnswer() throws {
        let scorer = try #require(Catalog.instance("formula/nguyen-1")).makeScorer(DataFolder(""))
        for numbers in [[], [0], [0, 1], [1, Int(bitPattern: UInt(Double.nan.bitPattern))], [0, 0, 2, 8], [0, 0, 0, 0]] {
            #expect(throws: InvalidAnswer.self) { try scorer.score(.selection(numbers)) }
        }
        #expect(throws: InvalidAnswer.self) { try scorer.score(.point([1])) }
        let long = [Int](repeating: 0, count: 2 * 10_001)
        #expect(throws: InvalidAnswer.self) { try scorer.score(.selection(long)) }
    }

    @Test func dataAreOfTheirFormula() throws {
        for instance in Catalog.instances where instance.kind == "symbolic regression" {
            let problem = try problem(instance.id)
            #expect(problem.targets.allSatisfy(\.isFinite) && problem.columns.allSatisfy { $0.count == problem.pointCount }, "\(instance.id)")
            #expect(problem.names.count == problem.variableCount)
        }
        let exact = try problem("formula/nguyen-1"), noisy = try problem("formula/nguyen-1-noise-10")
        #expect(zip(exact.columns[0], exact.targets).allSatisfy { abs($0 * $0 * $0 + $0 * $0 + $0 - $1) < 1e-12 })
        #expect(exact.columns == noisy.columns)
        let size = (exact.targets.reduce(0) { $0 + $1 * $1 } / 20).squareRoot()
        let errors = zip(exact.targets, noisy.targets).map { ($1 - $0) / size }
        let deviation = (errors.reduce(0) { $0 + $1 * $1 } / 20).squareRoot()
        // Of twenty normal numbers the root mean square is within half of the deviation but once in a thousand times.
        #expect(abs(deviation - 0.1) < 0.05)
        for id in ["formula/nguyen-13", "formula/nguyen-1-noise-0", "formula/nguyen-1-noise-x", "formula/nguyen-1-noise-01", "formula/nguyen-1-noise-101"] {
            #expect(Catalog.instance(id) == nil, "\(id)")
        }
    }

    @Test func ownTablesAreReadOrRefusedInWords() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let rows = (0..<10).map { "\($0),\($0 * $0),\($0 + 1)" }.joined(separator: "\n")
        let file = folder + "/table.csv"
        try ("a,b,c\n" + rows).write(toFile: file, atomically: true, encoding: .utf8)
        let last = try problem("formula:" + file), named = try problem("formula:" + file + ":target=b")
        #expect(last.names == ["a", "b"] && named.names == ["a", "c"])
        #expect(last.targets == [1, 2, 3, 4, 6, 7, 8, 9] && named.targets == [0, 1, 4, 9, 25, 36, 49, 64])
        #expect(last.hasRealConstants)
        let scorer = try #require(Catalog.instance("formula:" + file)).makeScorer(DataFolder(""))
        #expect(try scorer.score(.selection(Self.plus(Self.x, Self.number(1)).encoded)) == ["error": 0, "complexity": 3])
        let bad = [("one.csv", "a\n1\n2\n3\n4\n5"), ("few.csv", "a,b\n1,2\n"), ("text.csv", "a,b\n" + String(repeating: "1,z\n", count: 6)), ("empty.csv", "")]
        for (name, text) in bad {
            try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
            #expect(throws: (any Error).self, "\(name)") { try problem("formula:" + folder + "/" + name) }
        }
        #expect(throws: (any Error).self) { try problem("formula:" + file + ":target=z") }
    }
}
