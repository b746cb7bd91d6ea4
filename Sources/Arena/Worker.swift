import AssayKit
import ForeignFunctions
import FoundationEssentials
import Glibc
import Loading
import Problems
import Records
import Registry

/// The worker's side: takes a job from its channel, does it, and tells the host.
public enum Worker {
    /// Runs in the process that the host started to fork its workers, and in each of them. Never returns.
    public static func main() -> Never {
        var kind = stat()
        guard unsafe fstat(Channel.workerDescriptor, &kind) == 0, kind.st_mode & S_IFMT == S_IFSOCK else {
            print("assay worker: it is started by assay itself, with a socket as descriptor \(Channel.workerDescriptor)")
            exit(64)
        }
        Ward.serve(Channel.workerDescriptor)
        let channel = Channel(descriptor: Channel.workerDescriptor)
        guard let frame = channel.read(), let job = try? Job(encoded: frame) else { _exit(64) }
        let ending = perform(job, channel)
        channel.write(Message.finished(ending.outcome, reason: ending.reason, ending.spent))
        // No destructors of the library's: they could still crash a run that is over.
        _exit(0)
    }

    /// How a job ended; thrown where that is known in the middle of it.
    struct Ending: Error {
        var outcome: Outcome
        var reason = ""
        var spent = Message.Spent()
    }

    private static func perform(_ job: Job, _ channel: Channel) -> Ending {
        do {
            // What the instance is made of is read before the library is there; from then on its files are out of reach.
            if job.task == .judge { return try judge(job, channel) }
            if job.isProgram { return try ProgramRun.perform(job, channel) }
            if job.task == .run, job.isSealed { return try SealedRun.perform(job, channel) }
            let arena = job.task == .run ? try Setting(job, channel) : nil
            if !job.scratch.isEmpty { setenv("TMPDIR", job.scratch, 1) }
            Sandbox.enter(libraries: job.libraries, scratch: job.scratch, memory: job.memory, seconds: job.seconds)
            let threads = job.isAudited ? threadCount : 0
            let library = try library(job)
            defer { if job.isAudited { channel.write(Message.threadsLeft(settledThreadCount(atMost: threads) - threads)) } }
            switch job.task {
            case .describe:
                channel.write(Message.cards(try cards(library.methods.map(\.entry))))
                return Ending(outcome: .ok)
            case .restore:
                let method = try method(job, in: library)
                channel.write(Message.started)
                channel.write(Message.restored(try method.restore(job.bytes)))
                return Ending(outcome: .ok)
            case .judge: return Ending(outcome: .failed, reason: "judged already")
            case .run:
                guard let arena else { return Ending(outcome: .failed, reason: "a run without an instance") }
                return try arena.run(try method(job, in: library))
            }
        } catch let refusal as Refusal {
            return Ending(outcome: .refused, reason: refusal.description)
        } catch {
            return Ending(outcome: .failed, reason: "\(error)")
        }
    }

    private static func judge(_ job: Job, _ channel: Channel) throws -> Ending {
        guard let instance = Catalog.instance(job.instance) else { throw Refusal("this host has no instance ‘\(job.instance)’") }
        Sandbox.enter(libraries: instance.dataFiles, scratch: job.scratch, memory: job.memory, seconds: job.seconds)
        channel.write(Message.started)
        let scorer = try instance.makeScorer(DataFolder(job.dataFolder))
        let answers = try JudgedPoints(encoded: job.bytes).points.map { Answer.point($0) }
        channel.write(Message.scores(JudgedScores(scores: scorer.scores(answers)).encoded))
        return Ending(outcome: .ok)
    }

    private static var threadCount: Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0 }

    /// A thread that has been joined may still be seen for a moment.
    private static func settledThreadCount(atMost expected: Int) -> Int {
        for _ in 0..<20 where threadCount > expected { usleep(5000) }
        return threadCount
    }

    /// The job's library, loaded into this process.
    static func library(_ job: Job) throws -> Library {
        func digest(_ text: String) -> String? { text.isEmpty ? nil : text }
        guard !job.described.isEmpty else { return try Library(path: job.library, sha256: digest(job.sha256)) }
        return try Library(
            path: job.library, sha256: digest(job.sha256), described: try JSONDecoder().decode([MethodEntry].self, from: Data(job.described)),
            companions: job.companions.map { ($0.name, $0.path, digest($0.sha256)) })
    }

    static func cards(_ entries: [MethodEntry]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return [UInt8](try encoder.encode(entries))
    }

    /// The method of that id, provided that it says of itself what the registry says.
    static func method(_ job: Job, in library: Library) throws -> any LoadedMethod {
        guard let method = library.methods.first(where: { $0.entry.id == job.method }) else {
            let ids = library.methods.map(\.entry.id).joined(separator: ", ")
            throw Refusal("the library has no method ‘\(job.method)’ but \(ids); run `assay install` on it again")
        }
        try checkCard(method.entry, job)
        return method
    }

    static func checkCard(_ entry: MethodEntry, _ job: Job) throws {
        guard !job.card.isEmpty else { return }
        let registered = try JSONDecoder().decode(MethodEntry.self, from: Data(job.card))
        guard entry == registered else {
            throw Refusal("the card of \(job.method) disagrees with what the registry says of it; run `assay install` on its library again")
        }
    }
}
