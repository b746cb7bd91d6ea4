/// Why an oracle refused: the method's budget is spent. Let it pass; it is a normal end of a run.
public enum Stop: Error, Sendable, Equatable {
    /// The calls of this oracle are used up.
    case spent(Oracle)
    /// The time is used up.
    case timeUp
}
