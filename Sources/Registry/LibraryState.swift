/// Whether a registered library can be used.
public enum LibraryState: Sendable, Equatable {
    case ready
    case missing(reason: String)
    case refused(reason: String)

    public var word: String {
        switch self {
        case .ready: "ready"
        case .missing: "missing"
        case .refused: "refused"
        }
    }

    public var reason: String? {
        switch self {
        case .ready: nil
        case .missing(let reason), .refused(let reason): reason
        }
    }
}
