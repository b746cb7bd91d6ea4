import AssayKit
import Testing

@Suite struct BytesTests {
    private var tensors: Tensors {
        var tensors = Tensors()
        tensors["a"] = Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
        tensors["empty"] = Tensor(shape: [0, 4], values: [])
        tensors["scalar"] = Tensor(shape: [], values: [-0.5])
        return tensors
    }

    @Test func tensorsComeBack() throws { #expect(try Tensors(encoded: tensors.encoded) == tensors) }

    @Test func everyTruncationIsRefused() {
        let bytes = tensors.encoded
        for length in 0..<bytes.count { #expect(throws: DamagedBytes.self) { try Tensors(encoded: Array(bytes[..<length])) } }
        #expect(throws: DamagedBytes.self) { try Tensors(encoded: bytes + [0]) }
    }

    @Test(arguments: 0..<10) func damageNeverCrashes(seed: UInt64) {
        var random = Random(seed: seed)
        let bytes = tensors.encoded
        for _ in 0..<2000 {
            var damaged = bytes
            for _ in 0..<1 + random.index(below: 4) { damaged[random.index(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next()) }
            _ = try? Tensors(encoded: damaged)
        }
    }

    @Test(arguments: [0, 1, 127, 128, 300, 1 << 40, Int.max]) func variableLengthNumbers(value: Int) throws {
        var writer = ByteWriter()
        writer.append(variable: value)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.variable() == value)
        try reader.finish()
    }

    /// LEB128 by hand: 300 = 0b10_0101100.
    @Test func variableLengthByHand() {
        var writer = ByteWriter()
        writer.append(variable: 300)
        #expect(writer.bytes == [0xAC, 0x02])
    }
}
