import AssayKit
import Problems
import Records

extension Examiner {
    /// One run, and what was seen of it.
    func run(on trial: Trial, seed: UInt64 = 1, budget: Budget? = nil) throws -> (result: CellResult, witness: Witness) {
        let plan = Plan(contestants: [contestant], instances: [trial], seeds: [seed], budget: budget, timeout: 10, memory: 1 << 30)
        let witness = Witness()
        let result = try arena.run(plan.cells(DataFolder(""))[0], plan, trial.makeScorer(DataFolder("")), witness: witness)
        return (result, witness)
    }

    /// What became of bytes in a process that restores them: nil where it restored or refused them.
    func complaint(restoring bytes: [UInt8]) throws -> String? {
        var job = arena.job(.restore, contestant)
        job.bytes = bytes
        var limits = Supervisor.Limits(setup: 20, run: 10)
        limits.memory = 1 << 30
        let report = try arena.supervisor.run(job, limits)
        return report.outcome == .ok || report.outcome == .failed ? nil : "\(report.outcome.rawValue): \(report.reason)"
    }
}

extension CellResult {
    /// Whether the budget was spent before there was any answer, which is nobody's fault.
    var wasStoppedBeforeAnswering: Bool { outcome == .invalid && reason.hasPrefix("it gave no answer (its ") }
}
