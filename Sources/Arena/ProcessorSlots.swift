import CLinux
import Files
import Glibc

/// A processor for each run: however many comparisons of a user go on, there are never more runs at a time than processors
/// that they may use, and one that wants to be alone is.
///
/// A slot is a lock on a file named after a processor; the kernel frees it when its holder ends, however that ends.
/// Comparisons that may use different processors do not wait for each other.
struct ProcessorSlots: Sendable {
    private let files: [String]
    var count: Int { files.count }

    /// - Throws: where the folder of the locks cannot be made or is another user's.
    init() throws(ArenaError) {
        let folder = "\(TemporaryFolder.path)/assay-locks-\(getuid())"
        guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw .system("mkdir of \(folder)") }
        // In a folder that everyone may write the name could be taken by somebody else, to hold us up or lead us astray.
        var status = stat()
        guard unsafe lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid() else {
            throw ArenaError("\(folder), where locks are kept, is no folder of yours; have it removed, or let TMPDIR name another place")
        }
        var numbers = [Int32](repeating: 0, count: 4096)
        let count = unsafe Int(linux_processors(&numbers, numbers.count))
        files = (count > 0 ? Array(numbers[..<count]) : [0]).map { "\(folder)/processor-\($0)" }
    }

    /// Does the work with one processor's slot held, or with all of them; waits until that can be.
    func whileHeld<Result>(isAlone: Bool, _ work: () throws -> Result) throws -> Result {
        isAlone ? try holding(files[...], work) : try free().whileHeld(work)
    }

    /// Takes the slots in the order of their numbers, as everyone does who takes more than one.
    private func holding<Result>(_ files: ArraySlice<String>, _ work: () throws -> Result) throws -> Result {
        guard let first = files.first else { return try work() }
        return try FileLock(path: first).whileHeld { try holding(files.dropFirst(), work) }
    }

    private func free() throws -> FileLock {
        while true {
            for file in files {
                if let lock = try FileLock.ifFree(path: file) { return lock }
            }
            usleep(2000)
        }
    }
}
