import AssayKit
import Problems
import Registry

extension Conformance {
    static let restoreChecks: [Check] = [
        damage("restore/empty", "no bytes at all are refused, or restored") { _, _ in [] },
        damage("restore/truncated", "bytes that end too soon are refused, wherever they end") { bytes, random in
            Array(bytes.prefix(random.index(below: max(1, bytes.count))))
        },
        damage("restore/flipped", "bytes with a few of them changed are refused, or restored, and the process lives") { bytes, random in
            var bytes = bytes
            for _ in 0..<1 + random.index(below: 4) where !bytes.isEmpty {
                // The front, where sizes stand, is hit as often as all the rest.
                let place = random.index(below: random.uniform() < 0.5 ? min(16, bytes.count) : bytes.count)
                bytes[place] = UInt8(truncatingIfNeeded: random.next())
            }
            return bytes
        },
        damage("restore/random", "bytes that mean nothing are refused, or restored, and the process lives") { _, random in
            (0..<random.index(below: 300)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        },
        damage("restore/longer", "bytes with more behind them, or twice in a row, are refused, or restored") { bytes, random in
            random.uniform() < 0.5 ? bytes + bytes : bytes + (0..<1 + random.index(below: 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        },
    ]

    /// A check that spoils what the method itself compressed; the seed that is told makes the same damage again.
    private static func damage(_ name: String, _ description: String, _ spoil: @escaping @Sendable ([UInt8], inout Random) -> [UInt8]) -> Check {
        Check(name: name, description: description, applies: { $0.role == "compressor" }) { examiner in
            guard let trial = examiner.plain, let bytes = try examiner.run(on: trial).witness.compressed else { return "it compressed nothing that could be damaged" }
            let count = name == "restore/empty" ? 1 : UInt64(examiner.damagedInputs)
            for seed in examiner.firstSeed..<examiner.firstSeed + count {
                var random = Random(seed: seed)
                if let complaint = try examiner.complaint(restoring: spoil(bytes, &random)) {
                    return "given damaged bytes it \(complaint). Again: --only \(name) --fuzz 1 --fuzz-seed \(seed)"
                }
            }
            return nil
        }
    }
}
