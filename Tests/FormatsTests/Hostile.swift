import Formats
import Testing

/// Sebastiano Vigna's generator: the same seed gives the same files.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// A format whose loader is tried on damaged files.
enum Format: String, CaseIterable {
    case svm, csv, npy, fvecs, ivecs, bvecs, safetensors, mtx, edges, cnf

    /// Reads the bytes and writes again what was read; text tables, which are not written, as a list of their values.
    func rewritten(_ bytes: [UInt8]) throws(FormatError) -> [UInt8] {
        switch self {
        case .svm:
            let rows = try LIBSVM.decode(bytes, firstIndex: .zero)
            return LIBSVM.encode(rows, firstIndex: .zero)
        case .csv:
            let table = try CSV.decode(bytes, header: .absent, missing: ["", "NA"])
            #expect(table.values.count == table.rowCount * table.numericColumns.count)
            #expect(table.textColumns.values.allSatisfy { $0.count == table.rowCount })
            #expect(table.numericColumns.count + table.textColumns.count == table.columns.count)
            return Array("\(table.values.map { $0.isNaN ? "NA" : "\($0)" }.joined(separator: "\n"))\n".utf8)
        case .npy: return try NumPy.encode(NumPy.decode(bytes))
        case .fvecs: return Vecs.encode(try Vecs.decode(bytes, of: Float.self))
        case .ivecs: return Vecs.encode(try Vecs.decode(bytes, of: Int32.self))
        case .bvecs: return Vecs.encode(try Vecs.decode(bytes, of: UInt8.self))
        case .mtx: return MatrixMarket.encode(try MatrixMarket.decode(bytes))
        case .cnf: return DIMACS.encode(try DIMACS.decode(bytes))
        case .edges: return EdgeList.encode(try EdgeList.decode(bytes))
        case .safetensors: return try Safetensors.encode(Safetensors.decode(bytes))
        }
    }
}

extension [UInt8] {
    /// The bytes after a few accidents or attacks.
    func damaged(_ generator: inout SplitMix64) -> [UInt8] {
        var bytes = self
        for _ in 0...Int.random(in: 0...4, using: &generator) {
            guard let place = bytes.indices.randomElement(using: &generator) else { break }
            let run = place..<Swift.min(bytes.count, place + Int.random(in: 1...8, using: &generator))
            switch Int.random(in: 0..<8, using: &generator) {
            case 0, 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            // Signs, digits, brackets and separators of the text formats.
            case 3: bytes[place] = Array("0179-+.eE,:;#\"'{}[]()\\ \n\r".utf8).randomElement(using: &generator) ?? 0
            case 4: bytes.removeSubrange(run)
            case 5: bytes.insert(contentsOf: bytes[run], at: place)
            // The largest, the smallest, or a small number in place of one of four or eight bytes.
            case 6:
                let fill: UInt8 = [0, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
                for index in run { bytes[index] = fill }
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }
}
