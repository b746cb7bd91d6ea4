import AssayKit
import CExitsAtLoad

struct Unreachable: Optimizer {
    static var card: Card { Card(id: "unreachable", name: "Unreachable", summary: "Its library ends the process when it is loaded.") }
    init(_ options: Options) throws {}
    func minimize(_ problem: any Differentiable, _ run: Run) throws { _ = assay_test_exits_at_load() }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(Unreachable.self) }
