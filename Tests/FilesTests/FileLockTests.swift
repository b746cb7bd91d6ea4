import Files
import Glibc
import Synchronization
import Testing

/// How many are inside at once.
private final class Visitors: Sendable {
    let inside = Atomic(0)
}

@Suite struct FileLockTests {
    let scratch = Scratch()

    /// Whether another could take the lock now.
    private func isFree(_ path: String) throws -> Bool {
        guard let lock = try FileLock.ifFree(path: path) else { return false }
        lock.close()
        return true
    }

    @Test func isHeldUntilItIsClosed() throws {
        let path = scratch.file("lock")
        let lock = try FileLock(path: path)
        #expect(try !isFree(path))
        lock.close()
        #expect(try isFree(path))
    }

    @Test func isHeldUntilItsScopeEnds() throws {
        let path = scratch.file("lock")
        do {
            let lock = try FileLock(path: path)
            #expect(try !isFree(path))
            _ = lock
        }
        #expect(try isFree(path))
    }

    @Test func isReleasedWhereTheWorkThrows() throws {
        struct Failure: Error {}
        let path = scratch.file("lock")
        #expect(throws: Failure.self) {
            try FileLock(path: path).whileHeld {
                #expect(try !isFree(path))
                throw Failure()
            }
        }
        #expect(try isFree(path))
    }

    @Test func letsOneInAtATime() async throws {
        let path = scratch.file("lock")
        let visitors = Visitors()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<50 {
                        try FileLock(path: path).whileHeld {
                            #expect(visitors.inside.add(1, ordering: .sequentiallyConsistent).oldValue == 0)
                            sched_yield()
                            visitors.inside.subtract(1, ordering: .sequentiallyConsistent)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func refusesWhatIsNoRegularFile() throws {
        try #require(mkfifo(scratch.file("pipe"), 0o600) == 0)
        for path in [scratch.path, scratch.file("pipe"), "/dev/null", scratch.file("none/lock")] {
            #expect(throws: FileError.self) { _ = try FileLock(path: path) }
        }
    }
}
