/// Why a library is not loaded: what is wrong, and what to do.
public struct Refusal: Error, CustomStringConvertible, Sendable {
    public let description: String
    public init(_ description: String) { self.description = description }
}
