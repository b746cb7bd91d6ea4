import CLinux
import ForeignFunctions
import Glibc

/// A child of the worker that becomes a program once it has given up what it does not need, in the worker's own process
/// group, with which it ends.
final class ProgramProcess {
    let identifier: pid_t
    private let control: Int32
    private var output: Int32
    private var errors: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// Forks it; it then waits for `start`. Only for a process of one thread.
    /// - Parameter program: the opened file that it becomes: the one whose digest was compared.
    init(_ program: LibraryFile, _ arguments: [String], _ job: Job) throws(ArenaError) {
        let controlEnds = try SocketPair(), outputEnds = try SocketPair(), errorEnds = try SocketPair()
        let child = linux_fork()
        if child == 0 {
            Self.become(program, arguments, job, control: controlEnds.far, output: outputEnds.far, errors: errorEnds.far)
        }
        guard child > 0 else { throw ArenaError.system("fork") }
        identifier = child
        (control, output, errors) = (controlEnds.takeNear(), outputEnds.takeNear(), errorEnds.takeNear())
    }

    deinit {
        // Until it is reaped its number is no other's. Reaped here its memory is part of the worker's; to let go of much takes
        // longer than a run is given to end, and then the system reaps it.
        kill(identifier, SIGKILL)
        for _ in 0..<30 where waitpid(identifier, nil, WNOHANG) == 0 { usleep(1000) }
        for descriptor in [control, output, errors] where descriptor >= 0 { close(descriptor) }
    }

    private static func become(_ program: LibraryFile, _ arguments: [String], _ job: Job, control: Int32, output: Int32, errors: Int32) -> Never {
        _ = linux_signal_at_parents_end(SIGKILL)
        close(Channel.workerDescriptor)
        dup2(output, 1)
        dup2(errors, 2)
        // A dynamic program is started by the system's loader.
        let loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"]
        Sandbox.enter(libraries: [job.library], programs: [job.library] + loaders, scratch: job.scratch, memory: job.memory, seconds: job.seconds)
        chdir(job.scratch)
        var byte: UInt8 = 0
        guard unsafe read(control, &byte, 1) == 1 else { _exit(1) }
        let environment = ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TMPDIR=\(job.scratch)"]
        _ = unsafe withCStrings([program.name] + arguments) { arguments in
            unsafe withCStrings(environment) { variables in
                unsafe linux_execute(program.descriptor, arguments, variables)
                return 0
            }
        }
        var reason = errno
        unsafe write(control, &reason, MemoryLayout<Int32>.size)
        _exit(1)
    }

    /// Lets it become the program.
    /// - Throws: `Refusal` where the system cannot start that.
    func start() throws(Refusal) {
        var byte: UInt8 = 1, reason: Int32 = 0
        unsafe _ = send(control, &byte, 1, Int32(MSG_NOSIGNAL))
        // Where it starts, its end of this is closed and nothing comes.
        guard unsafe recv(control, &reason, MemoryLayout<Int32>.size, Int32(MSG_WAITALL)) == MemoryLayout<Int32>.size else { return }
        throw Refusal("the program cannot be started: \(unsafe String(cString: strerror(reason)))")
    }

    /// What became of it.
    struct End {
        /// As `wait` has it.
        let status: Int32
        let output: [UInt8]
        /// The end of what it printed on its standard error.
        let errors: [UInt8]
    }

    /// Waits for its end, reading what it prints; where that is not to be had it is killed.
    /// - Parameters:
    ///   - mostBytes: of standard output, beyond which it is not listened to.
    ///   - watch: called some hundred times a second; where it throws, that is thrown.
    /// - Throws: `Worker.Ending` where it printed too much.
    func end(mostBytes: Int, watch: () throws -> Void) throws -> End {
        var printed: [UInt8] = [], complaints: [UInt8] = []
        var status: Int32 = 0
        var isOver = false
        defer { if !isOver { kill(identifier, SIGKILL) } }
        while true {
            // Asked before reading: what a process wrote before its end is then there to be read.
            let hasEnded = unsafe linux_child_end(identifier, &status) == 1
            var descriptors = [output, errors].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let isReadable = unsafe poll(&descriptors, 2, hasEnded ? 0 : 5) > 0
            if isReadable {
                if descriptors[0].revents != 0 { take(&output, into: &printed) }
                if descriptors[1].revents != 0 { take(&errors, into: &complaints) }
                if complaints.count > 1 << 17 { complaints.removeFirst(complaints.count - 4096) }
                guard printed.count <= mostBytes else {
                    throw Worker.Ending(outcome: .invalid, reason: "it printed more than \(mostBytes >> 10) KiB, which no answer to this formula takes")
                }
            }
            // One that ended and left nothing to read; or left a child that holds its output, for which nobody waits.
            if hasEnded, !isReadable || output < 0 && errors < 0 {
                isOver = true
                return End(status: status, output: printed, errors: complaints)
            }
            try watch()
        }
    }

    private func take(_ descriptor: inout Int32, into bytes: inout [UInt8]) {
        let count = unsafe read(descriptor, &buffer, buffer.count)
        if count > 0 {
            bytes.append(contentsOf: buffer[..<count])
        } else {
            close(descriptor)
            descriptor = -1
        }
    }
}
