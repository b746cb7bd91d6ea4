/// What became of a cell. Every cell ends as one of these, and none is dropped.
public enum Outcome: String, Codable, Sendable, CaseIterable {
    /// The method ended by itself.
    case ok
    /// The budget ran out: a normal end; the best answer so far counts.
    case exhausted
    /// The method does not fit the instance.
    case skipped
    /// The library was not loaded: digest, handshake, card.
    case refused
    /// The method threw an error.
    case failed
    /// A signal ended the worker.
    case crashed
    /// The library ended the worker's process itself.
    case exited
    /// The worker did not stop when its time was up, and was killed.
    case timedOut = "timed-out"
    /// The worker asked for more memory than it may have.
    case outOfMemory = "out-of-memory"
    /// The host's own check of the answer failed.
    case invalid
    /// The cluster lost the task that was to run it, again and again: nothing is known of the method.
    case lost

    /// Whether the cell's answer takes part in a ranking by its value; all others rank behind.
    public var counts: Bool { self == .ok || self == .exhausted }

    /// Whether nothing was run: such a record gives way to any other, and is no reason not to run the cell.
    public var isProvisional: Bool { self == .refused || self == .lost }
}
