import AssayKit
import Dispatch
import ForeignFunctions
import Glibc

/// The objective as a library's callbacks reach it, and the thread that the library works in.
///
/// A library need not know how to stop. Where the budget is spent, its thread stays in the callback for good while the host
/// goes on: the process is the run's own and ends with it.
final class ForeignObjective {
    private let objective: any Objective
    private let differentiable: (any Differentiable)?
    private let dimension: Int
    private let run: Run
    private var best = Double.infinity
    private var isFirst = true
    private var stop: Stop?
    private let turn = DispatchSemaphore(value: 0)

    init(_ objective: any Objective, _ run: Run) {
        self.objective = objective
        differentiable = objective as? any Differentiable
        dimension = objective.dimension
        self.run = run
    }

    /// Asks the oracle and offers each point that is better than all before. Does not return where the budget is spent.
    func evaluate(_ point: UnsafeMutablePointer<Double>, _ gradient: UnsafeMutablePointer<Double>?) -> Double {
        let x = unsafe UnsafeBufferPointer(start: point, count: dimension).span
        do throws(Stop) {
            let value: Double
            if let differentiable, let gradient = unsafe gradient {
                var room = unsafe UnsafeMutableBufferPointer(start: gradient, count: dimension).mutableSpan
                value = try differentiable.gradient(at: x, into: &room)
            } else {
                value = try objective.value(at: x)
            }
            if value < best || isFirst {
                (best, isFirst) = (value, false)
                run.offer(x)
            }
            return value
        } catch {
            stop = error
            turn.signal()
            while true { pause() }
        }
    }

    /// Does a library's work in a thread of its own.
    /// - Throws: `Stop` where the budget was spent, or what the work throws.
    func whileStoppable(_ work: @escaping () throws -> Void) throws {
        // Unchecked: the two threads take turns, and the semaphore is between them.
        nonisolated(unsafe) var failure: (any Error)?
        let job = ThreadJob { [turn] in
            do { try work() } catch { unsafe failure = error }
            turn.signal()
        }
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        // As much as a main thread usually has, since libraries rely on it.
        unsafe pthread_attr_setstacksize(&attributes, 8 << 20)
        unsafe pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, &attributes,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<ThreadJob>.fromOpaque(context).takeRetainedValue().work()
                return nil
            }, Unmanaged.passRetained(job).toOpaque())
        guard status == 0 else { throw Refusal("no thread can be started for the library: \(unsafe String(cString: strerror(status)))") }
        turn.wait()
        if let stop { throw stop }
        if let failure = unsafe failure { throw failure }
    }
}

private final class ThreadJob {
    let work: () -> Void
    init(_ work: @escaping () -> Void) { self.work = work }
}
