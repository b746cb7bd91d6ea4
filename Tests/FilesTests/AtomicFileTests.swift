import Files
import Glibc
import Testing

@Suite struct AtomicFileTests {
    let scratch = Scratch()

    @Test func replacesAndLeavesNothingBeside() throws {
        try AtomicFile.write([1], to: scratch.file("a"))
        try AtomicFile.write([2, 3], to: scratch.file("a"))
        #expect(try File.read(scratch.file("a")) == [2, 3])
        #expect(scratch.names == ["a"])
    }

    @Test func aSpanIsWrittenAsItIs() throws {
        let bytes: [UInt8] = [5, 6, 7, 8]
        try AtomicFile.write(bytes.span.extracting(1..<3), to: scratch.file("a"))
        #expect(try File.read(scratch.file("a")) == [6, 7])
    }

    @Test func keepsPermissions() throws {
        try AtomicFile.write([1], to: scratch.file("a"))
        try #require(chmod(scratch.file("a"), 0o640) == 0)
        try AtomicFile.write([2], to: scratch.file("a"))
        #expect(permissions(scratch.file("a")) == 0o640)
    }

    @Test func keepsALinkAndReplacesWhatItLeadsTo() throws {
        try AtomicFile.write([1], to: scratch.file("target"))
        try #require(symlink("target", scratch.file("link")) == 0)
        try AtomicFile.write([2], to: scratch.file("link"))
        #expect(try File.read(scratch.file("target")) == [2])
        var status = stat()
        #expect(lstat(scratch.file("link"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test func aNameAsLongAsNamesCanBeIsWritten() throws {
        let name = String(repeating: "n", count: 255)
        try AtomicFile.write([1], to: scratch.file(name))
        #expect(scratch.names == [name])
    }

    @Test func refusesWhatIsNoRegularFile() throws {
        try #require(mkfifo(scratch.file("pipe"), 0o600) == 0)
        for path in [scratch.path, scratch.file("pipe"), "/dev/null"] {
            #expect(throws: FileError.self) { try AtomicFile.write([1], to: path) }
        }
        #expect(scratch.names == ["pipe"])
        var status = stat()
        #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func refusesAFolderThatIsNotThere() {
        let error = #expect(throws: FileError.self) { try AtomicFile.write([1], to: scratch.file("none/a")) }
        #expect(error?.description.contains("none") == true)
    }

    @Test func aFailureLeavesTheOldFileAndNothingBeside() async {
        // In a process of its own, since the limit on the size of files holds for a whole process.
        await #expect(processExitsWith: .success) {
            let scratch = Scratch()
            let old = [UInt8](repeating: 1, count: 100)
            try AtomicFile.write(old, to: scratch.file("a"))
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let error = #expect(throws: FileError.self) {
                try AtomicFile.write([UInt8](repeating: 2, count: 5000), to: scratch.file("a"))
            }
            #expect(error?.remedy.contains("ulimit") == true)
            #expect(try File.read(scratch.file("a")) == old)
            #expect(scratch.names == ["a"])
        }
    }

    @Test func aReaderSeesOneWriterWhole() async throws {
        let path = scratch.file("a")
        let length = 100_000
        try AtomicFile.write([UInt8](repeating: 0, count: length), to: path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 1...4 {
                group.addTask {
                    for _ in 0..<20 { try AtomicFile.write([UInt8](repeating: UInt8(writer), count: length), to: path) }
                }
            }
            group.addTask {
                for _ in 0..<100 {
                    let bytes = try File.read(path)
                    #expect(bytes.count == length && Set(bytes).count == 1)
                }
            }
            try await group.waitForAll()
        }
        #expect(scratch.names == ["a"])
    }
}
