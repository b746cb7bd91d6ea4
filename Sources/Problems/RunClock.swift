public import Glibc

/// The clock of one run: wall and processor seconds, the host's own work left out.
public final class RunClock {
    private var wallBegin = RunClock.now
    private var processorBegin = RunClock.spent

    /// The clock of another process whose time counts too.
    private var companion: clockid_t?

    public init() {}

    /// Counts the processor time of a child of this process too.
    public func includeProcess(_ identifier: pid_t) {
        var clock = clockid_t()
        companion = unsafe clock_getcpuclockid(identifier, &clock) == 0 ? clock : nil
        restart()
    }

    /// Seconds since the run began, what `offTheClock` took left out.
    public var wall: Double { Self.now - wallBegin }
    /// Processor seconds, likewise.
    public var processor: Double { spent - processorBegin }

    public func restart() {
        wallBegin = Self.now
        processorBegin = spent
    }

    /// Does the host's work without charging the run for it.
    public func offTheClock<Result>(_ work: () throws -> Result) rethrows -> Result {
        let wallBefore = Self.now
        let processorBefore = spent
        defer {
            wallBegin += Self.now - wallBefore
            processorBegin += spent - processorBefore
        }
        return try work()
    }

    /// Seconds on a clock that nobody sets.
    public static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private var spent: Double {
        guard let companion else { return Self.spent }
        // Nothing is left of the clock of a process that has been reaped.
        var time = timespec()
        clock_gettime(companion, &time)
        return Self.spent + Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Of all threads. The process's own clock would move in steps of the kernel's tick, 4 ms, as soon as the process has a
    /// limit on its processor time, which every worker has.
    private static var spent: Double {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return processorSeconds(usage)
    }

    /// User and system time together.
    public static func processorSeconds(_ usage: rusage) -> Double {
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
