import AssayKit

/// Claims an id that another library has.
struct Twin: Optimizer {
    static var card: Card { Card(id: "gradient-descent", name: "Twin", summary: "Claims another method's id.") }
    init(_ options: Options) throws {}
    func minimize(_ problem: any Differentiable, _ run: Run) throws { run.offer(problem.start) }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(Twin.self) }
