import CLinux
import FoundationEssentials
import Glibc

/// A command of the system that was run to its end, with what it said.
struct SystemCommand {
    let status: Int32
    let output: String
    let errors: String

    /// - Parameters:
    ///   - arguments: the program, which is looked for as a shell does, and its arguments.
    ///   - input: what it reads.
    ///   - seconds: after which it is killed.
    /// - Throws: where it is not there, or did not end in time.
    static func run(_ arguments: [String], input: String = "", seconds: Double = 60) throws(ArenaError) -> SystemCommand {
        let name = arguments.first ?? ""
        let source = try TemporaryStream(input), sink = try TemporaryStream(), complaints = try TemporaryStream()
        var actions = posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, source.descriptor, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, sink.descriptor, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, complaints.descriptor, 2)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // Out of the terminal's group: Ctrl-C must not end a command in the middle of what it asks of the cluster.
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))

        var identifier: pid_t = 0
        let variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SQUEUE_") }.map { "\($0.key)=\($0.value)" }
        let failure = unsafe withCStrings(arguments) { arguments in
            unsafe withCStrings(variables) { unsafe posix_spawnp(&identifier, name, &actions, &attributes, arguments, $0) }
        }
        guard failure == 0 else {
            if failure == ENOENT {
                throw ArenaError("there is no \(name) on this machine: --executor slurm is for a machine that submits to a Slurm cluster (Debian: apt-get install slurm-client)")
            }
            errno = failure
            throw .system("posix_spawn of \(name)")
        }
        var status: Int32 = 0
        var waited = 0.0
        while unsafe waitpid(identifier, &status, WNOHANG) == 0 {
            guard waited < seconds else {
                kill(-identifier, SIGKILL)
                unsafe waitpid(identifier, &status, 0)
                throw ArenaError("\(name) did not answer within \(Int(seconds)) s")
            }
            usleep(5000)
            waited += 0.005
        }
        let signal = status & 0x7f
        return SystemCommand(status: signal == 0 ? (status >> 8) & 0xff : 128 + signal, output: sink.text, errors: complaints.text)
    }
}

/// A file without a name, so that no one who writes much or nothing holds the other up.
private struct TemporaryStream: ~Copyable {
    let descriptor: Int32

    init(_ text: String = "") throws(ArenaError) {
        descriptor = linux_memory_file()
        guard descriptor >= 0 else { throw .system("memfd_create") }
        let bytes = Array(text.utf8)
        unsafe pwrite(descriptor, bytes, bytes.count, 0)
    }

    deinit { close(descriptor) }

    var text: String {
        var bytes = [UInt8](repeating: 0, count: Int(max(0, lseek(descriptor, 0, SEEK_END))))
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
