import Glibc

/// The clock of one run: wall and processor seconds, the host's own work left out.
public final class RunClock {
    private var wallBegin = RunClock.seconds(CLOCK_MONOTONIC)
    private var processorBegin = RunClock.seconds(CLOCK_PROCESS_CPUTIME_ID)

    public init() {}

    /// Seconds since the run began, what `offTheClock` took left out.
    public var wall: Double { Self.seconds(CLOCK_MONOTONIC) - wallBegin }
    /// Processor seconds, likewise.
    public var processor: Double { Self.seconds(CLOCK_PROCESS_CPUTIME_ID) - processorBegin }

    public func restart() {
        wallBegin = Self.seconds(CLOCK_MONOTONIC)
        processorBegin = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)
    }

    /// Does the host's work without charging the run for it.
    public func offTheClock<Result>(_ work: () throws -> Result) rethrows -> Result {
        let wallBefore = Self.seconds(CLOCK_MONOTONIC)
        let processorBefore = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)
        defer {
            wallBegin += Self.seconds(CLOCK_MONOTONIC) - wallBefore
            processorBegin += Self.seconds(CLOCK_PROCESS_CPUTIME_ID) - processorBefore
        }
        return try work()
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
