import FoundationEssentials

/// Hugging Face's safetensors: the header's length in eight bytes, the header in JSON, then the tensors' bytes.
public enum Safetensors {
    public struct Tensor: Sendable, Equatable {
        public let name: String
        public let type: ElementType
        public let shape: [Int]
        /// Little-endian, row-major.
        public let bytes: [UInt8]

        /// - Precondition: the sizes of the shape multiply to the number of values.
        public init(name: String, shape: [Int], values: [Float]) {
            precondition(elementCount(shape) == values.count, "\(values.count) values do not fill the shape \(shape)")
            self.init(name: name, type: .float32, shape: shape, bytes: values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } })
        }

        init(name: String, type: ElementType, shape: [Int], bytes: [UInt8]) {
            self.name = name
            self.type = type
            self.shape = shape
            self.bytes = bytes
        }

        /// The values in single precision, or nil where the type is not a floating-point one.
        public var floats: [Float]? {
            let view = ByteView(bytes: bytes, file: name)
            let offsets = stride(from: 0, to: bytes.count, by: type.size)
            switch type {
            case .float32: return offsets.map { Float(bitPattern: view.load(UInt32.self, at: $0)) }
            case .float64: return offsets.map { Float(Double(bitPattern: view.load(UInt64.self, at: $0))) }
            case .float16: return offsets.map { HalfPrecision.float(view.load(UInt16.self, at: $0)) }
            // The upper half of a float32.
            case .bfloat16: return offsets.map { Float(bitPattern: UInt32(view.load(UInt16.self, at: $0)) << 16) }
            default: return nil
            }
        }
    }

    public enum ElementType: String, Sendable, Codable {
        case float64 = "F64", float32 = "F32", float16 = "F16", bfloat16 = "BF16"
        case int64 = "I64", int32 = "I32", int16 = "I16", int8 = "I8"
        case uint64 = "U64", uint32 = "U32", uint16 = "U16", uint8 = "U8", bool = "BOOL"

        public var size: Int {
            switch self {
            case .float64, .int64, .uint64: 8
            case .float32, .int32, .uint32: 4
            case .float16, .bfloat16, .int16, .uint16: 2
            case .int8, .uint8, .bool: 1
            }
        }
    }

    public struct Contents: Sendable, Equatable {
        /// In the order of their bytes.
        public let tensors: [Tensor]
        public let metadata: [String: String]

        public init(tensors: [Tensor], metadata: [String: String] = [:]) {
            self.tensors = tensors
            self.metadata = metadata
        }
    }

    private struct Entry: Codable {
        var dtype: String
        var shape: [Int]
        var data_offsets: [Int]
    }

    /// What stands under a name in the header.
    private enum Item: Codable {
        case entry(Entry)
        case metadata([String: String])

        init(from decoder: any Decoder) throws {
            self = decoder.codingPath.last?.stringValue == "__metadata__" ? .metadata(try .init(from: decoder)) : .entry(try .init(from: decoder))
        }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .entry(let entry): try entry.encode(to: encoder)
            case .metadata(let metadata): try metadata.encode(to: encoder)
            }
        }
    }

    /// The longest header that the reference implementation reads.
    private static let headerLimit = 100_000_000

    /// - Throws: where the header is no JSON of tensors, or their bytes overlap, leave holes, or are not all there.
    public static func load(_ file: String) throws(FormatError) -> Contents { try decode(try contents(of: file), file: file) }

    public static func decode(_ bytes: [UInt8], file: String) throws(FormatError) -> Contents {
        let view = ByteView(bytes: bytes, file: file)
        guard let length = Int(exactly: try view.integer(UInt64.self, at: 0, of: "the header's length")), length <= headerLimit else {
            throw FormatError(file, "byte 0", "the header's length is beyond \(headerLimit) bytes; this is no safetensors file")
        }
        let header = bytes[try view.range(8, length, of: "the header")]
        guard header.first == UInt8(ascii: "{") else { throw FormatError(file, "byte 8", "the header does not begin with {") }
        let items: [String: Item]
        do { items = try JSONDecoder().decode([String: Item].self, from: Data(header)) } catch {
            throw FormatError(file, "header", "it is not JSON that describes tensors: \(error)")
        }
        var metadata: [String: String] = [:]
        var entries: [(name: String, entry: Entry)] = []
        for (name, item) in items {
            switch item {
            case .metadata(let values): metadata = values
            case .entry(let entry): entries.append((name, entry))
            }
        }
        for (name, entry) in entries where entry.data_offsets.count != 2 {
            throw FormatError(file, "tensor \(name)", "data_offsets wants two numbers")
        }
        // Empty tensors share an offset with the next one; the name decides, so that the order is always the same.
        entries.sort { ($0.entry.data_offsets[0], $0.entry.data_offsets[1], $0.name) < ($1.entry.data_offsets[0], $1.entry.data_offsets[1], $1.name) }
        var tensors: [Tensor] = []
        var end = 0
        for (name, entry) in entries {
            let place = "tensor \(name)"
            guard let type = ElementType(rawValue: entry.dtype) else { throw FormatError(file, place, "the type \(entry.dtype) is not known") }
            guard let count = elementCount(entry.shape), let size = elementCount([count, type.size]) else {
                throw FormatError(file, place, "the shape \(entry.shape) is negative or overflows")
            }
            guard entry.data_offsets[0] == end else { throw FormatError(file, place, "its bytes begin at \(entry.data_offsets[0]) and the ones before end at \(end); tensors neither overlap nor leave holes") }
            guard entry.data_offsets[1] >= end, entry.data_offsets[1] - end == size else {
                throw FormatError(file, place, "\(entry.data_offsets) is not the \(size) bytes that the shape \(entry.shape) of \(entry.dtype) wants")
            }
            let range = try view.range(8 + length + end, size, of: place)
            tensors.append(Tensor(name: name, type: type, shape: entry.shape, bytes: Array(bytes[range])))
            end = entry.data_offsets[1]
        }
        guard 8 + length + end == bytes.count else {
            throw FormatError(file, "byte \(8 + length + end)", "\(bytes.count - 8 - length - end) bytes belong to no tensor")
        }
        return Contents(tensors: tensors, metadata: metadata)
    }

    /// The same contents always give the same bytes.
    public static func encode(_ contents: Contents) throws(FormatError) -> [UInt8] {
        var items: [String: Item] = contents.metadata.isEmpty ? [:] : ["__metadata__": .metadata(contents.metadata)]
        var data: [UInt8] = []
        for tensor in contents.tensors {
            let entry = Entry(dtype: tensor.type.rawValue, shape: tensor.shape, data_offsets: [data.count, data.count + tensor.bytes.count])
            guard items.updateValue(.entry(entry), forKey: tensor.name) == nil else { throw FormatError("safetensors", "tensor \(tensor.name)", "two tensors have this name") }
            data += tensor.bytes
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var header: [UInt8]
        do { header = [UInt8](try encoder.encode(items)) } catch { throw FormatError("safetensors", "header", "\(error)") }
        // The data begins at a multiple of eight, filled with spaces.
        while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
        var bytes: [UInt8] = []
        bytes.append(littleEndian: UInt64(header.count))
        return bytes + header + data
    }

    public static func write(_ contents: Contents, to file: String) throws(FormatError) { try Formats.write(try encode(contents), to: file) }
}
