import AssayKit

/// Asks for the value of the start until the budget is spent: what a metered call costs in the Swift lane.
public struct Spinning: Optimizer {
    public static var card: Card {
        Card(id: "spinning-swift", name: "Spinning, in Swift", summary: "Asks for one value again and again.")
    }

    public init(_ options: Options) throws {}

    public func minimize(_ problem: any Objective, _ run: Run) throws {
        let start = problem.start
        run.offer(start)
        let point = start.span
        var sum = 0.0
        while sum.isFinite { sum += try problem.value(at: point) }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(Spinning.self) }
