import AssayKit
import Loading
import Problems
import Records

/// A run's problem and everything that meters it, made before any library is loaded.
struct Setting {
    private let job: Job
    private let channel: Channel
    private let problem: any Metered
    private let stopSignal = StopSignal()
    private let meter: Meter
    private let clock = RunClock()
    private let host: WorkerHost

    /// - Throws: where there is no such instance, or it cannot be made.
    init(_ job: Job, _ channel: Channel) throws {
        guard let instance = Catalog.instance(job.instance) else { throw Refusal("this host has no instance ‘\(job.instance)’") }
        self.job = job
        self.channel = channel
        meter = Meter(job.budget, stopSignal: stopSignal)
        host = WorkerHost(meter: meter, clock: clock, channel: channel)
        problem = try instance.makeProblem(
            ProblemContext(
                seed: job.seed, meter: meter, data: DataFolder(job.dataFolder), clock: clock,
                deliver: { [clock, host] bytes in clock.offTheClock { _ = channel.write(Message.delivered(host.spent, bytes)) } }))
    }

    func run(_ type: any Method.Type) throws -> Worker.Ending {
        let method = try type.init(try Options(job.options, for: type.card))
        let run = Run(seed: job.seed, meter: meter, host: host)

        channel.write(Message.started)
        if let seconds = job.budget.seconds { Self.raise(stopSignal, after: seconds) }
        clock.restart()
        var ending = Worker.Ending(outcome: .ok)
        do {
            try Dispatch.call(method, on: problem, run) { bytes in
                clock.offTheClock { _ = channel.write(Message.compressed(host.spent, bytes)) }
            }
        } catch let stop as Stop {
            ending.outcome = .exhausted
            ending.reason = stop.description
        } catch let mismatch as Dispatch.Mismatch {
            ending.outcome = .skipped
            ending.reason = "\(job.method) needs \(mismatch.needed); \(job.instance) is none"
        } catch {
            ending.outcome = .failed
            ending.reason = "\(error)"
        }
        ending.spent = host.spent
        clock.offTheClock { host.flush() }
        return ending
    }

    /// Raises the signal from another thread, so that the next oracle call or `checkTime` ends the method.
    private static func raise(_ signal: StopSignal, after seconds: Double) {
        Task.detached {
            try? await Task.sleep(for: .seconds(seconds))
            signal.raise()
        }
    }
}
