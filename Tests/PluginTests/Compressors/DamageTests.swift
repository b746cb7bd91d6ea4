import AssayKit
import Testing

/// What a compressor gets back may be anything. It has to say so, and must neither trap nor take memory without end.
@Suite struct DamageTests {
    private static let methods: [(id: String, options: [String: String])] = [
        ("curing", ["layerChoice": "all"]), ("truncated-svd", ["rank": "3"]), ("round-to-nearest", ["bits": "3"]),
        ("round-to-nearest", ["grid": "symmetric"]), ("rate-distortion-pruning", ["levels": "5"]),
        ("magnitude-pruning", ["sparsity": "0.97"]),
        ("round-to-nearest", ["bits": "3", "storage": "packed"]),
        ("gptq", ["bits": "2"]),
        ("activation-aware-svd", ["rank": "3"]),
        ("lord", ["rank": "3"]),
        ("bitstack", ["rank": "2", "iterations": "3"]),
        ("hawq", [:]),
        ("evopress", ["generations": "2"]), ("evopress", ["levels": "sparsity", "generations": "2", "sparsity": "0.9"]),
        ("block-floating-point", [:]), ("k-sort", ["bits": "3"]),
    ]

    @Test(arguments: methods.indices) func damagedBytesAreToldOrRestoredToSomething(index: Int) throws {
        let (id, options) = Self.methods[index]
        var random = Random(seed: UInt64(index))
        let network = LinearNetwork([.random(12, 20, &random), .random(16, 12, &random)], calibration: .random(25, 20, &random))
        let bytes = try Plugin.run(id, options, on: network).compressed
        let whole = try Plugin.restore(id, bytes)
        #expect(whole.names == network.tensors.names)
        for name in whole.names { #expect(whole[name]?.shape == network.tensors[name]?.shape) }

        // Cut anywhere, they are always found out: the format says how much is to come.
        for length in 0..<bytes.count {
            #expect(throws: DamagedBytes.self) { try Plugin.restore(id, Array(bytes.prefix(length))) }
        }
        #expect(throws: DamagedBytes.self) { try Plugin.restore(id, bytes + [0]) }

        // Changed, they may mean other numbers; what matters is that this returns.
        var refused = 0
        for _ in 0..<3_000 {
            var damaged = bytes
            // The head, where sizes and counts are, is hit as often as all the rest.
            for _ in 0...random.index(below: 3) {
                let place = random.index(below: random.uniform() < 0.5 ? min(60, bytes.count) : bytes.count)
                damaged[place] = random.uniform() < 0.3 ? 0xFF : UInt8(random.index(below: 256))
            }
            do { _ = try Plugin.restore(id, damaged) } catch is DamagedBytes { refused += 1 }
        }
        #expect(refused > 300)
        for _ in 0..<300 {
            let noise = Array(bytes.prefix(4)) + (0..<200).map { _ in UInt8(random.index(below: 256)) }
            #expect(throws: DamagedBytes.self) { try Plugin.restore(id, noise) }
        }
    }
}
