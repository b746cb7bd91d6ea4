import Glibc

/// A file that could not be read or written.
public struct FileError: Error, CustomStringConvertible, Sendable, Equatable {
    public let path: String
    /// What was wrong, as a predicate of the path: `is a directory, not a regular file`.
    public let problem: String
    /// What to do about it; empty where nothing general can be said.
    public let remedy: String
    /// The system's number for it; 0 where no system call failed.
    public let code: Int32

    public init(_ path: String, _ problem: String, remedy: String = "") {
        self.init(path, problem, remedy, 0)
    }

    private init(_ path: String, _ problem: String, _ remedy: String, _ code: Int32) {
        self.code = code
        self.path = path
        self.problem = problem
        self.remedy = remedy
    }

    /// A system call that failed, with the system's word for it.
    public init(_ path: String, _ action: String, errno code: Int32) {
        self.init(path, "\(action): \(unsafe String(cString: strerror(code)))", Self.remedy(code), code)
    }

    public var description: String { "\(path): \(problem)\(remedy.isEmpty ? "" : "; \(remedy)")" }

    private static func remedy(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: "check the path"
        case EACCES, EPERM: "check the permissions of the file and of its folder"
        case EROFS: "choose a folder that can be written to"
        case ENOSPC, EDQUOT: "free some space or choose another disk"
        case EFBIG: "raise the limit on the size of files (ulimit -f)"
        case ENAMETOOLONG: "choose a shorter name"
        case EMFILE, ENFILE: "close other files or raise the limit on open files (ulimit -n)"
        case ELOOP: "look for symbolic links that point at each other"
        case EIO: "check the disk"
        default: ""
        }
    }
}
