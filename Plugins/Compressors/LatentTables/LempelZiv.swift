import AssayKit

/// Lempel and Ziv's sliding window ("A Universal Algorithm for Sequential Data Compression", 1977) over all that came before: literals, and
/// copies of at least four bytes, the longest among the latest places where the same four bytes stood. Numbers of literals, lengths and
/// distances follow as sequences of their own.
enum LempelZiv {
    private static let leastLength = 4
    private static let mostTries = 64
    private static let hashBits: UInt32 = 16

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var literals: [UInt8] = [], literalCounts: [Int] = [], lengths: [Int] = [], distances: [Int] = []
        // The latest place of each hash, and for each place the one before it.
        var latest = [Int](repeating: -1, count: 1 << hashBits), earlier = [Int](repeating: -1, count: bytes.count)
        func hash(_ place: Int) -> Int {
            var value: UInt32 = 0
            for i in 0..<leastLength { value = value << 8 | UInt32(bytes[place + i]) }
            return Int((value &* 2_654_435_761) >> (32 - hashBits))
        }
        var place = 0, begin = 0
        while place + leastLength <= bytes.count {
            var best = (length: 0, distance: 0)
            var candidate = latest[hash(place)], tries = 0
            while candidate >= 0, tries < mostTries {
                var length = 0
                while place + length < bytes.count, bytes[candidate + length] == bytes[place + length] { length += 1 }
                if length > best.length { best = (length, place - candidate) }
                candidate = earlier[candidate]
                tries += 1
            }
            let step = best.length >= leastLength ? best.length : 1
            if step > 1 {
                literals += bytes[begin..<place]
                literalCounts.append(place - begin)
                lengths.append(best.length - leastLength)
                distances.append(best.distance - 1)
            }
            for covered in place..<min(place + step, bytes.count - leastLength + 1) {
                let slot = hash(covered)
                earlier[covered] = latest[slot]
                latest[slot] = covered
            }
            place += step
            if step > 1 { begin = place }
        }
        literals += bytes[begin...]
        var writer = ByteWriter()
        writer.append(variable: lengths.count)
        for numbers in [literalCounts, lengths, distances] { SequenceCoder.frequencies.append(numbers, to: &writer, isInside: true) }
        SequenceCoder.frequencies.append(bytes: literals, to: &writer, isInside: true)
        return writer.bytes
    }

    static func decode(_ coded: [UInt8], count: Int) throws(DamagedBytes) -> [UInt8] {
        var reader = ByteReader(coded)
        // Each copies four bytes at least.
        let copies = try reader.variable(atMost: count / leastLength)
        let literalCounts = try SequenceCoder.numbers(copies, from: &reader, isInside: true)
        let lengths = try SequenceCoder.numbers(copies, from: &reader, isInside: true)
        let distances = try SequenceCoder.numbers(copies, from: &reader, isInside: true)
        let damaged = DamagedBytes(at: reader.offset, "copies that do not make \(count) bytes")
        var literalCount = count
        for length in lengths {
            guard length <= literalCount - leastLength else { throw damaged }
            literalCount -= length + leastLength
        }
        let literals = try SequenceCoder.bytes(literalCount, from: &reader, isInside: true)
        try reader.finish()
        var bytes: [UInt8] = [], next = 0
        bytes.reserveCapacity(count)
        for copy in 0..<copies {
            guard literalCounts[copy] <= literals.count - next else { throw damaged }
            bytes += literals[next..<next + literalCounts[copy]]
            next += literalCounts[copy]
            guard distances[copy] < bytes.count else { throw damaged }
            for _ in 0..<lengths[copy] + leastLength { bytes.append(bytes[bytes.count - distances[copy] - 1]) }
        }
        bytes += literals[next...]
        return bytes
    }
}
