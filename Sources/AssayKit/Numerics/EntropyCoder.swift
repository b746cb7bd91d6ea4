/// Codes an array of symbols in nearly as many bits as its order-0 entropy says, by a range variant of asymmetric numeral
/// systems with fixed frequencies (rANS: Duda, "Asymmetric numeral systems: entropy coding combining speed of Huffman
/// coding with compression rate of arithmetic coding", 2013, arXiv 1311.2540).
///
/// The state x is in 2²³..<2³¹ between symbols. A symbol of frequency f, which begins at c among the 2¹² slots, takes x to
/// ⌊x/f⌋·2¹² + c + x mod f; low bytes leave where that would pass 2³¹. Coding goes backwards, so that decoding goes forwards.
///
/// The bytes: how many symbols the table has and their frequencies as variable-length numbers, the state (4 bytes), then
/// the bytes that left, the last one first.
public enum EntropyCoder {
    private static let slotBits = 12
    private static let slotCount = 1 << slotBits
    private static let least: UInt32 = 1 << 23

    /// How many symbols a byte may stand for at the most. One that nearly always comes takes nearly no bits; this lets a
    /// reader refuse counts that would take memory without end.
    public static let expansionLimit = 1_024

    /// The symbols' bytes; nil where these would stand for more symbols than `expansionLimit` allows. O(symbols).
    public static func encode(_ symbols: [UInt8]) -> [UInt8]? {
        let table = Table(frequencies: frequencies(of: symbols))
        var state = least
        var left: [UInt8] = []
        for symbol in symbols.reversed() {
            let frequency = UInt32(table.frequencies[Int(symbol)])
            let limit = ((least >> UInt32(slotBits)) << 8) * frequency
            while state >= limit {
                left.append(UInt8(truncatingIfNeeded: state))
                state >>= 8
            }
            state = (state / frequency) << UInt32(slotBits) + state % frequency + UInt32(table.starts[Int(symbol)])
        }
        var writer = ByteWriter()
        writer.append(variable: table.frequencies.count)
        for frequency in table.frequencies { writer.append(variable: frequency) }
        writer.append(littleEndian: state)
        writer.append(contentsOf: left.reversed())
        return symbols.count <= expansionLimit * writer.bytes.count ? writer.bytes : nil
    }

    /// So many symbols out of what `encode` wrote.
    /// - Throws: where the bytes are damaged in a way that shows: a table that does not add up, bytes missing or left over.
    public static func decode(_ bytes: [UInt8], count: Int) throws(DamagedBytes) -> [UInt8] {
        guard count >= 0, count <= expansionLimit * bytes.count else {
            throw DamagedBytes(at: 0, "\(count) symbols out of \(bytes.count) bytes")
        }
        var reader = ByteReader(bytes)
        var frequencies: [Int] = []
        for _ in 0..<(try reader.variable(atMost: 256)) { frequencies.append(try reader.variable(atMost: slotCount)) }
        guard frequencies.reduce(0, +) == slotCount else { throw DamagedBytes(at: reader.offset, "frequencies that do not add up") }
        let table = Table(frequencies: frequencies)
        let symbolOfSlot = table.symbolOfSlot
        var state = try reader.littleEndian(UInt32.self)
        guard least..<(least << 8) ~= state else { throw DamagedBytes(at: reader.offset - 4, "an entropy coder's state out of its range") }
        var next = reader.offset
        var symbols: [UInt8] = []
        symbols.reserveCapacity(count)
        for _ in 0..<count {
            let slot = state & UInt32(slotCount - 1)
            let symbol = symbolOfSlot[Int(slot)]
            symbols.append(symbol)
            state = UInt32(table.frequencies[Int(symbol)]) * (state >> UInt32(slotBits)) + slot - UInt32(table.starts[Int(symbol)])
            while state < least {
                guard next < bytes.count else { throw DamagedBytes(at: next, "entropy-coded symbols end too soon") }
                state = state << 8 | UInt32(bytes[next])
                next += 1
            }
        }
        // Encoding began with this state: anything else is no way back to it.
        guard state == least, next == bytes.count else { throw DamagedBytes(at: next, "entropy-coded symbols that do not end where they should") }
        return symbols
    }

    /// How often each symbol comes, in 4,096ths, at least one for each that comes at all. Up to the last symbol that does.
    private static func frequencies(of symbols: [UInt8]) -> [Int] {
        var counts = [Int](repeating: 0, count: 256)
        for symbol in symbols { counts[Int(symbol)] += 1 }
        guard let last = counts.lastIndex(where: { $0 > 0 }) else { return [slotCount] }
        counts.removeSubrange((last + 1)...)
        var frequencies = counts.map { $0 == 0 ? 0 : max(1, $0 * slotCount / symbols.count) }
        // What rounding left over or took too much, slot by slot where the coded length changes least.
        var excess = frequencies.reduce(0, +) - slotCount
        while excess != 0 {
            let step = excess > 0 ? -1 : 1
            let candidates = frequencies.indices.filter { frequencies[$0] + step > 0 && counts[$0] > 0 }
            // The derivative of −n·log f is −n/f: at its least for a slot that is taken, at its largest for one that is given.
            let ratios = candidates.map { Double(counts[$0]) / Double(frequencies[$0] + (step < 0 ? -1 : 0)) }
            let extreme = step < 0 ? ratios.min() : ratios.max()
            guard let place = ratios.firstIndex(where: { $0 == extreme }) else { break }
            frequencies[candidates[place]] += step
            excess += step
        }
        return frequencies
    }

    private struct Table {
        let frequencies: [Int]
        let starts: [Int]

        init(frequencies: [Int]) {
            self.frequencies = frequencies
            var starts: [Int] = []
            var sum = 0
            for frequency in frequencies {
                starts.append(sum)
                sum += frequency
            }
            self.starts = starts
        }

        var symbolOfSlot: [UInt8] {
            frequencies.enumerated().flatMap { [UInt8](repeating: UInt8($0), count: $1) }
        }
    }
}
