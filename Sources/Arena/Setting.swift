import AssayKit
import ForeignFunctions
import Loading
import Problems
import Records

/// A run's problem and everything that meters it, made before any library is loaded.
struct Setting {
    private let job: Job
    private let channel: Channel
    let problem: any Metered
    private let stopSignal = StopSignal()
    private let meter: Meter
    let clock = RunClock()
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

    func run(_ loaded: any LoadedMethod) throws -> Worker.Ending { run(try loaded.make(job.options)) }

    func run(_ method: RunnableMethod) -> Worker.Ending {
        begin()
        var ending = Self.call(method, on: problem, Run(seed: job.seed, meter: meter, host: host, threads: job.threads), job, compressed: take)
        conclude(&ending)
        return ending
    }

    /// The method's time begins.
    func begin() {
        channel.write(Message.started)
        if let seconds = job.budget.seconds { Self.raise(stopSignal, after: seconds) }
        clock.restart()
    }

    func conclude(_ ending: inout Worker.Ending) {
        ending.spent = host.spent
        clock.offTheClock { host.flush() }
    }

    /// What answers for this setting's oracles in a sealed run.
    func server(_ mailbox: Mailbox, _ next: @escaping () throws -> Mailbox.Request) -> OracleServer {
        OracleServer(problem, mailbox, host, isTimeUp: { [stopSignal] in stopSignal.isRaised }, compressed: take, next: next)
    }

    private func take(_ compressed: [UInt8]) {
        clock.offTheClock { _ = channel.write(Message.compressed(host.spent, compressed)) }
    }

    /// Calls a method to its end, whatever that is.
    static func call(
        _ method: RunnableMethod, on problem: any Metered, _ run: Run, _ job: Job, compressed: ([UInt8]) -> Void
    ) -> Worker.Ending {
        do {
            try method.run(on: problem, run, compressed: compressed)
            return Worker.Ending(outcome: .ok)
        } catch let stop as Stop {
            return Worker.Ending(outcome: .exhausted, reason: stop.description)
        } catch let ending as Worker.Ending {
            return ending
        } catch let mismatch as Dispatch.Mismatch {
            return Worker.Ending(outcome: .skipped, reason: "\(job.method) needs \(mismatch.needed); \(job.instance) is none")
        } catch {
            return Worker.Ending(outcome: .failed, reason: "\(error)")
        }
    }

    /// Raises the signal from another thread, so that the next oracle call or `checkTime` ends the method.
    static func raise(_ signal: StopSignal, after seconds: Double) {
        Task.detached {
            try? await Task.sleep(for: .seconds(seconds))
            signal.raise()
        }
    }
}
