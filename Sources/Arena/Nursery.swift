import CLinux
import Glibc
import Synchronization

/// A process of the host's own program that does nothing but fork workers: it has loaded and linked everything a worker
/// needs once, so that a worker is there in a millisecond instead of twenty. It never loads a library, and has one thread.
///
/// It is the parent of its workers: it reaps them, tells the host how each ended, and kills one when the host asks it to.
/// So the host, which may be a part of a larger program, has one child and adopts nobody's.
final class Nursery: Sendable {
    private let executable: String
    private let control = Mutex<Control?>(nil)

    private struct Control {
        let socket: Int32
        let identifier: pid_t
    }

    /// - Parameter executable: the host's own program.
    init(executable: String) { self.executable = executable }

    deinit { control.withLock { Self.end(&$0) } }

    /// Starts it now, so that no run waits for it.
    func prepare() throws(ArenaError) {
        try control.withLock { control -> Result<Void, ArenaError> in
            guard control == nil else { return .success(()) }
            do throws(ArenaError) { control = try start() } catch { return .failure(error) }
            return .success(())
        }.get()
    }

    /// A new worker with these ends of its channel, of its output and of its lifeline.
    /// - Throws: where the system has no process or descriptor left.
    func process(channel: Int32, output: Int32, lifeline: Int32) throws(ArenaError) -> pid_t {
        let result = control.withLock { control -> Result<pid_t, ArenaError> in
            // A nursery that has died is replaced, once.
            for _ in 0..<2 {
                if control == nil {
                    do throws(ArenaError) { control = try start() } catch { return .failure(error) }
                }
                if let identifier = control.flatMap({ Self.fork($0.socket, [channel, output, lifeline]) }) { return .success(identifier) }
                Self.end(&control)
            }
            return .failure(ArenaError("no worker could be started: the process that forks them ended twice"))
        }
        return try result.get()
    }

    private static func fork(_ socket: Int32, _ descriptors: [Int32]) -> pid_t? {
        guard unsafe linux_send_descriptors(socket, descriptors, descriptors.count) == 0 else { return nil }
        var identifier: pid_t = 0
        let count = unsafe recv(socket, &identifier, MemoryLayout<pid_t>.size, Int32(MSG_WAITALL))
        return count == MemoryLayout<pid_t>.size && identifier > 0 ? identifier : nil
    }

    private static func end(_ control: inout Control?) {
        guard let known = control else { return }
        // It ends by itself once its socket is closed.
        close(known.socket)
        var status: Int32 = 0
        unsafe waitpid(known.identifier, &status, 0)
        control = nil
    }

    private func start() throws(ArenaError) -> Control {
        linux_hide_process()
        let ends = try SocketPair()
        var actions = posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, ends.far, Channel.workerDescriptor)
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // Out of the terminal's group, so that Ctrl-C reaches the host alone; and no signal blocked or ignored.
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // One thread a cell, BLAS too; nothing else of the user's environment reaches a method.
        let environment = ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "SWIFT_BACKTRACE=enable=no"]
        var identifier: pid_t = 0
        let status = unsafe withCStrings([executable, "worker"]) { arguments in
            unsafe withCStrings(environment) { variables in
                unsafe posix_spawn(&identifier, executable, &actions, &attributes, arguments, variables)
            }
        }
        guard status == 0 else {
            errno = status
            throw .system("posix_spawn of \(executable)")
        }
        return Control(socket: ends.takeNear(), identifier: identifier)
    }
}

/// Strings as C wants them: an array of pointers that ends with null.
func withCStrings(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32) -> Int32 {
    let copies: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { (string: String) in unsafe strdup(string) }
    defer { for unsafe copy in unsafe copies { unsafe free(copy) } }
    return unsafe body(copies + [nil])
}
