import AssayKit

struct Static: Optimizer {
    static var card: Card { Card(id: "static", name: "Static", summary: "Carries an SDK of its own.") }
    init(_ options: Options) throws {}
    func minimize(_ problem: any Differentiable, _ run: Run) throws { run.offer(problem.start) }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(Static.self) }
