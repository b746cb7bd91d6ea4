import Formats
import Testing

@Suite struct NumPyTests {
    /// 2 × 3 × 2, in C order: −5 … 6.
    private let base = (0..<12).map { $0 - 5 }

    @Test(arguments: ["little-C", "little-F", "big-C", "big-F"]) func readsEveryTypeInEveryOrder(order: String) throws {
        func elements(_ type: String) throws -> NumPyArray.Elements {
            let array = try NumPy.load(Fixture.path("\(type)-\(order).npy"))
            #expect(array.shape == [2, 3, 2])
            return array.elements
        }
        #expect(try elements("f4") == .float32(base.map { Float($0) / 4 }))
        #expect(try elements("f8") == .float64(base.map { Double($0) / 4 }))
        #expect(try elements("i4") == .int32(base.map { Int32($0) * 100_000 }))
        #expect(try elements("i8") == .int64(base.map { Int64($0) << 40 }))
        if order.hasPrefix("little") {
            #expect(try elements("u1") == .uint8(base.map { UInt8($0 + 5) }))
            #expect(try elements("b1") == .bool(base.map { $0 % 3 == 0 }))
        }
    }

    @Test(arguments: ["version2.npy", "version3.npy"]) func readsEveryVersion(name: String) throws {
        #expect(try NumPy.load(Fixture.path(name)) == NumPyArray(shape: [1, 2], elements: .float64([1.5, -2])))
    }

    @Test func readsScalarsVectorsAndEmptyArrays() throws {
        #expect(try NumPy.load(Fixture.path("scalar.npy")) == NumPyArray(shape: [], elements: .float64([2.5])))
        #expect(try NumPy.load(Fixture.path("vector.npy")) == NumPyArray(shape: [3], elements: .int64([1, 2, 3])))
        #expect(try NumPy.load(Fixture.path("empty.npy")) == NumPyArray(shape: [3, 0, 2], elements: .float32([])))
    }

    /// NumPy's own files are the yardstick: the same array, written here, gives the same bytes.
    @Test(arguments: [
        "f4-little-C", "f8-little-C", "i4-little-C", "i8-little-C", "u1-little-C", "b1-little-C", "scalar", "vector", "empty",
    ])
    func writesTheBytesThatNumPyWrites(name: String) throws {
        let array = try NumPy.load(Fixture.path("\(name).npy"))
        try withScratchFile { path in
            try NumPy.write(array, to: path)
            #expect(try NumPy.load(path) == array)
        }
        #expect(try NumPy.encode(array) == Fixture.bytes("\(name).npy"))
    }

    @Test func convertsElements() throws {
        #expect(try NumPy.load(Fixture.path("b1-little-C.npy")).doubles == base.map { $0 % 3 == 0 ? 1 : 0 })
        #expect(try NumPy.load(Fixture.path("i4-big-F.npy")).integers == base.map { $0 * 100_000 })
        #expect(try NumPy.load(Fixture.path("f4-big-F.npy")).doubles == base.map { Double($0) / 4 })
        #expect(try NumPy.load(Fixture.path("f8-big-F.npy")).integers == nil)
    }

    @Test(arguments: [("half.npy", "‘<f2’"), ("record.npy", "records"), ("object.npy", "‘|O’")]) func refusesOtherTypes(
        name: String, word: String
    ) {
        let error = #expect(throws: FormatError.self) { try NumPy.load(Fixture.path(name)) }
        #expect(error?.problem.contains(word) == true)
        #expect(error?.remedy.isEmpty == false)
    }

    @Test func refusesAShapeThatTheElementsDoNotFill() {
        for shape in [[2], [-1, -1], [4, 0], [.max, .max, 4], []] {
            #expect(throws: FormatError.self) { try NumPyArray(shape: shape, elements: .uint8([1, 2, 3, 4])) }
        }
    }

    @Test func writesAsManyAxesAsAreRead() throws {
        let most = try NumPyArray(shape: [Int](repeating: 1, count: 64), elements: [7])
        #expect(try NumPy.decode(NumPy.encode(most)) == most)
        let more = try NumPyArray(shape: [Int](repeating: 1, count: 65), elements: [7])
        #expect(throws: FormatError.self) { try NumPy.encode(more) }
    }

    /// A version 1.0 file with this header and so many bytes of zeros behind it.
    static func file(_ header: String, body: Int = 8) -> [UInt8] {
        let length = header.utf8.count
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(header.utf8)
            + [UInt8](repeating: 0, count: body)
    }

    @Test func readsADictionaryInAnyOrderAndSpacing() throws {
        let array = try NumPy.decode(Self.file("  {\"shape\":( 1 , ),\n'fortran_order' : True,'descr':'>f8'}  \n"))
        #expect(array == (try NumPyArray(shape: [1], elements: .float64([0]))))
    }

    @Test(arguments: [
        "", "{", "{}", "[]", "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x",
        "{'descr': '<f8', 'fortran_order': Maybe, 'shape': (1,)}", "{'descr': '<f8', 'fortran_order': False, 'shape': (1)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': 1}", "{'descr': '<f8', 'fortran_order': False, 'shape': (1,,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (,)}", "{'descr': '<f8' 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f8, 'fortran_order': False, 'shape': (1,)}", "{'descr': '=f8', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '|f8', 'fortran_order': False, 'shape': (1,)}", "{'descr': '', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '\\x3cf8', 'fortran_order': False, 'shape': (1,)}",
    ]) func refusesAHeaderThatIsNone(header: String) {
        #expect(throws: FormatError.self) { try NumPy.decode(Self.file(header)) }
    }

    static let lies = [
        "(2,)", "(0,)", "()x", "(-1,)", "(1, -1)", "(2.0,)", "(1e3,)", "(99999999999999999999999,)", "(9223372036854775807,)",
        "(1152921504606846976,)",
        "(4294967296, 4294967296)", "(2305843009213693953,)", "(1099511627776,)", "(" + String(repeating: "1, ", count: 65) + ")",
        "(1, 2, )",
    ].map { file("{'descr': '<f8', 'fortran_order': False, 'shape': \($0)}") }

    @Test(arguments: lies) func refusesAShapeThatLies(bytes: [UInt8]) {
        #expect(throws: FormatError.self) { try NumPy.decode(bytes) }
    }

    @Test func refusesWhatIsNoNumPyFile() throws {
        let good = try Fixture.bytes("scalar.npy")
        for (place, byte) in [(0, 0x92), (5, 0x79), (6, 0), (6, 4), (7, 1), (9, 0xFF)] as [(Int, UInt8)] {
            var bytes = good
            bytes[place] = byte
            #expect(throws: FormatError.self) { try NumPy.decode(bytes) }
        }
        #expect(throws: FormatError.self) { try NumPy.decode(good + [0]) }
    }

    @Test func aBoolIsZeroOrOne() throws {
        var bytes = try Fixture.bytes("b1-little-C.npy")
        bytes[bytes.count - 1] = 2
        let error = #expect(throws: FormatError.self) { try NumPy.decode(bytes) }
        #expect(error?.place == "byte \(bytes.count - 1)")
    }
}
