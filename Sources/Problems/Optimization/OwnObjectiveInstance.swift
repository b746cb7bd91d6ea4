import AssayKit

/// An instance that is a function of a user's library. The library is loaded in workers alone: what judges answers runs in
/// one too.
struct OwnObjectiveInstance: Instance {
    let id: String
    let role = Role.optimizer
    let kind = "own objective"
    let summary: String
    let metrics: [Metric]
    let defaultBudget = Budget(calls: ["gradients": 1000, "values": 10_000])
    var dataFiles: [String] { [own.file] }
    var isForeign: Bool { true }
    var problemType: any Metered.Type { hasGradient ? OwnDifferentiable.self : OwnFunction.self }
    private let hasGradient: Bool
    private let own: OwnObjective

    /// What the file defines decides on what is offered; where it cannot be read, that is said when it is loaded.
    init(_ own: OwnObjective) {
        let symbols = (try? own.symbols()) ?? []
        self.own = own
        id = own.with(file: own.file)
        let name = own.file.split(separator: "/").last.map(String.init) ?? own.file
        summary = "\(own.symbol) of \(name)" + (own.dimension.map { " in \($0) dimensions" } ?? "")
        metrics = symbols.contains(own.minimumSymbol) ? GapScorer.metrics : [Metric("value", better: .lower)]
        hasGradient = own.arguments.contains(.gradient) || symbols.contains(own.gradientSymbol)
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let loaded = try own.load()
        return loaded.hasGradient ? OwnDifferentiable(loaded, context.meter) : OwnFunction(loaded, context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { OwnScorer(try own.load()) }
}

/// As a method sees it that knows its values alone.
class OwnFunction: Objective {
    let meter: Meter
    fileprivate let loaded: LoadedObjective

    init(_ loaded: LoadedObjective, _ meter: Meter) {
        self.loaded = loaded
        self.meter = meter
    }

    var dimension: Int { loaded.dimension }
    var start: [Double] { loaded.start }
    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { loaded.value(point) }
}

/// As a method sees it that knows its gradients too.
final class OwnDifferentiable: OwnFunction, Differentiable {
    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        loaded.gradient(point, into: &gradient)
    }
}

/// Judges points by the library's own word for their values.
struct OwnScorer: Scorer {
    // Unchecked: a scorer of this sort is used in a worker, by one thread.
    private nonisolated(unsafe) let loaded: LoadedObjective

    init(_ loaded: LoadedObjective) { unsafe self.loaded = loaded }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .point(let point) = answer else { throw InvalidAnswer("an optimizer answers by offering points") }
        let loaded = unsafe loaded
        guard point.count == loaded.dimension else { throw InvalidAnswer("a point of \(point.count) entries was offered in dimension \(loaded.dimension)") }
        guard point.allSatisfy(\.isFinite) else { throw InvalidAnswer("a point was offered that is not finite") }
        let value = loaded.value(point.span)
        guard !value.isNaN else { return ["gap": .infinity, "value": .infinity] }
        var metrics = ["value": value]
        if let minimum = loaded.minimum { metrics["gap"] = max(0, value - minimum) }
        return metrics
    }
}
