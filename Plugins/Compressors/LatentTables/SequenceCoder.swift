import AssayKit

/// The base compressor: codes a sequence of bytes or of numbers by their frequencies (asymmetric numeral systems), by Lempel and Ziv, or by
/// whichever of these makes fewer bytes.
///
/// What Lempel and Ziv's coder writes inside is coded by frequencies, so that a reader need not go down without end. Numbers are coded byte by byte: how many bytes the largest has, then all the lowest bytes, all the second ones, and so on.
enum SequenceCoder: String, CaseIterable {
    case frequencies = "ans", copies = "lempel-ziv", best

    private enum Way: UInt8 { case stored, same, frequencies, copies }

    func append(_ numbers: [Int], to writer: inout ByteWriter, isInside: Bool = false) {
        let largest = numbers.max() ?? 0
        let width = (Int.bitWidth - largest.leadingZeroBitCount + 7) / 8
        writer.append(UInt8(width))
        for plane in 0..<width { append(bytes: numbers.map { UInt8(truncatingIfNeeded: $0 >> (8 * plane)) }, to: &writer, isInside: isInside) }
    }

    func append(bytes: [UInt8], to writer: inout ByteWriter, isInside: Bool = false) {
        guard let first = bytes.first else { return }
        if bytes.allSatisfy({ $0 == first }) {
            writer.append(Way.same.rawValue)
            writer.append(first)
            return
        }
        var codes: [(way: Way, bytes: [UInt8])] = []
        if self != .copies, let coded = EntropyCoder.encode(bytes) { codes.append((.frequencies, coded)) }
        // Where nearly all are the same, frequencies would make fewer bytes than `EntropyCoder` may.
        if !isInside, self != .frequencies || codes.isEmpty { codes.append((.copies, LempelZiv.encode(bytes))) }
        if let least = codes.min(by: { $0.bytes.count < $1.bytes.count }), least.bytes.count < bytes.count {
            writer.append(least.way.rawValue)
            writer.append(variable: least.bytes.count)
            writer.append(contentsOf: least.bytes)
        } else {
            writer.append(Way.stored.rawValue)
            writer.append(contentsOf: bytes)
        }
    }

    static func numbers(_ count: Int, from reader: inout ByteReader, isInside: Bool = false) throws(DamagedBytes) -> [Int] {
        let begin = reader.offset, width = Int(try reader.byte())
        guard width < 8 else { throw DamagedBytes(at: begin, "numbers of \(width) bytes") }
        var numbers = [Int](repeating: 0, count: count)
        for plane in 0..<width {
            for (place, byte) in try bytes(count, from: &reader, isInside: isInside).enumerated() { numbers[place] |= Int(byte) << (8 * plane) }
        }
        return numbers
    }

    static func bytes(_ count: Int, from reader: inout ByteReader, isInside: Bool = false) throws(DamagedBytes) -> [UInt8] {
        if count == 0 { return [] }
        let begin = reader.offset
        guard let way = Way(rawValue: try reader.byte()) else { throw DamagedBytes(at: begin, "a way of coding that there is none of") }
        switch way {
        case .stored: return try reader.bytes(count)
        case .same: return [UInt8](repeating: try reader.byte(), count: count)
        case .frequencies: return try EntropyCoder.decode(try reader.bytes(try reader.variable(atMost: reader.remaining)), count: count)
        case .copies:
            guard !isInside else { throw DamagedBytes(at: begin, "copies inside of copies") }
            return try LempelZiv.decode(try reader.bytes(try reader.variable(atMost: reader.remaining)), count: count)
        }
    }
}
