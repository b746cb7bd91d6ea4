import Formats
import Testing

@Suite struct VecsTests {
    @Test func readsFloatsIntegersAndBytes() throws {
        let floats = try Vecs.loadFloats(Fixture.path("base.fvecs"))
        #expect(floats.count == 3 && floats.dimension == 4)
        #expect(floats.elements == (0..<12).map { Float($0) / 8 - 0.5 })
        #expect(Array(floats[1]) == [0, 0.125, 0.25, 0.375])
        #expect(try Vecs.loadInts(Fixture.path("neighbors.ivecs")).elements == (0..<12).map { $0 * 1000 - 3 })
        #expect(try Vecs.loadBytes(Fixture.path("base.bvecs")).elements == (0..<12).map { $0 * 20 })
    }

    @Test func writesTheSameBytes() throws {
        #expect(Vecs.encode(try Vecs.loadFloats(Fixture.path("base.fvecs"))) == (try Fixture.bytes("base.fvecs")))
        #expect(Vecs.encode(try Vecs.loadInts(Fixture.path("neighbors.ivecs"))) == (try Fixture.bytes("neighbors.ivecs")))
        #expect(Vecs.encode(try Vecs.loadBytes(Fixture.path("base.bvecs"))) == (try Fixture.bytes("base.bvecs")))
        let table = try VectorTable<Float>(dimension: 2, elements: [1, -2, .infinity, 0])
        try withScratchFile { path in
            try Vecs.write(table, to: path)
            #expect(try Vecs.loadFloats(path) == table)
        }
    }

    @Test func aTableWantsWholeVectors() throws {
        for dimension in [0, -1, 3, .max, .min] {
            #expect(throws: FormatError.self) { try VectorTable<Float>(dimension: dimension, elements: [1, 2, 3, 4]) }
        }
        let empty = try VectorTable<Float>(dimension: 3, elements: [])
        #expect(throws: FormatError.self) { try Vecs.write(empty, to: "/tmp/never-written.fvecs") }
    }

    /// Dimensions that are none, too large for the file, or too large for the product with the element's size.
    static let lies = ([0, -1, .min, .max, 0x4000_0000, 1_000_001, 5, 3] as [Int32]).map { dimension in
        (0..<4).map { UInt8(truncatingIfNeeded: dimension >> (8 * $0)) } + [UInt8](repeating: 0, count: 16)
    }

    @Test(arguments: lies) func refusesADimensionThatLies(bytes: [UInt8]) {
        let error = #expect(throws: FormatError.self) { try Vecs.decode(bytes, of: Float.self) }
        #expect(error?.place.hasPrefix("byte") == true)
        #expect(error?.remedy.isEmpty == false)
    }

    @Test func refusesVectorsOfOtherDimensions() throws {
        var bytes = try Fixture.bytes("base.fvecs")
        bytes[20] = 3
        #expect(#expect(throws: FormatError.self) { try Vecs.decode(bytes, of: Float.self) }?.place == "byte 20")
    }

    @Test func anEndsOfAnotherKindIsRefused() throws {
        #expect(throws: FormatError.self) { try Vecs.loadBytes(Fixture.path("base.fvecs")) }
        #expect(throws: FormatError.self) { try Vecs.loadFloats(Fixture.path("base.bvecs")) }
    }
}
