/// Bytes that are not what they should be, and where.
public struct DamagedBytes: Error, CustomStringConvertible, Sendable {
    /// The byte at which it showed.
    public let offset: Int
    public let problem: String

    public init(at offset: Int, _ problem: String) {
        self.offset = offset
        self.problem = problem
    }

    public var description: String { "damaged at byte \(offset): \(problem)" }
}

/// Builds bytes: integers little-endian, and variable-length integers as in LEB128.
public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    public init() {}

    public mutating func append(_ byte: UInt8) { bytes.append(byte) }
    public mutating func append(contentsOf more: [UInt8]) { bytes.append(contentsOf: more) }

    public mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
        withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    public mutating func append(_ value: Float) { append(littleEndian: value.bitPattern) }
    public mutating func append(_ value: Double) { append(littleEndian: value.bitPattern) }

    /// An unsigned number in as few bytes as it needs, seven bits each.
    public mutating func append(variable value: Int) {
        precondition(value >= 0, "a variable-length number is not negative")
        var rest = UInt64(value)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// A length, then the text in UTF-8.
    public mutating func append(_ text: String) {
        let utf8 = Array(text.utf8)
        append(variable: utf8.count)
        append(contentsOf: utf8)
    }
}

/// Reads bytes that may be damaged: it throws where they end too soon or make no sense, and never traps.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    public private(set) var offset = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public init(_ bytes: Span<UInt8>) {
        self.bytes = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
    }

    /// How many bytes are left: an upper bound for what any count that was read can be worth.
    public var remaining: Int { bytes.count - offset }

    public mutating func byte() throws(DamagedBytes) -> UInt8 {
        guard offset < bytes.count else { throw DamagedBytes(at: offset, "the bytes end too soon") }
        offset += 1
        return bytes[offset - 1]
    }

    public mutating func bytes(_ count: Int) throws(DamagedBytes) -> [UInt8] {
        guard count >= 0, count <= remaining else {
            throw DamagedBytes(at: offset, "\(count) bytes are announced and \(remaining) are left")
        }
        offset += count
        return Array(bytes[offset - count..<offset])
    }

    public mutating func littleEndian<Value: FixedWidthInteger>(_ type: Value.Type) throws(DamagedBytes) -> Value {
        let size = MemoryLayout<Value>.size
        guard size <= remaining else { throw DamagedBytes(at: offset, "\(size) bytes are announced and \(remaining) are left") }
        var value: Value = 0
        for place in 0..<size { value |= Value(truncatingIfNeeded: bytes[offset + place]) << (8 * place) }
        offset += size
        return value
    }

    public mutating func float() throws(DamagedBytes) -> Float { Float(bitPattern: try littleEndian(UInt32.self)) }
    public mutating func double() throws(DamagedBytes) -> Double { Double(bitPattern: try littleEndian(UInt64.self)) }

    /// A number that `append(variable:)` wrote.
    /// - Parameter limit: the largest value that makes sense here.
    public mutating func variable(atMost limit: Int = .max) throws(DamagedBytes) -> Int {
        let begin = offset
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 63, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 {
                guard let number = Int(exactly: value), number <= limit else {
                    throw DamagedBytes(at: begin, "\(value) where at most \(limit) makes sense")
                }
                return number
            }
        }
        throw DamagedBytes(at: begin, "a number of more than nine bytes")
    }

    public mutating func text() throws(DamagedBytes) -> String {
        let begin = offset
        guard let text = String(validating: try bytes(try variable(atMost: remaining)), as: UTF8.self) else {
            throw DamagedBytes(at: begin, "a text that is not UTF-8")
        }
        return text
    }

    /// - Throws: where bytes are left over.
    public func finish() throws(DamagedBytes) {
        guard remaining == 0 else { throw DamagedBytes(at: offset, "\(remaining) bytes too many") }
    }
}
