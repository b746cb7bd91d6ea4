import CLinux
import Files
import FoundationEssentials
import Glibc

/// A disposable process of the host's own program, in a process group of its own, with a channel to it.
struct WorkerProcess: ~Copyable {
    let identifier: pid_t
    let channel: Channel
    /// What the library prints, on either stream.
    let output: Int32
    /// Readable once the process has ended.
    let lifeline: Int32

    /// - Throws: where the system has no process or descriptor left.
    init(from nursery: Nursery) throws(ArenaError) {
        let channelEnds = try SocketPair()
        let outputEnds = try SocketPair()
        let lifelineEnds = try SocketPair()
        identifier = try nursery.process(channel: channelEnds.far, output: outputEnds.far, lifeline: lifelineEnds.far)
        channel = Channel(descriptor: channelEnds.takeNear())
        output = outputEnds.takeNear()
        lifeline = lifelineEnds.takeNear()
    }

    /// Asks for it and its group to be killed; the nursery knows that their numbers are still theirs.
    func kill() { shutdown(lifeline, Int32(SHUT_WR)) }

    /// The memory that it holds now; 0 where it has ended.
    var residentBytes: Int { Self.residentBytes(identifier) }

    static func residentBytes(_ identifier: pid_t) -> Int {
        guard let text = try? String(contentsOfFile: "/proc/\(identifier)/statm", encoding: .utf8) else { return 0 }
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// What its threads have taken of processors so far, to some milliseconds; nil where it has ended.
    var processorSeconds: Double? { Self.processorSeconds(identifier) }

    static func processorSeconds(_ identifier: pid_t) -> Double? {
        var clock = clockid_t()
        var time = timespec()
        guard unsafe clock_getcpuclockid(identifier, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    deinit {
        close(channel.descriptor)
        close(output)
        close(lifeline)
    }
}

/// Two connected sockets, closed in every process but those they are handed to.
struct SocketPair: ~Copyable {
    private var near: Int32
    let far: Int32

    init() throws(ArenaError) {
        var ends: [Int32] = [0, 0]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .system("socketpair")
        }
        (near, far) = (ends[0], ends[1])
    }

    /// The near end, for its new owner to close. The far one is closed here.
    consuming func takeNear() -> Int32 {
        let taken = near
        near = -1
        return taken
    }

    deinit {
        if near >= 0 { close(near) }
        close(far)
    }
}

/// The host itself could not do its work.
public struct ArenaError: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }

    static func system(_ call: String) -> ArenaError {
        ArenaError("\(call) failed: \(unsafe String(cString: strerror(errno)))")
    }
}
