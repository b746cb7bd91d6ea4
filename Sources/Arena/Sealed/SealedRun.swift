import AssayKit
import CLinux
import ForeignFunctions
import Glibc
import Loading
import Problems
import Records

/// A run whose oracle is in another process than the library: for libraries that are not trusted.
///
/// The worker becomes the oracle. Before it makes the problem it forks the process that will load the library, which so
/// has nothing of it: no data, no channel to the host, no meter that counts. Answers, calls and clocks are the worker's.
enum SealedRun {
    /// Why the library's process no longer asks.
    enum End: Error {
        /// It said so itself.
        case said
        case garbage(String)
        case memory
        case processor
        case died(status: Int32)
    }

    /// - Returns: what became of the run; called in the worker, which then has nothing else to do.
    static func perform(_ job: Job, _ channel: Channel) throws -> Worker.Ending {
        let mailbox = try Mailbox()
        let library = linux_fork()
        if library == 0 { SealedLibrary.main(job, mailbox) }
        guard library > 0 else { throw ArenaError.system("fork") }
        defer { reap(library) }

        let setting = try Setting(job, channel)
        setting.clock.includeProcess(library)
        var nextLook = RunClock.now
        var isBegun = false
        var processorBegin = 0.0
        let next: () throws -> Mailbox.Request = {
            while true {
                // The library's process alone: while it is answered it waits, so one thread takes no more than there is time.
                let spent = isBegun ? (WorkerProcess.processorSeconds(library) ?? 0) - processorBegin : 0
                let left = job.processorSeconds - spent
                let request = mailbox.next(milliseconds: left < 0.05 ? 2 : 20)
                if RunClock.now > nextLook || request == nil {
                    nextLook = RunClock.now + (left < 0.05 ? 0.002 : 0.02)
                    if WorkerProcess.residentBytes(library) > job.memory { throw End.memory }
                    if left < 0, spent > 1.1 * setting.clock.wall { throw End.processor }
                    var status: Int32 = 0
                    // One that has said its last word may be gone already.
                    if request == nil, unsafe waitpid(library, &status, WNOHANG) != 0 { throw End.died(status: status) }
                }
                if let request { return request }
            }
        }
        var ending = Worker.Ending(outcome: .ok)
        do {
            let first = try next()
            // A library that is refused ends before it begins.
            if first == .begin {
                mailbox.put(ProblemFacts(of: setting.problem).encoded)
                setting.begin()
                isBegun = true
                processorBegin = WorkerProcess.processorSeconds(library) ?? 0
                mailbox.answer(.done)
                try setting.server(mailbox, next).serve()
            } else if first != .end {
                throw End.garbage("a request before the run began")
            }
            ending = try said(mailbox)
        } catch End.said {
            ending = (try? said(mailbox)) ?? Worker.Ending(outcome: .invalid, reason: "its last word made no sense")
        } catch End.garbage(let what) {
            ending = Worker.Ending(outcome: .invalid, reason: "its process asked for what makes no sense: \(what)")
        } catch End.memory {
            ending = Worker.Ending(outcome: .outOfMemory, reason: "it took more than the \(job.memory >> 20) MiB of memory that a run may have, and was killed")
        } catch End.processor {
            ending = Worker.Ending(outcome: .timedOut, reason: Supervisor.outOfProcessor(job.processorSeconds))
        } catch End.died(let status) {
            let signal = status & 0x7F
            ending = signal == 0
                ? Worker.Ending(outcome: .exited, reason: "the library ended its process itself, with status \(status >> 8 & 0xFF)")
                : Worker.Ending(outcome: .crashed, reason: "signal \(signal) (\(unsafe String(cString: strsignal(signal))))")
        }
        setting.conclude(&ending)
        return ending
    }

    /// The library's own word on how it ended, of which only some make sense.
    private static func said(_ mailbox: Mailbox) throws -> Worker.Ending {
        var reader = ByteReader(try mailbox.bytes())
        guard let word = try? reader.text(), let outcome = Outcome(rawValue: word), let reason = try? reader.text(),
            [.ok, .exhausted, .failed, .refused, .skipped].contains(outcome)
        else { return Worker.Ending(outcome: .invalid, reason: "its last word made no sense") }
        return Worker.Ending(outcome: outcome, reason: String(reason.prefix(1000)))
    }

    private static func reap(_ library: pid_t) {
        kill(library, SIGKILL)
        waitpid(library, nil, 0)
    }
}

/// The process of a sealed run that loads the library.
enum SealedLibrary {
    static func main(_ job: Job, _ mailbox: Mailbox) -> Never {
        _ = linux_signal_at_parents_end(SIGKILL)
        linux_close_from(UInt32(Channel.workerDescriptor))
        let ending = run(job, mailbox)
        var writer = ByteWriter()
        writer.append(ending.outcome.rawValue)
        writer.append(ending.reason)
        mailbox.put(writer.bytes)
        _ = mailbox.ask(.end)
        _exit(0)
    }

    private static func run(_ job: Job, _ mailbox: Mailbox) -> Worker.Ending {
        do {
            guard let instance = Catalog.instance(job.instance) else { throw Refusal("this host has no instance ‘\(job.instance)’") }
            guard let problemType = SealedProblem.type(like: instance.problemType) else {
                throw Refusal("\(job.instance) has no sealed form; run without --sealed")
            }
            setenv("TMPDIR", job.scratch, 1)
            Sandbox.enter(libraries: job.libraries, scratch: job.scratch, memory: job.memory + Mailbox.capacity, seconds: nil)
            let method = try Worker.method(job, in: Worker.library(job)).make(job.options)
            _ = mailbox.ask(.begin)
            let stopSignal = StopSignal()
            let meter = Meter(job.budget, stopSignal: stopSignal)
            if let seconds = job.budget.seconds { Setting.raise(stopSignal, after: seconds) }
            let problem = problemType.init(try ProblemFacts(encoded: try mailbox.bytes()), mailbox, meter, stopSignal)
            return Setting.call(method, on: problem, Run(seed: job.seed, meter: meter, host: SealedHost(mailbox)), job) {
                mailbox.put($0)
                _ = mailbox.ask(.compressed)
            }
        } catch let refusal as Refusal {
            return Worker.Ending(outcome: .refused, reason: refusal.description)
        } catch {
            return Worker.Ending(outcome: .failed, reason: "\(error)")
        }
    }
}

/// The way back to the host from the library's process: over the mailbox to the oracle's.
final class SealedHost: RunHost {
    private let mailbox: Mailbox

    init(_ mailbox: Mailbox) { self.mailbox = mailbox }

    func offer(_ point: Span<Double>) { hand(point, .offerPoint) }
    func offer(_ selection: Span<Int>) { hand(selection, .offerSelection) }

    func report(_ name: String, _ value: Double) {
        mailbox.number = value
        mailbox.put(Array(name.utf8))
        _ = mailbox.ask(.report)
    }

    func log(_ message: String) {
        mailbox.put(Array(message.utf8))
        _ = mailbox.ask(.log)
    }

    private func hand<Number: BitwiseCopyable>(_ numbers: Span<Number>, _ request: Mailbox.Request) {
        mailbox.first = numbers.count
        mailbox.put(numbers)
        _ = mailbox.ask(request)
    }
}

extension Arena {
    /// Whether runs on an instance can keep the oracle in another process than the library.
    public static func canSeal(_ instance: any Instance) -> Bool { SealedProblem.type(like: instance.problemType) != nil }
}
