import Glibc

/// An exclusive lock that processes agree on by a file beside what it guards; released when it goes out of scope, or
/// its process ends.
public struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Waits for the lock.
    /// - Throws: where the file cannot be made.
    public init(path: String) throws(FileError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(system: path, "cannot be made") }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let error = FileError(system: path, "cannot be locked")
                close(descriptor)
                throw error
            }
        }
    }

    deinit { close(descriptor) }

    /// Does the work while the lock is held.
    public consuming func whileHeld<Result>(_ work: () throws -> Result) rethrows -> Result { try work() }
}
