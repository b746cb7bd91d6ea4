import Files
import Glibc

/// A processor for each run: however many comparisons go on, of whatever program that runs an arena, there are never more
/// runs at a time than processors, and one that wants to be alone is.
///
/// A slot is a lock on a file of the user's; the kernel frees it when its holder ends, however that ends.
struct ProcessorSlots: Sendable {
    let count: Int
    private let folder: String

    /// - Throws: where the folder of the locks cannot be made or is another user's.
    init(count: Int) throws(ArenaError) {
        self.count = max(1, count)
        folder = "/tmp/assay-\(getuid())"
        guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw .system("mkdir of \(folder)") }
        var status = stat()
        guard unsafe lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid() else {
            throw ArenaError("\(folder) is not a folder of this user's; the host keeps its locks there: remove it")
        }
    }

    /// Does the work with one processor's slot held, or with all of them; waits until that can be.
    func whileHeld<Result>(isAlone: Bool, _ work: () throws -> Result) throws -> Result {
        isAlone ? try holding(0, work) : try free().whileHeld(work)
    }

    /// Takes the slots in the order of their numbers, as everyone does who takes more than one.
    private func holding<Result>(_ number: Int, _ work: () throws -> Result) throws -> Result {
        guard number < count else { return try work() }
        return try FileLock(path: path(number)).whileHeld { try holding(number + 1, work) }
    }

    private func free() throws -> FileLock {
        while true {
            for number in 0..<count {
                if let lock = try FileLock.ifFree(path: path(number)) { return lock }
            }
            usleep(2000)
        }
    }

    private func path(_ number: Int) -> String { "\(folder)/processor-\(number)" }
}
