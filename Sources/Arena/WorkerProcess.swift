import AssayKit
import Glibc

/// A disposable process of the host's own binary, in a process group of its own, with a channel to it.
struct WorkerProcess: ~Copyable {
    let identifier: pid_t
    let channel: Channel
    /// What the library prints, on either stream.
    let output: Int32

    /// - Throws: where the system has no process or descriptor left.
    init(executable: String) throws(ArenaError) {
        let channelEnds = try Self.connectedPair()
        defer { close(channelEnds.worker) }
        let outputEnds = try Self.connectedPair()
        defer { close(outputEnds.worker) }

        var actions = posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, outputEnds.worker, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, outputEnds.worker, 2)
        unsafe posix_spawn_file_actions_adddup2(&actions, channelEnds.worker, Channel.workerDescriptor)

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        unsafe posix_spawnattr_setpgroup(&attributes, 0)

        // One thread a cell, BLAS too; no colours or locale of the user's reach a method.
        let environment = ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "SWIFT_BACKTRACE=enable=no"]
        var identifier: pid_t = 0
        let status = unsafe Self.withCStrings([executable, "worker"]) { arguments in
            unsafe Self.withCStrings(environment) { variables in
                unsafe posix_spawn(&identifier, executable, &actions, &attributes, arguments, variables)
            }
        }
        guard status == 0 else {
            close(channelEnds.host)
            close(outputEnds.host)
            errno = status
            throw .system("posix_spawn of \(executable)")
        }
        self.identifier = identifier
        channel = Channel(descriptor: channelEnds.host)
        output = outputEnds.host
    }

    /// Two connected sockets, closed in every process but those they are handed to.
    private static func connectedPair() throws(ArenaError) -> (host: Int32, worker: Int32) {
        var ends: [Int32] = [0, 0]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .system("socketpair")
        }
        return (ends[0], ends[1])
    }

    /// Strings as C wants them: an array of pointers that ends with null.
    private static func withCStrings(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32) -> Int32 {
        let copies: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { (string: String) in unsafe strdup(string) }
        defer { for unsafe copy in unsafe copies { unsafe free(copy) } }
        return unsafe body(copies + [nil])
    }

    deinit {
        close(channel.descriptor)
        close(output)
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
