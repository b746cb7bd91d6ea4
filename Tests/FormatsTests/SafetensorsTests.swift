import Formats
import Testing

@Suite struct SafetensorsTests {
    private func all() throws -> [String: Safetensors.Tensor] {
        Dictionary(uniqueKeysWithValues: try Safetensors.load(Fixture.path("all.safetensors")).tensors.map { ($0.name, $0) })
    }

    @Test func readsWhatTheReferenceWrites() throws {
        let tensors = try all()
        #expect(tensors.count == 11)
        for (name, type) in [("weight", Safetensors.ElementType.float32), ("double", .float64), ("half", .float16)] {
            #expect(tensors[name]?.type == type)
            #expect(tensors[name]?.shape == [1, 3])
            #expect(tensors[name]?.floats == [1, -2.5, 0.15625])
        }
        #expect(try Safetensors.load(Fixture.path("bfloat16.safetensors")).tensors.map(\.floats) == [[1, -2.5, 0.15625]])
        #expect(tensors["scalar"]?.shape == [] && tensors["scalar"]?.floats == [8])
        #expect(tensors["nothing"]?.shape == [0, 4] && tensors["nothing"]?.floats == [])
        #expect(tensors["quote\" \\ \n ü"]?.floats == [1])
        #expect(
            tensors["long"]?.type == .int64
                && tensors["long"]?.bytes == [1, 0, 0, 0, 0, 0, 0, 0, 254] + [UInt8](repeating: 255, count: 7))
        #expect(tensors["int"]?.shape == [2, 1] && tensors["int"]?.bytes == [3, 0, 0, 0, 252, 255, 255, 255])
        #expect(tensors["byte"]?.type == .uint8 && tensors["byte"]?.bytes == [250])
        #expect(tensors["signed"]?.type == .int8 && tensors["signed"]?.bytes == [249])
        #expect(tensors["flag"]?.type == .bool && tensors["flag"]?.bytes == [1, 0])
        #expect(tensors["int"]?.floats == nil)
        #expect(try Safetensors.load(Fixture.path("all.safetensors")).metadata == ["format": "np"])
    }

    /// The reference's own files are the yardstick.
    @Test(arguments: ["all.safetensors", "bfloat16.safetensors"]) func writesTheBytesThatTheReferenceWrites(name: String) throws {
        let contents = try Safetensors.load(Fixture.path(name))
        let reversed = Safetensors.Contents(tensors: contents.tensors.reversed(), metadata: contents.metadata)
        #expect(try Safetensors.encode(reversed) == Fixture.bytes(name))
        try withScratchFile { path in
            try Safetensors.write(contents, to: path)
            #expect(try Safetensors.load(path) == contents)
        }
    }

    @Test func writesNamesAndMetadataOfEveryKind() throws {
        let odd = "\u{0}\u{1F}\"\\/\u{7F}é😀"
        let contents = Safetensors.Contents(
            tensors: [.init(name: odd, shape: [2], values: [1, .infinity])], metadata: [odd: odd, "": ""])
        #expect(try Safetensors.decode(Safetensors.encode(contents)) == contents)
        #expect(try Safetensors.decode(Safetensors.encode(.init(tensors: []))) == .init(tensors: []))
    }

    @Test func refusesToWriteWhatCannotBeRead() {
        typealias Tensor = Safetensors.Tensor
        let good = Tensor(name: "a", shape: [2], values: [1, 2])
        for tensors in [
            [good, good], [Tensor(name: "__metadata__", shape: [1], values: [1])],
            [Tensor(name: "a", shape: [3], values: [1, 2])],
            [Tensor(name: "a", shape: [-1, -2], values: [1, 2])], [Tensor(name: "a", shape: [.max, 4], values: [1, 2])],
            [Tensor(name: "a", shape: [Int](repeating: 1, count: 65), values: [1])],
            [Tensor(name: "a", type: .float64, shape: [1], bytes: [1, 2, 3])],
        ] {
            #expect(throws: FormatError.self) { try Safetensors.encode(.init(tensors: tensors)) }
        }
    }

    /// A file with this header and eight bytes behind it.
    static func file(_ header: String, length: UInt64? = nil, body: Int = 8) -> [UInt8] {
        let length = length ?? UInt64(header.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
            + [UInt8](repeating: 0, count: body)
    }

    static func tensor(_ shape: String, _ begin: String, _ end: String, type: String = "F32", name: String = "a") -> String {
        "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
    }

    @Test func readsBlanksEscapesAndAnyOrder() throws {
        let header =
            "{ \"\\u0061\\ud83d\\ude00\\/\\n\" : {\"data_offsets\":[ 4 , 8 ],\t\"shape\" : [ ] , \"dtype\":\"\\u004632\"}, \(Self.tensor("[1]", "0", "4", name: "b")) }   "
        let contents = try Safetensors.decode(Self.file(header))
        #expect(contents.tensors.map(\.name) == ["a😀/\n", "b"])
        #expect(contents.tensors.map(\.shape) == [[], [1]])
    }

    static let lies: [[UInt8]] =
        (badTensors.map { "{\($0)}" } + badJSON).map { file($0) } + [
            // Lengths.
            file("{}", body: 8), file("{}", length: 100_000_001), file("{}", length: .max), file("{}", length: 1 << 63),
            file("{}", length: 3, body: 0),
            file("{}", length: 0, body: 0), [],
        ]

    private static let badTensors: [String] = [
        // Sizes and offsets.
        tensor("[1]", "0", "8"), tensor("[3]", "0", "8"), tensor("[2]", "0", "9"), tensor("[2]", "1", "9"),
        tensor("[1]", "0", "4"),
        tensor("[1]", "4", "8"), tensor("[2]", "8", "0"), tensor("[-2]", "0", "8"), tensor("[2]", "-8", "0"),
        tensor("[2.0]", "0", "8"),
        tensor("[2e0]", "0", "8"), tensor("[02]", "0", "8"), tensor("[9223372036854775808]", "0", "8"),
        tensor("[4294967296,4294967296]", "0", "8"),
        tensor("[4611686018427387906]", "0", "8"), tensor("[2]", "0", "18446744073709551624"),
        tensor("[2]", "9223372036854775807", "9223372036854775807"),
        tensor("[1099511627776]", "0", "4398046511104"),
        tensor("[" + Array(repeating: "1", count: 65).joined(separator: ",") + ",2]", "0", "8"),
        // Holes, overlaps, names that stand twice.
        tensor("[1]", "0", "4") + "," + tensor("[1]", "5", "9", name: "b"),
        tensor("[1]", "0", "4") + "," + tensor("[1]", "2", "6", name: "b"),
        tensor("[2]", "0", "8") + "," + tensor("[2]", "0", "8", name: "b"),
        tensor("[1]", "0", "4") + "," + tensor("[1]", "4", "8"),
        // Fields.
        tensor("[2]", "0", "8", type: "F33"), tensor("[2]", "0", "8", type: "f32"), "\"a\":{\"dtype\":\"F32\",\"shape\":[2]}",
        "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}",
        "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4,8]}",
        "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2],\"data_offsets\":[0,8]}",
        "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}",
        "\"a\":null", "\"a\":[]", "\"__metadata__\":{\"x\":1}", "\"__metadata__\":{\"x\":\"1\",\"x\":\"2\"}",
        "\"__metadata__\":\"x\"",
    ]

    private static let badJSON: [String] = [
        "", " ", "{", "}", "[]", "null", "{\"a\"", "{\"a\":", "{,}", "{} x", " {}", "{\(tensor("[2]", "0", "8")),}",
        "{\(tensor("[2,]", "0", "8"))}",
        "{'a':{}}", "{/**/}", "{\"\u{1}\":{}}", "{\"\\x\":{}}", "{\"\\u12\":{}}", "{\"\\ud800\":{}}", "{\"\\ud800\\u0041\":{}}",
        "{\"\\udc00\":{}}", "{\"\\",
        "{\"\\u", String(repeating: "{\"a\":", count: 10_000), String(repeating: "[", count: 10_000),
    ]

    @Test(arguments: lies) func refusesAHeaderThatLies(bytes: [UInt8]) {
        let error = #expect(throws: FormatError.self) { try Safetensors.decode(bytes) }
        #expect(error?.remedy.isEmpty == false)
    }

    @Test func refusesANameThatIsNotUTF8() {
        var bytes = Self.file("{\(Self.tensor("[2]", "0", "8"))}")
        bytes[10] = 0xFF
        #expect(throws: FormatError.self) { try Safetensors.decode(bytes) }
    }
}
