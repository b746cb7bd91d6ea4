/// Hugging Face's safetensors (https://github.com/huggingface/safetensors): the header's length in eight bytes, the
/// header in JSON, then the tensors' bytes, which fill the rest without holes and without overlap.
public enum Safetensors {
    public struct Contents: Sendable, Equatable {
        /// In the order of the header.
        public let tensors: [Tensor]
        /// Remarks for people, such as `format: pt`.
        public let metadata: [String: String]

        public init(tensors: [Tensor], metadata: [String: String] = [:]) {
            self.tensors = tensors
            self.metadata = metadata
        }
    }

    /// The longest header that the format allows, in bytes.
    private static let headerLimit = 100_000_000
    private static let metadataName = "__metadata__"
    /// Far more axes than any tensor has; it keeps a hostile header from growing in memory.
    private static let axisLimit = 64

    /// Loads a file.
    /// - Throws: where it cannot be read, its header is longer than 100 MB, does not begin with `{` or is not the JSON that
    ///   the format has, a name stands twice, a type is not known, or the tensors' bytes are not as many as their shapes
    ///   take, overlap, leave holes or do not fill the file; with the byte or the tensor.
    /// - Complexity: O(bytes). Nothing is allocated by what the header says before the bytes are known to be there.
    public static func load(_ file: String) throws(FormatError) -> Contents { try decode(try contents(of: file), file: file) }

    /// Reads a file's bytes, as `load` does.
    /// - Parameter file: what errors call the bytes.
    public static func decode(_ bytes: [UInt8], file: String = "safetensors bytes") throws(FormatError) -> Contents {
        let begin = try headerEnd(bytes, available: bytes.count, file: file)
        let (entries, metadata) = try header(bytes, begin, file)
        try check(entries, available: bytes.count - begin, file)
        let tensors = entries.map {
            Tensor(name: $0.name, type: $0.type, shape: $0.shape, bytes: Array(bytes[begin + $0.begin..<begin + $0.end]))
        }
        return Contents(tensors: tensors, metadata: metadata)
    }

    /// Where the header ends and the tensors' bytes begin.
    /// - Parameters:
    ///   - bytes: the file's, of which the first eight are looked at.
    ///   - available: how many the file has.
    static func headerEnd(_ bytes: [UInt8], available: Int, file: String) throws(FormatError) -> Int {
        guard let length = integer(UInt64.self, in: bytes, at: 0) else {
            throw FormatError(
                file, "byte \(bytes.count)", "ends within the header's length", remedy: "the file is truncated; fetch it again")
        }
        guard length <= UInt64(headerLimit) else {
            throw FormatError(
                file, "byte 0", "the header would have \(length) bytes; \(headerLimit) are allowed",
                remedy: "this is no safetensors file")
        }
        let begin = 8 + Int(length)
        guard begin <= available else {
            throw FormatError(
                file, "byte \(available)", "ends within the header, which has \(length) bytes",
                remedy: "the file is truncated; fetch it again")
        }
        return begin
    }

    /// What a header announces, checked against the bytes behind it.
    /// - Parameters:
    ///   - header: with its length before it, and nothing behind it.
    ///   - available: how many bytes are behind it; nil where as many as it says.
    static func entries(_ header: [UInt8], available: Int?, file: String) throws(FormatError) -> [Entry] {
        let entries = try self.header(header, header.count, file).0
        try check(entries, available: available ?? entries.map(\.end).max() ?? 0, file)
        return entries
    }

    /// What the header says of a tensor. The offsets count from the header's end.
    struct Entry {
        let name: String
        let type: ElementType
        let shape: [Int]
        let begin: Int
        let end: Int
    }

    private static func header(_ bytes: [UInt8], _ end: Int, _ file: String) throws(FormatError) -> (
        [Entry], metadata: [String: String]
    ) {
        guard end > 8, bytes[8] == UInt8(ascii: "{") else {
            throw FormatError(file, "byte 8", "the header does not begin with {", remedy: "this is no safetensors file")
        }
        var reader = JSONReader(bytes, 8..<end, file: file)
        var entries: [Entry] = []
        var metadata: [String: String] = [:]
        try reader.object { (reader, name) throws(FormatError) in
            guard name != metadataName else {
                return try reader.object { (reader, key) throws(FormatError) in metadata[key] = try reader.string() }
            }
            entries.append(try entry(name, &reader))
        }
        try reader.finish()
        return (entries, metadata)
    }

    private static func entry(_ name: String, _ reader: inout JSONReader) throws(FormatError) -> Entry {
        var typeName: String?
        var shape: [Int]?
        var offsets: [Int] = []
        try reader.object { (reader, key) throws(FormatError) in
            switch key {
            case "dtype": typeName = try reader.string()
            case "shape": shape = try reader.wholeNumbers(limit: axisLimit)
            case "data_offsets": offsets = try reader.wholeNumbers(limit: 2)
            default: throw reader.refusal("the tensor \(quoted(name)) has an unknown field \(quoted(key))")
            }
        }
        guard let typeName, let shape, offsets.count == 2 else {
            throw reader.refusal("the tensor \(quoted(name)) wants dtype, shape and two data_offsets")
        }
        guard let type = ElementType(rawValue: typeName) else {
            throw reader.refusal(
                "the type \(quoted(typeName)) of the tensor \(quoted(name)) is not one of \(ElementType.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        return Entry(name: name, type: type, shape: shape, begin: offsets[0], end: offsets[1])
    }

    /// Every tensor begins where the one before it ends, has the bytes that its shape takes, and the last ends with the
    /// file.
    private static func check(_ entries: [Entry], available: Int, _ file: String) throws(FormatError) {
        let remedy = "the file is damaged; fetch it or save it again"
        var end = 0
        for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            let place = "tensor \(quoted(entry.name))"
            guard entry.begin == end else {
                throw FormatError(
                    file, place, "its bytes begin at \(entry.begin), and those before it end at \(end)", remedy: remedy)
            }
            guard entry.end >= entry.begin, entry.end <= available else {
                throw FormatError(
                    file, place,
                    "its bytes are to end at \(entry.end); they begin at \(entry.begin), and the file has \(available)",
                    remedy: remedy)
            }
            let wanted = entry.type.byteCount(entry.shape)
            guard wanted == entry.end - entry.begin else {
                let size = wanted.map { "\($0)" } ?? "more than can be counted"
                throw FormatError(
                    file, place,
                    "it has \(entry.end - entry.begin) bytes, and the shape \(entry.shape) of \(entry.type.rawValue) takes \(size)",
                    remedy: remedy)
            }
            end = entry.end
        }
        guard end == available else {
            throw FormatError(file, "", "\(available - end) bytes at its end belong to no tensor", remedy: remedy)
        }
    }

    /// The bytes of a file, the same for the same contents: tensors by falling size of an element, so that each begins
    /// at a multiple of it, and then by name; the metadata by name. The reference implementation orders tensors so too.
    /// - Throws: where two tensors have one name, one has the metadata's name, more than 64 axes, or bytes that do not fill
    ///   its shape, or the header would be too long.
    public static func encode(_ contents: Contents) throws(FormatError) -> [UInt8] {
        func refusal(_ name: String, _ problem: String) -> FormatError {
            FormatError("safetensors", "tensor \(quoted(name))", problem, remedy: "check what made it")
        }
        let tensors = ElementType.allCases.reversed().flatMap { type in
            contents.tensors.filter { $0.type == type }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
        var members: [String] = []
        if !contents.metadata.isEmpty {
            let pairs = contents.metadata.sorted { $0.key < $1.key }.map {
                "\(JSONReader.text($0.key)):\(JSONReader.text($0.value))"
            }
            members.append("\"\(metadataName)\":{\(pairs.joined(separator: ","))}")
        }
        var names: Set<String> = [metadataName]
        var begin = 0
        for tensor in tensors {
            guard names.insert(tensor.name).inserted else { throw refusal(tensor.name, "the name is taken") }
            guard tensor.shape.count <= axisLimit else {
                throw refusal(tensor.name, "it has \(tensor.shape.count) axes, more than \(axisLimit)")
            }
            guard tensor.type.byteCount(tensor.shape) == tensor.bytes.count else {
                throw refusal(
                    tensor.name, "\(tensor.bytes.count) bytes do not fill the shape \(tensor.shape) of \(tensor.type.rawValue)")
            }
            let end = begin + tensor.bytes.count
            let sizes = tensor.shape.map { "\($0)" }.joined(separator: ",")
            members.append(
                "\(JSONReader.text(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(sizes)],\"data_offsets\":[\(begin),\(end)]}"
            )
            begin = end
        }
        var header = Array("{\(members.joined(separator: ","))}".utf8)
        // Spaces, so that the tensors begin at a multiple of eight.
        header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        guard header.count <= headerLimit else {
            throw FormatError(
                "safetensors", "header", "it would have \(header.count) bytes; \(headerLimit) are allowed",
                remedy: "write several files")
        }
        var result: [UInt8] = []
        result.reserveCapacity(8 + header.count + begin)
        result.append(littleEndian: UInt64(header.count))
        result += header
        for tensor in tensors { result += tensor.bytes }
        return result
    }

    /// Writes a file, atomically.
    /// - Throws: as `encode` does, or where the file cannot be written.
    public static func write(_ contents: Contents, to file: String) throws(FormatError) {
        try replace(file, with: try encode(contents))
    }
}
