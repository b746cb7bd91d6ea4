import AssayKit
import Glibc
import Problems
import Records

/// Runs one job in a worker of its own and tells what became of it, whatever the library does.
struct Supervisor: Sendable {
    /// How long a worker may take.
    struct Limits: Sendable {
        /// Seconds for loading the library and making the instance.
        var setup = 60.0
        /// Seconds from the start of the method's own work; then the worker is killed.
        var run = 120.0
        /// Seconds of processor time, over all threads: a run may not take the time of more processors than it has.
        var processor = 120.0
        /// What a run is left to come to its end by itself once its seconds are over. It is over within 100 ms, or a
        /// twentieth of them, killing included.
        static func grace(_ run: Double) -> Double { max(0.07, 0.04 * run) }
        /// Resident memory in bytes; beyond it the worker is killed.
        var memory = 4 << 30
    }

    struct Report {
        var outcome: Outcome
        var reason: String
        var spent: Message.Spent?
        /// What the host saw it take from the start of the method's own work on.
        var seconds: CellResult.Seconds
        /// The worker's peak resident memory.
        var peakBytes: Int
        /// The end of what the library printed.
        var output: String
        /// What it left in the folder that it may write to.
        var files: [String] = []
    }

    /// Where its workers come from.
    let nursery: Nursery

    /// - Parameter handle: called with every message in order, except `finished`.
    /// - Throws: `ArenaError` where no worker could be started; all that happens to a worker is in the report.
    func run(_ job: Job, _ limits: Limits, handle: (Message) -> Void = { _ in }) throws(ArenaError) -> Report {
        let worker = try WorkerProcess(from: nursery)
        let scratch = try ScratchFolder()
        var job = job
        job.scratch = scratch.path
        job.memory = limits.memory
        job.seconds = limits.setup + limits.run
        job.processorSeconds = limits.processor
        worker.channel.write(job)

        var conversation = Conversation()
        var begin = RunClock.now
        var deadline = begin + limits.setup
        var nextLook = RunClock.now
        var hasStarted = false
        var isTimedOut = false
        var isOutOfMemory = false
        var isOutOfProcessor = false
        var processorLeft = 1.0
        var processorBegin = 0.0
        var ending: Ending?
        var wall = 0.0
        while true {
            // Near an end it is looked at more often.
            let pause = ending == nil ? max(1, min(20, Int32(1000 * (deadline - RunClock.now)), Int32(1000 * processorLeft))) : 0
            let state = conversation.receive(worker, timeout: pause) { message in
                // Said again it would put the end off.
                if case .started = message, !hasStarted {
                    hasStarted = true
                    begin = RunClock.now
                    deadline = begin + limits.run
                    processorBegin = worker.processorSeconds ?? 0
                    processorLeft = limits.processor
                }
                handle(message)
            }
            if ending != nil {
                if state != .received || RunClock.now > deadline { break }
                continue
            }
            let now = RunClock.now
            if state == .ended {
                ending = Ending(from: worker.lifeline)
                wall = now - begin
                // What the worker sent is in the sockets by now. A child of its that goes on writing is not waited for.
                deadline = now + 1
                continue
            }
            if !isTimedOut && now > deadline {
                isTimedOut = conversation.finished == nil
                worker.kill()
            }
            // Garbage is not listened to any longer.
            if conversation.damage != nil && !isTimedOut { worker.kill() }
            if now > nextLook {
                nextLook = now + min(0.02, max(0.001, processorLeft))
                if worker.residentBytes > limits.memory {
                    isOutOfMemory = true
                    worker.kill()
                }
                if hasStarted, let spent = worker.processorSeconds {
                    processorLeft = limits.processor - (spent - processorBegin)
                    // One thread never takes more than there was time; what it takes too long the deadline ends.
                    if processorLeft < 0, spent - processorBegin > 1.1 * (now - begin) {
                        isOutOfProcessor = true
                        worker.kill()
                    }
                }
            }
            // A worker that has said its last word, or cannot say any more, has half a second to end.
            if !conversation.isChannelOpen || conversation.finished != nil { deadline = min(deadline, now + 0.5) }
        }

        let output = conversation.outputTail
        var report = Report(outcome: .ok, reason: "", spent: nil, seconds: .init(wall: wall, cpu: (ending?.processorSeconds ?? processorBegin) - processorBegin), peakBytes: ending?.peakBytes ?? 0, output: output)
        report.files = scratch.contents
        if let finished = conversation.finished {
            (report.outcome, report.reason, report.spent) = (finished.outcome, finished.reason, finished.spent)
        } else if let damage = conversation.damage {
            report.outcome = .invalid
            report.reason = "its channel to the host carried garbage: \(damage)"
        } else if isOutOfMemory {
            report.outcome = .outOfMemory
            report.reason = "it took more than the \(limits.memory >> 20) MiB of memory that a run may have, and was killed"
        } else if isOutOfProcessor {
            report.outcome = .timedOut
            report.reason = Self.outOfProcessor(limits.processor)
        } else if isTimedOut {
            report.outcome = .timedOut
            report.reason = "it did not stop within its time and was killed"
        } else if let signal = ending?.signal {
            report.outcome = .crashed
            report.reason = "signal \(signal) (\(unsafe String(cString: strsignal(signal))))" + (Self.lastLine(of: output).map { ": \($0)" } ?? "")
        } else {
            report.outcome = .exited
            report.reason = "the library ended the worker's process itself, with status \(ending?.status ?? 0)"
        }
        return report
    }

    static func outOfProcessor(_ seconds: Double) -> String {
        "its threads took more than \(seconds) s of processor time together, and it was killed"
    }

    private static func lastLine(of output: String) -> String? {
        output.split(whereSeparator: \.isNewline).last.map { String($0.prefix(300)) }
    }
}

/// What has arrived from a worker so far.
private struct Conversation {
    var finished: (outcome: Outcome, reason: String, spent: Message.Spent)?
    var damage: DamagedBytes?
    private var frames = FrameAssembler()
    private var received = 0
    /// The host keeps answers until the run is over: they must not become more than it can hold.
    private static let mostBytes = 1 << 30
    private var output: [UInt8] = []
    private(set) var isChannelOpen = true
    private var isOutputOpen = true
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    var outputTail: String { String(decoding: output.suffix(4096), as: UTF8.self) }

    enum State { case received, nothing, ended }

    /// Takes what there is, waiting up to `timeout` milliseconds for something.
    /// - Returns: `ended` where nothing came any more and the process is over.
    mutating func receive(_ worker: borrowing WorkerProcess, timeout: Int32, handle: (Message) -> Void) -> State {
        var descriptors = [
            pollfd(fd: isChannelOpen ? worker.channel.descriptor : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isOutputOpen ? worker.output : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: worker.lifeline, events: Int16(POLLIN), revents: 0),
        ]
        guard unsafe poll(&descriptors, 3, timeout) > 0 else { return .nothing }
        if descriptors[0].revents == 0 && descriptors[1].revents == 0 { return .ended }
        if descriptors[1].revents != 0 {
            let count = unsafe read(worker.output, &buffer, buffer.count)
            if count > 0 {
                output.append(contentsOf: buffer[..<count])
                if output.count > 1 << 17 { output.removeFirst(output.count - 4096) }
            } else {
                isOutputOpen = false
            }
        }
        if descriptors[0].revents != 0 {
            let count = unsafe recv(worker.channel.descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                received += count
                frames.append(buffer[..<count])
                dispatch(handle)
                if received > Self.mostBytes && damage == nil { damage = DamagedBytes(at: received, "more than \(Self.mostBytes >> 20) MiB of answers") }
            } else {
                isChannelOpen = false
            }
        }
        return .received
    }

    private mutating func dispatch(_ handle: (Message) -> Void) {
        do throws(DamagedBytes) {
            while finished == nil, damage == nil, let frame = try frames.next() {
                let message = try Message(encoded: frame)
                if case .finished(let outcome, let reason, let spent) = message {
                    finished = (outcome, reason, spent)
                } else {
                    handle(message)
                }
            }
        } catch { damage = error }
    }
}
