import AssayKit

/// A formula of the field's benchmarks, by name, with its domain and how many points of it are shown.
struct KnownFormula: Sendable {
    let name: String
    let text: String
    let variables: [String]
    let ranges: [ClosedRange<Double>]
    let pointCount: Int
    let operations: [SymbolicExpression.Operation]
    let hasRealConstants: Bool

    /// The operations of Koza's set, which the Nguyen benchmarks are commonly run with.
    private static let koza: [SymbolicExpression.Operation] = [.add, .subtract, .multiply, .divide, .sine, .cosine, .exponential, .logarithm]

    private static func nguyen(_ number: Int, _ text: String, _ range: ClosedRange<Double> = -1...1, variables: [String] = ["x"]) -> KnownFormula {
        KnownFormula(
            name: "nguyen-\(number)", text: text, variables: variables, ranges: variables.map { _ in range }, pointCount: 20, operations: koza,
            hasRealConstants: false)
    }

    private static func feynman(_ number: String, _ text: String, _ variables: [String], _ range: ClosedRange<Double> = 1...5) -> KnownFormula {
        KnownFormula(
            name: "feynman-\(number)", text: text, variables: variables, ranges: variables.map { _ in range }, pointCount: 100,
            operations: koza + [.squareRoot], hasRealConstants: true)
    }

    /// Nguyen Quang Uy et al., "Semantically-based crossover in genetic programming: application to real-valued symbolic
    /// regression", 2011; and of the equations of Silviu-Marian Udrescu and Max Tegmark, "AI Feynman", 2020, ten short ones.
    static let all = [
        nguyen(1, "x^3 + x^2 + x"), nguyen(2, "x^4 + x^3 + x^2 + x"), nguyen(3, "x^5 + x^4 + x^3 + x^2 + x"),
        nguyen(4, "x^6 + x^5 + x^4 + x^3 + x^2 + x"), nguyen(5, "sin(x^2)*cos(x) - 1"), nguyen(6, "sin(x) + sin(x + x^2)"),
        nguyen(7, "log(x + 1) + log(x^2 + 1)", 0...2), nguyen(8, "sqrt(x)", 0...4),
        nguyen(9, "sin(x) + sin(y^2)", 0...1, variables: ["x", "y"]), nguyen(10, "2*sin(x)*cos(y)", 0...1, variables: ["x", "y"]),
        nguyen(11, "exp(y*log(x))", 0...1, variables: ["x", "y"]), nguyen(12, "x^4 - x^3 + y^2/2 - y", 0...1, variables: ["x", "y"]),
        feynman("I.6.2a", "exp(-theta^2/2)/sqrt(2*pi)", ["theta"], 1...3), feynman("I.12.1", "mu*N", ["mu", "N"]),
        feynman("I.14.4", "k*x^2/2", ["k", "x"]), feynman("I.16.6", "(u + v)/(1 + u*v/c^2)", ["c", "v", "u"]),
        feynman("I.18.12", "r*F*sin(theta)", ["r", "F", "theta"]), feynman("I.27.6", "1/(1/d1 + n/d2)", ["d1", "d2", "n"]),
        feynman("I.39.22", "n*kb*T/V", ["n", "T", "V", "kb"]), feynman("II.3.24", "P/(4*pi*r^2)", ["P", "r"]),
        feynman("II.38.14", "Y/(2*(1 + sigma))", ["Y", "sigma"]), feynman("I.34.27", "h*omega/(2*pi)", ["omega", "h"]),
    ]

    /// Nil where the text is no formula.
    var truth: TrueFormula? { FormulaText.parse(text, variables).map { TrueFormula(expression: $0, ranges: ranges) } }
}
