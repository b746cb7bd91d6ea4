import AssayKit
import Problems
public import Records
import Registry

/// The claims that are tried on one instance with one budget, so that what they share is run once.
struct ClaimTrial: Sendable {
    let instance: any Instance
    let budget: Budget?
    var contestants: [Contestant] = []
    /// The claims' places in the list that was asked for, with the labels of method and rival.
    var claims: [(index: Int, contender: String, rival: String?)] = []
    /// Whether one of them is about time.
    var isTimed = false

    mutating func add(_ contestant: Contestant) -> String {
        if !contestants.contains(where: { $0.label == contestant.label }) { contestants.append(contestant) }
        return contestant.label
    }
}

extension Arena {
    /// Tries claims: each method and its rival on the claim's instance and budget, with all seeds, tuned where the instance asks for it.
    /// - Parameters:
    ///   - book: where results are looked up and kept.
    ///   - timeout: seconds after which a run is killed that has no time in its budget.
    ///   - progress: called with the number of cells done, how many there are known to be, and the newest; from any thread.
    /// - Returns: one for each claim, in order.
    /// - Throws: as `run` does.
    public func test(
        _ claims: [RegisteredClaim], seeds: [UInt64], timeout: Double, book: RecordBook? = nil,
        progress: @escaping @Sendable (Int, Int, CellResult) -> Void = { _, _, _ in }
    ) throws -> [TestedClaim] {
        var tested = [TestedClaim?](repeating: nil, count: claims.count)
        var trials: [ClaimTrial] = []
        for (index, registered) in claims.enumerated() {
            do { try add(registered, index, to: &trials) } catch { tested[index] = TestedClaim(registered, untestable: error.description) }
        }
        let total = trials.reduce(0) { $0 + $1.contestants.count * seeds.count }
        var before = 0
        for trial in trials {
            var plan = Plan(contestants: trial.contestants, instances: [trial.instance], seeds: seeds, budget: trial.budget, timeout: timeout, isExclusive: trial.isTimed)
            let start = before
            plan.tuned = try tune(plan, book: book) { _, _, cell in progress(start, total, cell) }
            let cells = try run(plan, book: book) { done, _, cell in progress(start + done, total, cell) }
            before += cells.count
            for claim in trial.claims {
                tested[claim.index] = TestedClaim(claims[claim.index], cells: cells, contender: claim.contender, rival: claim.rival)
            }
        }
        return tested.compactMap { $0 }
    }

    /// Puts a claim to those of the same instance and budget.
    /// - Throws: why it cannot be tried here.
    private func add(_ registered: RegisteredClaim, _ index: Int, to trials: inout [ClaimTrial]) throws(ArenaError) {
        let claim = registered.claim
        if case .untestable(let reason) = ClaimExpectation(claim.expectation) { throw ArenaError(reason) }
        guard let instance = Catalog.instance(claim.instance) else { throw ArenaError("there is no instance \(claim.instance)") }
        var budget: Budget?
        do { budget = try claim.budget.map { try Budget(text: $0) } } catch { throw ArenaError("the claim's budget: \(error)") }
        let contender = try Contestant(text: registered.contender, in: registry)
        let rival: Contestant?
        if let text = claim.rival { rival = try Contestant(text: text, in: registry) } else { rival = nil }
        for contestant in [contender, rival].compactMap({ $0 }) {
            if let reason = registry.state(of: contestant.library).reason { throw ArenaError("\(contestant.label): \(reason)") }
        }
        let known = trials.firstIndex { $0.instance.id == instance.id && $0.budget?.text == budget?.text }
        let place = known ?? trials.count
        if known == nil { trials.append(ClaimTrial(instance: instance, budget: budget)) }
        let label = trials[place].add(contender)
        let rivalLabel = rival.map { trials[place].add($0) }
        trials[place].claims.append((index, label, rivalLabel))
        if claim.metric.lowercased().contains("second") { trials[place].isTimed = true }
    }
}
