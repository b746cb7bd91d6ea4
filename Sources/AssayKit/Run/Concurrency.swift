internal import CKernels
import Synchronization

extension Run {
    /// Does `count` pieces of work on the run's threads, and returns when all are done.
    ///
    /// Which thread takes a piece is chance, so a piece may depend on nothing that another writes: then the results are
    /// the same for every number of threads. Pieces may call oracles of problems that say so, and `checkTime`; all else of
    /// the run, offers and reports too, is for the thread that calls this. Where the budget limits calls, or the run has
    /// one thread, the pieces are done in their order, so that the same call is always the one that is refused.
    /// - Parameter body: does a piece, given its number and that of the thread it is done in, below `threads`: for room
    ///   to work in that is used again.
    /// - Throws: what a piece throws, the first of them in order; pieces that were not begun are left out then.
    public func concurrently<Failure: Error>(
        _ count: Int, _ body: (_ piece: Int, _ thread: Int) throws(Failure) -> Void
    ) throws(Failure) {
        guard threads > 1, count > 1, meter.beginSharing(by: threads) else {
            for piece in 0..<count { try body(piece, 0) }
            return
        }
        let next = Atomic<Int>(0)
        let failure = Mutex<(piece: Int, error: Failure)?>(nil)
        Team.run(min(threads, count)) { thread in
            while true {
                let piece = next.add(1, ordering: .relaxed).oldValue
                guard piece < count else { return }
                do throws(Failure) { try body(piece, thread) } catch {
                    next.store(count, ordering: .relaxed)
                    failure.withLock { if piece < $0?.piece ?? .max { $0 = (piece, error) } }
                }
            }
        }
        meter.endSharing()
        if let first = failure.withLock({ $0?.error }) { throw first }
    }
}

/// Threads that do one thing together.
private final class Team {
    private let work: (Int) -> Void
    private init(_ work: @escaping (Int) -> Void) { self.work = work }

    /// Calls `work` in as many threads at once, with the number of each.
    static func run(_ size: Int, _ work: (Int) -> Void) {
        withoutActuallyEscaping(work) { work in
            let team = Team(work)
            // All threads have been joined when the call returns, so the team outlives them.
            withExtendedLifetime(team) {
                unsafe assay_team_run(
                    Int32(clamping: size), { context in unsafe Unmanaged<Team>.fromOpaque(context).takeUnretainedValue().work(Int(assay_team_member())) },
                    Unmanaged.passUnretained(team).toOpaque())
            }
        }
    }
}
