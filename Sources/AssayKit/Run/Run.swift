/// One run of a method: its seed, and the way back to the host.
public final class Run {
    /// All of a run's randomness follows from it.
    public let seed: UInt64
    /// How many threads it may use, one at least: see `concurrently`.
    public let threads: Int
    let meter: Meter
    private let host: any RunHost

    /// Of one thread.
    public init(seed: UInt64, meter: Meter, host: any RunHost) {
        self.seed = seed
        self.meter = meter
        self.host = host
        threads = 1
    }

    public init(seed: UInt64, meter: Meter, host: any RunHost, threads: Int) {
        self.seed = seed
        self.threads = max(1, threads)
        self.meter = meter
        self.host = host
    }

    /// A generator for this run. Streams of different numbers are independent of each other; the same seed and
    /// stream give the same numbers on every platform.
    public func random(stream: UInt64 = 0) -> Random { Random(seed: seed, stream: stream) }

    /// Offers a point as an answer. The host evaluates it off the clock; the best one counts.
    /// Of a long run it looks at the first twenty offers, one for each twentieth by which their number grows, and the last.
    public func offer(_ point: Span<Double>) { host.offer(point) }

    /// Offers a set or sequence of indices as an answer. The host evaluates it off the clock; the best counts.
    public func offer(_ selection: Span<Int>) { host.offer(selection) }

    /// A figure that the method states of itself, kept apart from what the host measures.
    public func report(_ name: String, _ value: Double) { host.report(name, value) }

    /// A remark for a person who watches the run.
    public func log(_ message: String) { host.log(message) }

    /// To be called now and then by a method that works long without calling an oracle.
    /// - Throws: `Stop.timeUp` once the run's time is used up.
    public func checkTime() throws(Stop) { try meter.checkTime() }
}

/// The host's side of a run.
public protocol RunHost {
    func offer(_ point: Span<Double>)
    func offer(_ selection: Span<Int>)
    func report(_ name: String, _ value: Double)
    func log(_ message: String)
}

extension Run {
    public func offer(_ point: [Double]) { offer(point.span) }
    public func offer(_ selection: [Int]) { offer(selection.span) }

    /// Offers a network's weights as an answer.
    public func offer(_ weights: Span<Float>) {
        let point = weights.indices.map { Double(weights[$0]) }
        offer(point.span)
    }
    public func offer(_ weights: [Float]) { offer(weights.span) }
}
