import CLinux
import Files
import Glibc

/// A processor for each run: however many comparisons of a user go on, there are never more runs at a time than processors
/// that they may use, and one that wants to be alone is.
///
/// A run of several threads holds as many. A slot is a lock on a file named after a processor; the kernel frees it when its holder ends, however that ends.
/// Comparisons that may use different processors do not wait for each other.
struct ProcessorSlots: Sendable {
    private let files: [String]
    private let gate: String
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
        gate = "\(folder)/gathering"
        var numbers = [Int32](repeating: 0, count: 4096)
        let count = unsafe Int(linux_processors(&numbers, numbers.count))
        files = (count > 0 ? Array(numbers[..<count]) : [0]).map { "\(folder)/processor-\($0)" }
    }

    /// Does the work with the slots of so many processors held; waits until that can be.
    /// - Precondition: there are as many.
    func whileHeld<Result>(_ wanted: Int, _ work: () throws -> Result) throws -> Result {
        guard wanted > 1 else { return try free().whileHeld(work) }
        // Two that each hold what the other waits for would wait for ever: only one at a time gathers.
        let gathering = try FileLock(path: gate)
        return try holding(wanted, gathering, work)
    }

    private func holding<Result>(_ wanted: Int, _ gathering: consuming FileLock, _ work: () throws -> Result) throws -> Result {
        guard wanted > 0 else {
            gathering.close()
            return try work()
        }
        let slot = try free()
        let result = try holding(wanted - 1, gathering, work)
        slot.close()
        return result
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
