import Glibc

/// An exclusive lock that processes, and threads of one process, agree on by a file beside what it guards. It is
/// advisory: it holds back only those who ask for it. It is released when it is closed, goes out of scope, or its
/// process ends, however that ends.
public struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32

    private init(holding descriptor: Int32) { self.descriptor = descriptor }

    /// Waits until the lock is free and takes it. The lock file is made where there is none, and stays.
    /// - Throws: where the file cannot be made or opened, is not a regular file, or cannot be locked.
    public init(path: String) throws(FileError) {
        let descriptor = try Self.open(path)
        guard try Self.lock(descriptor, waits: true, path) else {
            Glibc.close(descriptor)
            throw FileError(path, "cannot be locked")
        }
        self.init(holding: descriptor)
    }

    /// Takes the lock if it is free.
    /// - Returns: the lock, or `nil` where another holds it.
    /// - Throws: where the file cannot be made or opened, is not a regular file, or cannot be locked.
    public static func ifFree(path: String) throws(FileError) -> FileLock? {
        let descriptor = try Self.open(path)
        guard try Self.lock(descriptor, waits: false, path) else {
            Glibc.close(descriptor)
            return nil
        }
        return FileLock(holding: descriptor)
    }

    deinit { Glibc.close(descriptor) }

    /// Releases the lock.
    public consuming func close() {}

    /// Does the work while the lock is held, and releases it.
    public consuming func whileHeld<Result, Failure: Error>(_ work: () throws(Failure) -> Result) throws(Failure) -> Result {
        try work()
    }

    private static func open(_ path: String) throws(FileError) -> Int32 {
        guard File.isUsable(path) else { throw FileError.unusable(path) }
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o666)
        guard descriptor >= 0 else { throw FileError(path, "cannot be opened as a lock", errno: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, FileKind(status.st_mode) == .regular else {
            Glibc.close(descriptor)
            throw FileError.notRegular(path, FileKind(status.st_mode))
        }
        return descriptor
    }

    /// Whether the lock was taken. The descriptor is closed where this throws.
    private static func lock(_ descriptor: Int32, waits: Bool, _ path: String) throws(FileError) -> Bool {
        while flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            if code == EWOULDBLOCK { return false }
            Glibc.close(descriptor)
            throw FileError(path, "cannot be locked", errno: code)
        }
        return true
    }
}
