import Files
import Glibc
import Testing

@Suite struct FileTests {
    let scratch = Scratch()

    @Test(arguments: [0, 1, 4096, 1_000_003]) func readsWhatWasWritten(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try AtomicFile.write(bytes, to: scratch.file("a"))
        #expect(try File.read(scratch.file("a")) == bytes)
    }

    @Test func aMissingFileIsNamed() {
        let error = #expect(throws: FileError.self) { try File.read(scratch.file("none")) }
        #expect(error?.path == scratch.file("none"))
        #expect(error?.description.contains("No such file") == true)
        #expect(error?.remedy == "check the path")
    }

    @Test func onlyRegularFilesAreRead() throws {
        try #require(mkfifo(scratch.file("pipe"), 0o600) == 0)
        // Reading a pipe without a writer, or /dev/zero, would never end.
        for (path, kind) in [(scratch.path, "a directory"), (scratch.file("pipe"), "a pipe"), ("/dev/zero", "a device")] {
            let error = #expect(throws: FileError.self) { try File.read(path) }
            #expect(error?.problem == "is \(kind); a regular file is needed")
        }
    }

    @Test func aLinkToAPipeIsAPipe() throws {
        try #require(mkfifo(scratch.file("pipe"), 0o600) == 0)
        try #require(symlink(scratch.file("pipe"), scratch.file("link")) == 0)
        #expect(throws: FileError.self) { try File.read(scratch.file("link")) }
    }

    @Test func theLimitIsTheMostBytesThatAreRead() throws {
        try AtomicFile.write([1, 2, 3], to: scratch.file("a"))
        #expect(try File.read(scratch.file("a"), limit: 3) == [1, 2, 3])
        let error = #expect(throws: FileError.self) { try File.read(scratch.file("a"), limit: 2) }
        #expect(error?.problem.contains("3 bytes") == true)
    }

    @Test func aHugeSparseFileIsRefusedBeforeItIsRead() throws {
        try AtomicFile.write([], to: scratch.file("sparse"))
        try #require(truncate(scratch.file("sparse"), 1 << 40) == 0)
        #expect(throws: FileError.self) { try File.read(scratch.file("sparse")) }
    }

    @Test func aFileThatDoesNotKnowItsSizeIsRefused() {
        // It says that it has no bytes, and has some.
        #expect(throws: FileError.self) { try File.read("/proc/self/status") }
    }

    @Test func pathsThatAreNoneAreRefused() {
        for path in ["", "a\0b"] {
            #expect(throws: FileError.self) { try File.read(path) }
            #expect(throws: FileError.self) { try AtomicFile.write([], to: path) }
            #expect(throws: FileError.self) { _ = try FileLock(path: path) }
        }
        // The part before the zero byte must not have been used.
        #expect(access("a", F_OK) != 0)
    }

    @Test func theDescriptionSaysWhichWhatAndHow() {
        #expect(FileError("x.csv", "is empty", remedy: "fill it").description == "x.csv: is empty; fill it")
        #expect(FileError("x.csv", "is empty").description == "x.csv: is empty")
    }
}
