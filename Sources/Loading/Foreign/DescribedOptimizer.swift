import AssayKit
import ForeignFunctions
import Registry

/// An optimizer of a described library.
struct DescribedOptimizer {
    private let entry: MethodEntry
    private let callbacks: [String: Binding.Callback]
    private let scope: ForeignScope
    private let script: ForeignScript
    private let start: Int
    private let dimension: Int

    init(_ entry: MethodEntry, _ binding: Binding, _ symbols: ForeignSymbols) throws(Refusal) {
        guard let procedure = binding.minimize else { throw Refusal("its binding has no `minimize`") }
        self.entry = entry
        callbacks = binding.callbacks ?? [:]
        guard callbacks.values.contains(where: { callback in callback.arguments.contains { $0.is == .point } }) else {
            throw Refusal("no callback of its binding is given a point, so that it could not know the objective")
        }
        var scope = ForeignScope()
        start = try scope.add("start", .memory(.double))
        dimension = try scope.add("dimension", .integer)
        if entry.needs == ["Bounded"] {
            _ = try scope.add("lower", .memory(.double))
            _ = try scope.add("upper", .memory(.double))
        }
        try scope.addSettings(entry)
        script = try ForeignScript(procedure, at: "binding.minimize", &scope, symbols, callbacks: Set(callbacks.keys))
        if let result = script.result, result.type != .double { throw Refusal("binding.minimize.result: a point is memory of type double, not \(result.type.rawValue)") }
        self.scope = scope
    }

    func minimize(_ problem: any Objective, _ run: Run, _ options: [String: String]) throws {
        let objective = ForeignObjective(problem, run)
        var closures: [String: ForeignClosure] = [:]
        for (name, callback) in callbacks { closures[name] = try ForeignClosure(callback, DescribedMethod.signature(callback), objective) }
        let frame = ForeignFrame(scope, closures)
        frame.keep(start, problem.start, as: .double)
        frame[dimension] = .integer(problem.dimension)
        if entry.needs == ["Bounded"], let box = problem as? any Bounded {
            frame.keep(try scope.index(of: "lower"), box.lowerBounds, as: .double)
            frame.keep(try scope.index(of: "upper"), box.upperBounds, as: .double)
        }
        try frame.set(entry, scope, run, options)
        try objective.whileStoppable {
            try script.run(frame) { frame in
                guard let result = script.result else { return }
                let (pointer, count) = try frame.elements(result)
                guard count == problem.dimension else { throw Complaint("its answer has \(count) numbers in dimension \(problem.dimension)") }
                unsafe run.offer(UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: Double.self), count: count).span)
            }
        }
        // The closures are the library's to call until here.
        withExtendedLifetime(frame) {}
    }
}
