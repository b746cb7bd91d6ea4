import AssayKit
import CLinux
import FoundationEssentials
import Glibc
import Loading
import Problems
import Records
import Registry

/// The worker's side: takes a job from its channel, does it, and tells the host.
public enum Worker {
    /// Runs in the process that the host started as its worker. Never returns.
    public static func main() -> Never {
        // A host that is interrupted takes its workers with it, whatever they are busy with.
        _ = linux_signal_at_parents_end(SIGKILL)
        let channel = Channel(descriptor: Channel.workerDescriptor)
        guard let frame = channel.read(), let job = try? Job(encoded: frame) else {
            print("assay worker: it is started by assay itself, with a job on descriptor \(Channel.workerDescriptor)")
            exit(64)
        }
        let ending = perform(job, channel)
        channel.write(Message.finished(ending.outcome, reason: ending.reason, ending.spent))
        // No destructors of the library's: they could still crash a run that is over.
        _exit(0)
    }

    private struct Ending {
        var outcome: Outcome
        var reason = ""
        var spent = Message.Spent()
    }

    private static func perform(_ job: Job, _ channel: Channel) -> Ending {
        let library: Library
        do { library = try Library(path: job.library, sha256: job.sha256.isEmpty ? nil : job.sha256) } catch {
            return Ending(outcome: .refused, reason: "\(error)")
        }
        do {
            switch job.task {
            case .describe:
                channel.write(Message.cards(try cards(of: library)))
                return Ending(outcome: .ok)
            case .restore:
                let method = try method(job, in: library)
                guard let compressor = method as? any Compressor.Type else { throw Refusal("\(job.method) is no compressor") }
                channel.write(Message.started)
                channel.write(Message.restored(try restore(compressor, job.bytes)))
                return Ending(outcome: .ok)
            case .run:
                return try run(job, try method(job, in: library), channel)
            }
        } catch let refusal as Refusal {
            return Ending(outcome: .refused, reason: refusal.description)
        } catch {
            return Ending(outcome: .failed, reason: "\(error)")
        }
    }

    private static func cards(of library: Library) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return [UInt8](try encoder.encode(try library.methods.map { try MethodEntry(describing: $0) }))
    }

    /// The method of that id, provided that it says of itself what the registry says.
    private static func method(_ job: Job, in library: Library) throws -> any Method.Type {
        guard let method = library.methods.first(where: { $0.card.id == job.method }) else {
            let ids = library.methods.map { $0.card.id }.joined(separator: ", ")
            throw Refusal("the library has no method ‘\(job.method)’ but \(ids); run `assay install` on it again")
        }
        guard !job.card.isEmpty else { return method }
        let registered = try JSONDecoder().decode(MethodEntry.self, from: Data(job.card))
        guard try MethodEntry(describing: method) == registered else {
            throw Refusal("the card of \(job.method) disagrees with what the registry says of it; run `assay install` on its library again")
        }
        return method
    }

    private static func restore<C: Compressor>(_ type: C.Type, _ bytes: [UInt8]) throws -> [UInt8] {
        try type.restore(bytes.span).encoded
    }

    private static func run(_ job: Job, _ type: any Method.Type, _ channel: Channel) throws -> Ending {
        guard let instance = Catalog.instance(job.instance) else { throw Refusal("this host has no instance ‘\(job.instance)’") }
        let stopSignal = StopSignal()
        let meter = Meter(job.budget, stopSignal: stopSignal)
        let clock = RunClock()
        let host = WorkerHost(meter: meter, clock: clock, channel: channel)
        let problem = try instance.makeProblem(
            ProblemContext(
                seed: job.seed, meter: meter, data: DataFolder(job.dataFolder), clock: clock,
                deliver: { bytes in clock.offTheClock { _ = channel.write(Message.delivered(host.spent, bytes)) } }))
        let method = try type.init(try Options(job.options, for: type.card))
        let run = Run(seed: job.seed, meter: meter, host: host)

        channel.write(Message.started)
        if let seconds = job.budget.seconds { raise(stopSignal, after: seconds) }
        clock.restart()
        var ending = Ending(outcome: .ok)
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
