import Formats
import Glibc
import Testing

@Suite struct HostileTests {
    /// Of a damaged file either a value comes, which is then written and read like any other, or a FormatError. A trap
    /// would end the test run.
    @Test(arguments: Format.allCases) func damagedFilesGiveAValueOrAnError(format: Format) throws {
        let names = Fixture.names(".\(format.rawValue)")
        try #require(!names.isEmpty)
        var generator = SplitMix64(seed: 2026)
        var values = 0
        var errors = 0
        for name in names {
            let good = try Fixture.bytes(name)
            for _ in 0..<20_000 / names.count {
                let bytes = good.damaged(&generator)
                let written: [UInt8]
                do throws(FormatError) { written = try format.rewritten(bytes) } catch {
                    errors += 1
                    #expect(!error.problem.isEmpty && !error.file.isEmpty)
                    continue
                }
                values += 1
                // What an empty table would be written as is no table.
                if format != .csv { #expect(try format.rewritten(written) == written) }
            }
        }
        #expect(values + errors >= 19_000)
        // Damage of both kinds was tried: the kind that shows, and the kind that cannot.
        #expect(values > 100 && errors > 100)
    }

    @Test(arguments: Format.allCases) func noiseGivesAValueOrAnError(format: Format) {
        var generator = SplitMix64(seed: 7)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                UInt8.random(in: .min ... .max, using: &generator)
            }
            _ = try? format.rewritten(bytes)
        }
    }

    @Test(arguments: ["npy", "safetensors"]) func everyPartOfAFileThatKnowsItsSizeIsRefused(ending: String) throws {
        let format = try #require(Format(rawValue: ending))
        for name in Fixture.names(".\(ending)") {
            let bytes = try Fixture.bytes(name)
            for count in 0..<bytes.count {
                #expect(throws: FormatError.self, "\(name), the first \(count) bytes") {
                    try format.rewritten(Array(bytes[..<count]))
                }
            }
        }
    }

    @Test(arguments: ["fvecs", "ivecs", "bvecs"]) func partsOfAVectorFileAreRefusedOrWholeVectors(ending: String) throws {
        let format = try #require(Format(rawValue: ending))
        let bytes = try Fixture.bytes(try #require(Fixture.names(".\(ending)").first))
        let record = bytes.count / 3
        for count in 0..<bytes.count {
            let part = Array(bytes[..<count])
            if count > 0, count % record == 0 {
                #expect(try format.rewritten(part) == part)
            } else {
                #expect(throws: FormatError.self) { try format.rewritten(part) }
            }
        }
    }

    @Test(arguments: Fixture.names(".svm") + Fixture.names(".csv")) func partsOfATextFileGiveFewerRowsOrAnError(name: String)
        throws
    {
        let bytes = try Fixture.bytes(name)
        func rowCount(_ bytes: [UInt8]) throws -> Int {
            name.hasSuffix(".svm")
                ? try LIBSVM.decode(bytes, firstIndex: .zero).rowCount
                : try CSV.decode(bytes, separator: name == "semicolon.csv" ? ";" : ",").rowCount
        }
        let whole = try rowCount(bytes)
        for count in 0..<bytes.count {
            do { #expect(try rowCount(Array(bytes[..<count])) <= whole) } catch { #expect(error is FormatError) }
        }
    }

    /// With memory for little more than the test itself, a file of a hundred bytes that promises terabytes is refused
    /// like any other: nothing is set aside for what is not there.
    @Test func promisesOfTerabytesTakeNoMemory() async {
        await #expect(processExitsWith: .success) {
            // First all that is not measured: the files, and the code that reads them.
            let arrays = NumPyTests.lies, tensors = SafetensorsTests.lies, vectors = VecsTests.lies
            var limit = rlimit(rlim_cur: 512 << 20, rlim_max: 512 << 20)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0)
            for bytes in arrays { #expect(throws: FormatError.self) { try NumPy.decode(bytes) } }
            for bytes in tensors { #expect(throws: FormatError.self) { try Safetensors.decode(bytes) } }
            for bytes in vectors { #expect(throws: FormatError.self) { try Vecs.decode(bytes, of: Float.self) } }
            // Text that names the last column there can be has one entry all the same.
            #expect(try LIBSVM.decode(Array("1 2147483647:1".utf8)).columnCount == 2_147_483_647)
        }
    }

    @Test func errorsOfTheFileSystemComeAsFormatErrors() {
        let loaders: [(String) throws -> Void] = [
            { _ = try LIBSVM.load($0) }, { _ = try CSV.load($0) }, { _ = try NumPy.load($0) }, { _ = try Vecs.loadFloats($0) },
            { _ = try Vecs.loadInts($0) }, { _ = try Vecs.loadBytes($0) }, { _ = try Safetensors.load($0) },
        ]
        for load in loaders {
            for path in ["/nowhere/file", "/tmp", "/dev/zero"] {
                let error = #expect(throws: FormatError.self) { try load(path) }
                #expect(error?.file == path && error?.problem.isEmpty == false)
            }
        }
    }

    @Test func theDescriptionSaysWhereWhatAndHow() {
        #expect(FormatError("a.csv", "line 3", "is odd", remedy: "mend it").description == "a.csv, line 3: is odd; mend it")
        #expect(FormatError("a.csv", "", "is odd").description == "a.csv: is odd")
    }
}
