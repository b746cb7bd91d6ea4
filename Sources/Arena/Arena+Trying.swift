public import Problems
public import Records
public import Registry

extension Trial {
    /// What is wrong with a run on this trial; nil where it did what is demanded.
    public func complaint(about result: CellResult) -> String? {
        let said = result.said
        switch demand {
        case .end: return result.outcome.counts || result.outcome == .failed || result.outcome == .invalid ? nil : "on \(summary) it \(said)"
        case .answerOrRefuse: return result.outcome.counts || result.outcome == .failed ? nil : "on \(summary) it \(said)"
        case .solve(let bound):
            guard result.outcome.counts else { return "on \(summary) it \(said)" }
            let metric = metrics[0]
            guard let value = result.metrics[metric.name] else { return "on \(summary) it was not judged" }
            let isMet = metric.better == .lower ? value <= bound : value >= bound
            return isMet ? nil : "on \(summary) its \(metric.name) is \(value), and \(bound) is the least that is asked"
        }
    }
}

extension MethodEntry {
    /// The trial on which the method does its ordinary work; nil where none fits.
    var plainTrial: Trial? { Trial.all.first { mismatch(role: $0.role, offers: $0.offers, instance: $0.id) == nil } }
}

extension CellResult {
    /// What became of it, in words.
    var said: String { reason.isEmpty ? outcome.rawValue : "\(outcome.rawValue): \(reason)" }
}

extension Arena {
    /// Tries each method of a library on the first trial that fits it.
    /// - Throws: `ArenaError` saying what became of it.
    public func tryOut(_ library: LibraryEntry) throws {
        for method in library.methods {
            guard let trial = method.plainTrial else {
                throw ArenaError("\(method.id) needs \(method.needs.joined(separator: " and ")), which no instance offers")
            }
            let plan = Plan(contestants: [Contestant(library: library, method: method)], instances: [trial], seeds: [1], timeout: 30)
            if let complaint = trial.complaint(about: try run(plan)[0]) {
                throw ArenaError("\(method.id) was tried, and \(complaint). Are its functions described as their header has them?")
            }
        }
    }
}
