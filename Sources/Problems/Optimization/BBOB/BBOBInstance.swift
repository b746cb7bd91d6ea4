import AssayKit

/// A function of the BBOB suite: `bbob/rastrigin-10`, or another of its instances, `bbob/rastrigin-10-i7`.
struct BBOBInstance: Instance {
    let number: Int
    let dimension: Int
    let instance: Int
    let role = Role.optimizer
    let kind = "black box"
    let metrics = GapScorer.metrics
    /// Those that COCO's tables show, and its last.
    let targets = [10, 1, 1e-1, 1e-2, 1e-3, 1e-5, 1e-7, 1e-8]
    var id: String { "bbob/\(BBOBFunction.names[number - 1])-\(dimension)" + (instance == 1 ? "" : "-i\(instance)") }
    var summary: String {
        "f\(number) of the BBOB suite in \(dimension) dimensions, instance \(instance): \(BBOBFunction.names[number - 1].replacing("-", with: " ")), in [−5, 5]"
    }
    var defaultBudget: Budget { Budget(calls: ["values": 2000 * dimension]) }
    var problemType: any Metered.Type { BBOBProblem.self }

    init(_ number: Int, dimension: Int, instance: Int = 1) {
        self.number = number
        self.dimension = dimension
        self.instance = instance
    }

    /// Reads an id; nil where it names none.
    init?(id: String) {
        guard let match = id.wholeMatch(of: /bbob\/([a-z0-9\-]+?)-([0-9]{1,2})(?:-i([0-9]{1,4}))?/), let index = BBOBFunction.names.firstIndex(of: String(match.output.1)),
            let dimension = Int(match.output.2), BBOBFunction.dimensions.contains(dimension), let instance = Int(match.output.3 ?? "1"), instance > 0
        else { return nil }
        self.init(index + 1, dimension: dimension, instance: instance)
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        BBOBProblem(BBOBFunction(number, dimension: dimension, instance: instance), context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let function = BBOBFunction(number, dimension: dimension, instance: instance)
        return GapScorer(dimension: dimension, value: { function.value($0) }, gap: { point, _ in max(0, function.gap(point)) })
    }
}

final class BBOBProblem: Bounded {
    let meter: Meter
    private let function: BBOBFunction

    init(_ function: BBOBFunction, _ meter: Meter) {
        self.function = function
        self.meter = meter
    }

    var dimension: Int { function.dimension }
    /// The middle of the box, where COCO begins.
    var start: [Double] { [Double](repeating: 0, count: dimension) }
    var lowerBounds: [Double] { [Double](repeating: -5, count: dimension) }
    var upperBounds: [Double] { [Double](repeating: 5, count: dimension) }
    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { function.value(point) }
}
