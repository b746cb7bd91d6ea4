import Glibc

/// The files beside the tests; Fixtures/make_fixtures.py made them.
enum Fixture {
    static let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex)) + "/Fixtures"

    static func path(_ name: String) -> String { "\(folder)/\(name)" }

    static func bytes(_ name: String) throws -> [UInt8] {
        guard let file = fopen(path(name), "r") else { throw MissingFixture(name: name) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = getc(file), byte != EOF { bytes.append(UInt8(byte)) }
        return bytes
    }

    struct MissingFixture: Error {
        let name: String
    }

    /// All that end so.
    static func names(_ ending: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(ending) { names.append(name) }
        }
        return names.sorted()
    }
}

/// Does something with a path that is free, and removes what is there afterwards.
func withScratchFile<Result>(_ body: (String) throws -> Result) rethrows -> Result {
    let path = "/tmp/formats-tests-\(getpid())-\(UInt64.random(in: .min ... .max))"
    defer { unlink(path) }
    return try body(path)
}
