import AssayKit
import Formats

/// A formula to be found by its values: one that is known, or whatever describes a user's table.
struct FormulaInstance: Instance {
    enum Source: Sendable {
        /// - Parameter noise: the deviation of normal errors of the shown values, in percent of their root mean square.
        case known(KnownFormula, noise: Double)
        /// A user's table, and the column to be described; nil for the last one.
        case file(String, target: String?)
    }

    let id: String
    let role = Role.searcher
    let kind = "symbolic regression"
    let summary: String
    let source: Source
    let defaultBudget = Budget(seconds: 30)
    var metrics: [Metric] { if case .file = source { FormulaScorer.metrics.filter { $0.name != "recovered" } } else { FormulaScorer.metrics } }
    /// One in a hundred of the variance unexplained, one in a million, nothing.
    let targets = [1e-2, 1e-6, 1e-12]
    var dataFiles: [String] { if case .file(let path, _) = source { [path] } else { [] } }
    var problemType: any Metered.Type { FormulaProblem.self }

    private init(_ known: KnownFormula, noise: Double) {
        id = "formula/" + known.name + (noise == 0 ? "" : "-noise-" + (Int(exactly: noise).map(String.init) ?? "\(noise)"))
        summary = "\(known.text) by \(known.pointCount) of its values" + (noise == 0 ? "" : ", with errors of \(noise) %") + "; made by seed"
        source = .known(known, noise: noise)
    }

    static let shipped = KnownFormula.all.map { FormulaInstance($0, noise: 0) }

    /// `formula/NAME-noise-PERCENT`; nil where there is no such formula, or no percentage above 0 and up to 100.
    static func instance(_ id: String) -> FormulaInstance? {
        guard id.hasPrefix("formula/"), let end = id.ranges(of: "-noise-").last, let noise = Double(id[end.upperBound...]), noise > 0, noise <= 100,
            let known = KnownFormula.all.first(where: { "formula/" + $0.name == id[..<end.lowerBound] })
        else { return nil }
        let instance = FormulaInstance(known, noise: noise)
        return instance.id == id ? instance : nil
    }

    /// `formula:FILE.csv` or `formula:FILE.csv:target=COLUMN`.
    init(ownFile path: String, id: String) {
        let parts = path.split(separator: ":target=", maxSplits: 1).map(String.init)
        let file = parts.first ?? path, name = file.split(separator: "/").last.map(String.init) ?? file
        self.id = id
        source = .file(file, target: parts.count > 1 ? parts[1] : nil)
        summary = "\(parts.count > 1 ? "column \(parts[1])" : "the last column") of \(name) by the others; one row in five is kept for judging"
    }

    private func examples(_ data: DataFolder) throws -> (shown: FormulaExamples, judged: FormulaExamples, truth: TrueFormula?) {
        switch source {
        case .known(let known, let noise):
            guard let truth = known.truth else { throw InvalidAnswer("\(known.text) is no formula") }
            func values(_ columns: [[Double]], _ count: Int) -> [Double] { truth.expression.values(at: columns, count: count) }
            let columns = truth.points(known.pointCount, seed: 1)
            var targets = values(columns, known.pointCount)
            let scale = (targets.reduce(0) { $0 + $1 * $1 } / Double(targets.count)).squareRoot()
            var random = Random(seed: 1, stream: 0x6e6f_6973)
            if noise > 0 { for index in targets.indices { targets[index] += noise / 100 * scale * random.normal() } }
            let fresh = truth.points(1000, seed: 2)
            return (
                FormulaExamples(names: known.variables, columns: columns, targets: targets, operations: known.operations, hasRealConstants: known.hasRealConstants),
                FormulaExamples(names: known.variables, columns: fresh, targets: values(fresh, 1000), operations: known.operations, hasRealConstants: known.hasRealConstants),
                truth
            )
        case .file(let path, let target):
            let (shown, judged) = try FormulaExamples.own(try data.file(path), target: target)
            return (shown, judged, nil)
        }
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { FormulaProblem(try examples(context.data).shown, context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let (_, judged, truth) = try examples(data)
        return FormulaScorer(
            variableCount: judged.columns.count, operations: judged.operations, columns: judged.columns, targets: judged.targets, truth: truth)
    }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let shown = try examples(data).shown
        let points = shown.targets.indices.flatMap { point in shown.columns.map { $0[point] } }
        try NumPy.write(.init(shape: [shown.targets.count, shown.columns.count], elements: points), to: folder + "/points.npy")
        try NumPy.write(.init(shape: [shown.targets.count], elements: shown.targets), to: folder + "/targets.npy")
        return ["points.npy", "targets.npy"]
    }
}

final class FormulaProblem: SymbolicRegression {
    let meter: Meter
    private let examples: FormulaExamples

    init(_ examples: FormulaExamples, _ meter: Meter) {
        self.examples = examples
        self.meter = meter
    }

    var columns: [[Double]] { examples.columns }
    var targets: [Double] { examples.targets }
    var operations: [SymbolicExpression.Operation] { examples.operations }
    var hasRealConstants: Bool { examples.hasRealConstants }
    var names: [String] { examples.names }
    func count(evaluations: Int, _ receipt: borrowing Receipt) {}
}
