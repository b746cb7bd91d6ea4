/// Writes whole numbers in as few bits as each is given, the least significant bit first.
public struct BitWriter: Sendable {
    /// What was written, its last byte filled up with zeros.
    public private(set) var bytes: [UInt8] = []
    private var free = 0

    public init() {}

    /// Appends the low `count` bits of a number. O(count).
    /// - Precondition: `count` is in 0...64.
    public mutating func append(_ value: UInt64, bits count: Int) {
        precondition(0...64 ~= count, "a number has 0 to 64 bits, not \(count)")
        var rest = value
        var left = count
        while left > 0 {
            if free == 0 {
                bytes.append(0)
                free = 8
            }
            let taken = min(free, left)
            bytes[bytes.count - 1] |= UInt8(truncatingIfNeeded: rest & (1 << UInt64(taken) - 1)) << UInt8(8 - free)
            rest >>= UInt64(taken)
            free -= taken
            left -= taken
        }
    }

    /// Appends a number in the code of Rice (1979): its quotient by 2^parameter as so many ones and a zero, then the
    /// remainder in `parameter` bits. Short for numbers that fall off geometrically about a mean near 2^parameter.
    /// - Precondition: `value` is not negative, and `parameter` is in 0...62.
    public mutating func append(rice value: Int, parameter: Int) {
        precondition(value >= 0 && 0...62 ~= parameter, "\(value) with parameter \(parameter) has no Rice code")
        var quotient = value >> parameter
        while quotient > 0 {
            let ones = min(quotient, 32)
            append(1 << UInt64(ones) - 1, bits: ones)
            quotient -= ones
        }
        append(0, bits: 1)
        append(UInt64(value), bits: parameter)
    }
}

/// Reads what `BitWriter` wrote. The bytes may be damaged: it throws where they end too soon, and never traps.
public struct BitReader: Sendable {
    private let bytes: [UInt8]
    private var position = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// - Precondition: `count` is in 0...64.
    public mutating func bits(_ count: Int) throws(DamagedBytes) -> UInt64 {
        precondition(0...64 ~= count, "a number has 0 to 64 bits, not \(count)")
        guard count <= bytes.count * 8 - position else { throw DamagedBytes(at: bytes.count, "packed numbers end too soon") }
        var value: UInt64 = 0
        var read = 0
        while read < count {
            let offset = position & 7
            let taken = min(8 - offset, count - read)
            let part = UInt64(bytes[position >> 3] >> UInt8(offset)) & (1 << UInt64(taken) - 1)
            value |= part << UInt64(read)
            position += taken
            read += taken
        }
        return value
    }

    /// A number that `append(rice:parameter:)` wrote.
    /// - Parameter limit: the largest value that makes sense here.
    /// - Precondition: `parameter` is in 0...62.
    public mutating func rice(parameter: Int, atMost limit: Int) throws(DamagedBytes) -> Int {
        precondition(0...62 ~= parameter, "no Rice code has the parameter \(parameter)")
        var quotient = 0
        while try bits(1) == 1 {
            quotient += 1
            guard quotient <= limit >> parameter else { throw tooLarge(limit) }
        }
        let value = quotient << parameter | Int(try bits(parameter))
        guard value <= limit else { throw tooLarge(limit) }
        return value
    }

    private func tooLarge(_ limit: Int) -> DamagedBytes {
        DamagedBytes(at: position >> 3, "a packed number where at most \(limit) makes sense")
    }
}
