import AssayKit
import Testing

@Suite struct CodingTests {
    private func codes(_ count: Int, bits: Int, seed: UInt64) -> [UInt8] {
        var random = Random(seed: seed)
        return (0..<count).map { _ in UInt8(random.index(below: 1 << bits)) }
    }

    /// The layout is that of the bit writer, which packs bit by bit, at every width and at lengths around whole words.
    @Test(arguments: 1...8) func packedCodesAreThoseOfTheBitWriter(bits: Int) {
        for count in [0, 1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 1_001] {
            let codes = codes(count, bits: bits, seed: UInt64(count))
            var writer = BitWriter()
            for code in codes { writer.append(UInt64(code), bits: bits) }
            #expect(PackedCodes.pack(codes, bits: bits) == writer.bytes)
            #expect(PackedCodes.unpack(writer.bytes, count: count, bits: bits) == codes)
        }
    }

    @Test func fourBitsByHand() {
        #expect(PackedCodes.pack([0x1, 0x2, 0xF, 0x3, 0x4], bits: 4) == [0x21, 0x3F, 0x04])
        #expect(PackedCodes.pack([1, 2, 4], bits: 3) == [0b00_010_001, 0b1])
    }

    /// Symbols come back, and take hardly more than their entropy: the table, four bytes of state, and a share of a
    /// thousandth for frequencies in 4,096ths, which are within half a slot of the true ones for symbols that matter.
    @Test(arguments: [0.5, 0.8, 0.97]) func entropyCodedSymbolsTakeTheirEntropy(decay: Double) throws {
        var random = Random(seed: 3)
        let count = 50_000
        let symbols = (0..<count).map { _ in
            var symbol: UInt8 = 0
            while symbol < 15, random.uniform() > decay { symbol += 1 }
            return symbol
        }
        let coded = try #require(EntropyCoder.encode(symbols))
        #expect(try EntropyCoder.decode(coded, count: count) == symbols)
        let entropy = (0..<16).reduce(0.0) { sum, symbol in
            let share = Double(symbols.count { $0 == symbol }) / Double(count)
            return share > 0 ? sum - share * logarithm(share) / logarithm(2) : sum
        }
        #expect(Double(coded.count) >= entropy * Double(count) / 8)
        #expect(Double(coded.count) <= 1.002 * entropy * Double(count) / 8 + 40)
    }

    @Test func shortAndOneSidedArraysComeBack() throws {
        for symbols in [[], [7], [255, 0], [UInt8](repeating: 3, count: 500), Array(0...255)] as [[UInt8]] {
            let coded = try #require(EntropyCoder.encode(symbols))
            #expect(try EntropyCoder.decode(coded, count: symbols.count) == symbols)
            // The final state is known, so that another count is found out, unless a symbol costs nothing.
            if Set(symbols).count > 1 { #expect(throws: DamagedBytes.self) { try EntropyCoder.decode(coded, count: symbols.count - 1) } }
        }
        // A byte may not stand for a million symbols.
        #expect(EntropyCoder.encode([UInt8](repeating: 0, count: 1_000_000)) == nil)
    }

    @Test func damageIsToldOrDecodedToSomething() throws {
        let symbols = codes(700, bits: 3, seed: 1).map { $0 & ($0 >> 1) }
        let coded = try #require(EntropyCoder.encode(symbols))
        for length in 0..<coded.count { #expect(throws: DamagedBytes.self) { try EntropyCoder.decode(Array(coded.prefix(length)), count: 700) } }
        var random = Random(seed: 2)
        for _ in 0..<3_000 {
            var damaged = coded
            damaged[random.index(below: coded.count)] = UInt8(random.index(below: 256))
            _ = try? EntropyCoder.decode(damaged, count: 700)
        }
    }

    /// Of two tensors that a quantiser made, the entropy-coded bytes are never more than the packed ones.
    @Test(arguments: [2, 3, 4, 8]) func entropyCodingIsTakenWhereItIsShorter(bits: Int) throws {
        var random = Random(seed: 5)
        let quantizer = Quantizer(bits: bits, groupSize: 64, isSymmetric: false)
        for tensor in [Tensor(shape: [64, 128], values: (0..<8_192).map { _ in Float(random.normal()) }), Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])] {
            let quantized = quantizer.roundToNearest(tensor)
            let (packed, coded) = (quantized.encoded(.packed), quantized.encoded(.entropy))
            #expect(coded.count <= packed.count)
            for bytes in [packed, coded] {
                var reader = ByteReader(bytes)
                #expect(try QuantizedTensor(from: &reader).tensor == quantized.tensor)
                try reader.finish()
            }
        }
    }

    @Test func choleskyByHand() throws {
        let a = Matrix(rows: 2, columns: 2, entries: [4, 2, 2, 5])
        #expect(try a.choleskyFactor() == Matrix(rows: 2, columns: 2, entries: [2, 0, 1, 2]))
        #expect(try a.choleskyFactor().lowerTriangularInverse() == Matrix(rows: 2, columns: 2, entries: [0.5, 0, -0.25, 0.5]))
        #expect(throws: DecompositionError.self) { try Matrix(rows: 2, columns: 2, entries: [1, 2, 2, 1]).choleskyFactor() }
    }
}
