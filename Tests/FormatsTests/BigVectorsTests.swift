import Formats
import Testing

@Suite struct BigVectorsTests {
    /// Byte by byte: two vectors of dimension three.
    static let header: [UInt8] = [2, 0, 0, 0, 3, 0, 0, 0]

    @Test func readsBytesAndFloats() throws {
        let bytes = try BigVectors.decode(Self.header + [1, 2, 3, 250, 5, 6], of: UInt8.self)
        #expect(bytes.dimension == 3 && bytes.count == 2 && bytes.elements == [1, 2, 3, 250, 5, 6])
        // 1.0 and −2.0 in single precision, four bytes each.
        let floats = try BigVectors.decode([1, 0, 0, 0, 2, 0, 0, 0] + [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], of: Float.self)
        #expect(floats.dimension == 2 && floats.elements == [1, -2])
    }

    @Test func writesWhatItReads() throws {
        let table = try VectorTable<Float>(dimension: 2, elements: [1, -2, .infinity, 0.125])
        #expect(try BigVectors.decode(BigVectors.encode(table), of: Float.self) == table)
    }

    /// Nothing, half a header, no vectors, no dimension, one that is too large, a byte too few and one too many, and a
    /// product that a multiplication of 32 bits would wrap round to the right size.
    @Test(arguments: [
        [], [2, 0, 0, 0, 3], [0, 0, 0, 0, 3, 0, 0, 0], [2, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 255, 255, 255, 255],
        header + [1, 2, 3, 4, 5], header + [1, 2, 3, 4, 5, 6, 7], [0, 0, 1, 0, 0, 0, 1, 0],
    ] as [[UInt8]]) func refusesWhatIsNotWhole(bytes: [UInt8]) {
        let error = #expect(throws: FormatError.self) { try BigVectors.decode(bytes, of: UInt8.self) }
        #expect(error?.place.hasPrefix("byte") == true)
    }
}
