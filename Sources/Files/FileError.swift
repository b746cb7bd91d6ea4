import Glibc

/// A file that could not be read or written: which, why, and what to do.
public struct FileError: Error, CustomStringConvertible, Sendable {
    public let path: String
    public let problem: String

    public init(_ path: String, _ problem: String) {
        self.path = path
        self.problem = problem
    }

    /// The system's own word for what just failed.
    init(system path: String, _ action: String) {
        self.init(path, "\(action): \(unsafe String(cString: strerror(errno)))")
    }

    public var description: String { "\(path): \(problem)" }
}
