/// Why an oracle refused: the method's budget is spent. Let it pass; it is a normal end of a run.
public enum Stop: Error, Sendable, Equatable, CustomStringConvertible {
    /// The calls of this oracle are used up.
    case spent(Oracle)
    /// The time is used up.
    case timeUp

    public var description: String {
        switch self {
        case .spent(let oracle): "its \(oracle.name) are spent"
        case .timeUp: "its time is up"
        }
    }
}
