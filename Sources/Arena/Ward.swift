import CLinux
import Glibc
import Problems

/// A worker as its nursery sees it, and the nursery's work: forking them, killing them, telling how they ended.
struct Ward {
    let identifier: pid_t
    /// The host ends its half where the worker is to be killed, and reads here how it ended.
    let lifeline: Int32
    var isDoomed = false

    /// Forks a worker for each set of descriptors that comes over the socket, until the host closes it; then all workers end.
    /// - Returns: in each worker, once it has its descriptors; never in the nursery.
    static func serve(_ socket: Int32) {
        var wards: [Ward] = []
        let childEvents = linux_child_events()
        guard childEvents >= 0 else { _exit(1) }
        // Workers inherit it: no library reads another's memory, nor that of its oracle's process in a sealed run.
        linux_hide_process()
        while true {
            var descriptors = [pollfd(fd: socket, events: Int16(POLLIN), revents: 0), pollfd(fd: childEvents, events: Int16(POLLIN), revents: 0)]
            descriptors += wards.map { pollfd(fd: $0.isDoomed ? -1 : $0.lifeline, events: Int16(POLLIN), revents: 0) }
            guard unsafe poll(&descriptors, nfds_t(descriptors.count), -1) > 0 else { continue }
            for index in wards.indices where descriptors[index + 2].revents != 0 {
                wards[index].isDoomed = true
                kill(-wards[index].identifier, SIGKILL)
            }
            if descriptors[1].revents != 0 { reap(&wards, childEvents) }
            if descriptors[0].revents != 0 {
                var ends: [Int32] = [-1, -1, -1]
                guard unsafe linux_receive_descriptors(socket, &ends, ends.count) == 0 else { break }
                let identifier = linux_fork()
                if identifier == 0 { return become(channel: ends[0], output: ends[1]) }
                // Whoever comes first, the group is there before anything is sent to it.
                if identifier > 0 { setpgid(identifier, identifier) }
                var answer = identifier
                guard unsafe send(socket, &answer, MemoryLayout<pid_t>.size, Int32(MSG_NOSIGNAL)) > 0 else { break }
                close(ends[0])
                close(ends[1])
                if identifier > 0 { wards.append(Ward(identifier: identifier, lifeline: ends[2])) } else { close(ends[2]) }
            }
        }
        for ward in wards { kill(-ward.identifier, SIGKILL) }
        _exit(0)
    }

    private static func become(channel: Int32, output: Int32) {
        setpgid(0, 0)
        linux_unblock_child_events()
        // A nursery that is killed takes its workers with it, whatever they are busy with.
        _ = linux_signal_at_parents_end(SIGKILL)
        dup2(output, 1)
        dup2(output, 2)
        dup2(channel, Channel.workerDescriptor)
        linux_close_from(UInt32(Channel.workerDescriptor) + 1)
    }

    private static func reap(_ wards: inout [Ward], _ childEvents: Int32) {
        var information = [UInt8](repeating: 0, count: 1024)
        while unsafe read(childEvents, &information, information.count) > 0 {}
        while true {
            let identifier = linux_ended_child()
            guard identifier > 0 else { return }
            // Whatever the library started in the worker's group ends with it. Until the worker is reaped its number is no other's.
            kill(-identifier, SIGKILL)
            var status: Int32 = 0
            var usage = rusage()
            guard unsafe wait4(identifier, &status, 0, &usage) == identifier else { continue }
            guard let index = wards.firstIndex(where: { $0.identifier == identifier }) else { continue }
            Ending(status: status, usage).send(over: wards[index].lifeline)
            close(wards[index].lifeline)
            wards.remove(at: index)
        }
    }
}

/// How a worker's process ended.
struct Ending {
    /// The status that it exited with, where it did.
    let status: Int32?
    /// The signal that ended it, where one did.
    let signal: Int32?
    /// The most memory that it held, in bytes.
    let peakBytes: Int
    /// The processor's seconds that it took, from its first moment on.
    let processorSeconds: Double

    fileprivate init(status: Int32, _ usage: rusage) {
        let signal = status & 0x7F
        self.signal = signal == 0 ? nil : signal
        self.status = signal == 0 ? status >> 8 & 0xFF : nil
        peakBytes = usage.ru_maxrss * 1024
        processorSeconds = RunClock.processorSeconds(usage)
    }

    fileprivate func send(over lifeline: Int32) {
        var numbers = [Int64(status ?? -1), Int64(signal ?? -1), Int64(peakBytes), Int64(processorSeconds * 1e6)]
        unsafe _ = Glibc.send(lifeline, &numbers, numbers.count * 8, Int32(MSG_NOSIGNAL))
    }

    /// Reads it at the host's end. Where the nursery itself was killed, so were its workers.
    init(from lifeline: Int32) {
        var numbers: [Int64] = [0, 0, 0, 0]
        let isWhole = unsafe recv(lifeline, &numbers, numbers.count * 8, Int32(MSG_WAITALL)) == numbers.count * 8
        status = isWhole && numbers[0] >= 0 ? Int32(truncatingIfNeeded: numbers[0]) : nil
        signal = !isWhole ? SIGKILL : numbers[1] >= 0 ? Int32(truncatingIfNeeded: numbers[1]) : nil
        peakBytes = isWhole ? Int(numbers[2]) : 0
        processorSeconds = isWhole ? Double(numbers[3]) * 1e-6 : 0
    }
}
