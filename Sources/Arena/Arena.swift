import AssayKit
import Dispatch
import FoundationEssentials
import Loading
public import Problems
public import Records
public import Registry
import Synchronization

/// Runs cells in workers and judges what comes back.
public struct Arena: Sendable {
    let supervisor: Supervisor
    let registry: Registry
    let data: DataFolder

    /// - Parameter executable: the host's own binary, which is started again as a worker.
    public init(executable: String, registry: Registry, data: DataFolder) {
        supervisor = Supervisor(nursery: Nursery(executable: executable))
        self.registry = registry
        self.data = data
    }

    /// Runs every cell of the plan that the book has no record of. The results are in the plan's order, one for each cell.
    /// - Parameter book: where results are looked up and kept; without one every cell is run and none is kept.
    /// - Parameter progress: called with the number of cells done, how many there are, and the newest; from any thread.
    /// - Throws: where an instance cannot be judged, no worker can be started, or a record cannot be kept.
    public func run(
        _ plan: Plan, book: RecordBook? = nil, progress: @escaping @Sendable (Int, Int, CellResult) -> Void = { _, _, _ in }
    ) throws -> [CellResult] {
        try run(plan.cells(data), of: plan, inputs: try RecordedInputs(plan, registry, data), book: book, progress: progress)
    }

    /// Runs some of a plan's cells; as for a whole plan.
    func run(
        _ cells: [Plan.Cell], of plan: Plan, inputs: RecordedInputs, book: RecordBook?, progress: @escaping @Sendable (Int, Int, CellResult) -> Void
    ) throws -> [CellResult] {
        var known: [CellResult?] = []
        var scorers: [String: any Scorer] = [:]
        for cell in cells {
            let result = try book?.result(inputs.of(cell), label: cell.contestant.label)
            known.append(result)
            // Judges are made before the first worker starts, so that no cell is timed beside the making of one.
            if result == nil, cell.mismatch == nil, scorers[cell.instance.id] == nil {
                scorers[cell.instance.id] = try makeScorer(cell.instance)
            }
        }
        let remembered = known
        let slots = try ProcessorSlots()
        guard (1...slots.count).contains(plan.threads) else {
            throw ArenaError("a run cannot have \(plan.threads) processors: there are \(slots.count) that may be used")
        }
        // The oracle of a sealed run answers one request at a time.
        guard plan.threads == 1 || !plan.isSealed else { throw ArenaError("a sealed run has one thread; leave out --sealed or --threads") }
        try supervisor.nursery.prepare()
        let judges = scorers
        let work = Mutex((next: 0, done: 0, results: [CellResult?](repeating: nil, count: cells.count), failure: (any Error)?.none))
        DispatchQueue.concurrentPerform(iterations: max(1, min(plan.isExclusive ? 1 : plan.jobs, slots.count / plan.threads, cells.count))) { _ in
            while true {
                guard let index = work.withLock({ work -> Int? in
                    guard work.failure == nil, work.next < cells.count else { return nil }
                    work.next += 1
                    return work.next - 1
                }) else { return }
                do {
                    let cell = cells[index]
                    let result = try remembered[index] ?? slots.whileHeld(plan.isExclusive ? slots.count : plan.threads) {
                        try run(cell, plan, judges[cell.instance.id])
                    }
                    if remembered[index] == nil { try book?.keep(result, inputs.of(cell)) }
                    let done = work.withLock { work in
                        work.results[index] = result
                        work.done += 1
                        return work.done
                    }
                    progress(done, cells.count, result)
                } catch {
                    work.withLock { $0.failure = error }
                }
            }
        }
        return try work.withLock { work in
            if let failure = work.failure { throw failure }
            return work.results.compactMap { $0 }
        }
    }

    /// - Parameter witness: is told everything that a worker says, where there is one.
    func run(_ cell: Plan.Cell, _ plan: Plan, _ scorer: (any Scorer)?, witness: Witness? = nil) throws(ArenaError) -> CellResult {
        if let mismatch = cell.mismatch { return cell.result(.skipped, mismatch) }
        let state = registry.state(of: cell.contestant.library)
        guard state == .ready, let scorer else { return cell.result(.refused, state.reason ?? "\(cell.instance.id) has no judge") }

        var job = job(.run, cell.contestant)
        job.instance = cell.instance.id
        job.seed = cell.seed
        job.isSealed = plan.isSealed
        job.budget = plan.budget ?? cell.instance.defaultBudget
        // The clock of a run with limited seconds is a thread too, and there is no time to wait for others' ends.
        job.isAudited = witness != nil && job.budget.seconds == nil
        var limits = Supervisor.Limits()
        limits.memory = plan.memory
        limits.run = job.budget.seconds.map { $0 + Supervisor.Limits.grace($0) } ?? plan.timeout
        job.threads = plan.threads
        limits.processor = (job.budget.seconds ?? plan.timeout) * Double(plan.threads)

        var judging = Judging(scorer: scorer, metric: cell.instance.metrics[0])
        var result = cell.result(.ok)
        var compressed: (spent: Message.Spent, bytes: [UInt8])?
        let report = try supervisor.run(job, limits) { message in
            witness?.see(message)
            switch message {
            case .offer(let spent, .point(let point)): judging.receive(.point(point), spent)
            case .offer(let spent, .selection(let selection)): judging.receive(.selection(selection), spent)
            case .delivered(let spent, let bytes): judging.receive(.delivered(bytes), spent)
            case .compressed(let spent, let bytes): compressed = (spent, bytes)
            case .report(let name, let value): result.stated[name] = value
            case .log(let text): if result.log.count < 1000 { result.log.append(text) }
            case .started, .restored, .cards, .scores, .threadsLeft, .finished: break
            }
        }
        witness?.files = report.files
        (result.outcome, result.reason) = (report.outcome, report.reason)
        result.peakBytes = report.peakBytes
        // Of a run that did not come to its end the host knows the calls until the last answer, and its own clock.
        result.oracleCalls = (report.spent ?? judging.lastSpent)?.calls ?? [:]
        result.seconds = report.spent.map { .init(wall: $0.wall, cpu: $0.processor) } ?? report.seconds
        if let compressed, result.outcome.counts {
            try restore(compressed.bytes, compressed.spent, cell.contestant, into: &judging, &result)
        }
        judging.judge()
        judging.conclude(&result)
        return result
    }

    /// Restores in a fresh process, which has the bytes and nothing else.
    private func restore(
        _ bytes: [UInt8], _ spent: Message.Spent, _ contestant: Contestant, into judging: inout Judging, _ result: inout CellResult
    ) throws(ArenaError) {
        var job = job(.restore, contestant)
        job.bytes = bytes
        var value: [UInt8]?
        let report = try supervisor.run(job, Supervisor.Limits()) { message in
            if case .restored(let bytes) = message { value = bytes }
        }
        if report.outcome == .ok, let value {
            judging.receive(.restored(size: bytes.count, value: value), spent)
        } else {
            result.outcome = .invalid
            result.reason = "its bytes could not be restored (\(report.outcome.rawValue)): \(report.reason)"
        }
    }

    private func makeScorer(_ instance: any Instance) throws -> any Scorer {
        instance.isForeign ? try WorkerScorer(instance, supervisor, data) : try instance.makeScorer(data)
    }

    func job(_ task: Job.Task, _ contestant: Contestant) -> Job {
        var job = job(task, contestant.library)
        job.sha256 = registry.pinnedDigest(of: contestant.library) ?? ""
        job.method = contestant.method.id
        job.card = (try? JSONEncoder().encode(contestant.method)).map { [UInt8]($0) } ?? []
        job.options = contestant.allOptions
        job.dataFolder = data.path
        return job
    }

    private func job(_ task: Job.Task, _ library: LibraryEntry) -> Job {
        var job = Job(task, library: registry.path(of: library))
        guard library.lane.isDescribed else { return job }
        job.isProgram = library.lane == .program
        job.described = (try? JSONEncoder().encode(library.methods)).map { [UInt8]($0) } ?? []
        job.companions = (library.companions ?? []).map {
            Job.Companion(name: $0.path, path: registry.path(ofSystemLibrary: $0.path), sha256: registry.pinnedDigest(of: $0) ?? "")
        }
        return job
    }

    /// Reads the cards of a library's methods, in a worker.
    /// - Parameters:
    ///   - library: where its file is; of one that knows nothing of Assay also what it is described as.
    ///   - digest: the digest the file must have: the one that is then registered.
    /// - Throws: `ArenaError` where the library is refused, or does not survive being loaded.
    public func describe(_ library: LibraryEntry, digest: Digest) throws(ArenaError) -> [MethodEntry] {
        var cards: [UInt8] = []
        var job = job(.describe, library)
        job.sha256 = digest.sha256
        let path = job.library
        let report = try supervisor.run(job, Supervisor.Limits(setup: 20, run: 20)) { message in
            if case .cards(let bytes) = message { cards = bytes }
        }
        guard report.outcome == .ok else {
            throw ArenaError(report.outcome == .refused ? report.reason : "\(path): \(report.outcome.rawValue) while it was loaded: \(report.reason)")
        }
        do { return try JSONDecoder().decode([MethodEntry].self, from: Data(cards)) } catch {
            throw ArenaError("\(path): its cards cannot be read: \(error)")
        }
    }
}
