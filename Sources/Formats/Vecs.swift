/// The vector files of nearest-neighbour search, as the TEXMEX corpora have them (http://corpus-texmex.irisa.fr): for
/// each vector its dimension in four bytes, then its elements, all little-endian.
public enum Vecs {
    /// Beyond it, four bytes that should be a dimension are taken for a sign of another kind of file.
    public static let largestDimension = 1_000_000

    /// Loads an `fvecs` file.
    /// - Throws: where it cannot be read, is empty, is not a whole number of vectors, or they differ in dimension; with
    ///   the byte.
    /// - Complexity: O(bytes).
    public static func loadFloats(_ file: String) throws(FormatError) -> VectorTable<Float> { try load(file) }

    /// Loads an `ivecs` file, such as the true neighbours of queries.
    /// - Throws: as `loadFloats` does.
    public static func loadInts(_ file: String) throws(FormatError) -> VectorTable<Int32> { try load(file) }

    /// Loads a `bvecs` file.
    /// - Throws: as `loadFloats` does.
    public static func loadBytes(_ file: String) throws(FormatError) -> VectorTable<UInt8> { try load(file) }

    private static func load<Element>(_ file: String) throws(FormatError) -> VectorTable<Element> {
        try decode(try contents(of: file), file: file, of: Element.self)
    }

    /// Reads a file's bytes, as `loadFloats` does.
    /// - Parameter file: what errors call the bytes.
    public static func decode<Element>(
        _ bytes: [UInt8], file: String = "vectors", of element: Element.Type
    ) throws(FormatError) -> VectorTable<Element> {
        guard !bytes.isEmpty else { throw FormatError(file, "", "is empty", remedy: "a file holds at least one vector") }
        let dimension = try dimension(bytes, at: 0, file)
        let record = 4 + dimension * MemoryLayout<Element>.size
        guard bytes.count % record == 0 else {
            throw FormatError(
                file, "byte \(bytes.count - bytes.count % record)",
                "\(bytes.count % record) bytes are left, and a vector of dimension \(dimension) takes \(record)",
                remedy: "the file is truncated, or of another kind than \(element); fetch it again or check its ending")
        }
        var payload: [UInt8] = []
        payload.reserveCapacity(bytes.count / record * (record - 4))
        for begin in stride(from: 0, to: bytes.count, by: record) {
            let own = try Self.dimension(bytes, at: begin, file)
            guard own == dimension else {
                throw FormatError(
                    file, "byte \(begin)", "a vector of dimension \(own) among those of dimension \(dimension)",
                    remedy: "all vectors of a file have one dimension; is it of another kind than \(element)?")
            }
            payload += bytes[begin + 4..<begin + record]
        }
        return try VectorTable(dimension: dimension, elements: numbers(element, in: payload[...]))
    }

    /// The bytes of a file of vectors.
    public static func encode<Element>(_ table: VectorTable<Element>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(table.count * 4 + table.elements.count * MemoryLayout<Element>.size)
        let payload = bytes(of: table.elements)
        let length = table.dimension * MemoryLayout<Element>.size
        for begin in stride(from: 0, to: payload.count, by: length) {
            result.append(littleEndian: Int32(table.dimension))
            result += payload[begin..<begin + length]
        }
        return result
    }

    /// Writes a file, atomically: `fvecs`, `ivecs` or `bvecs` by the elements' type.
    /// - Throws: where there is no vector, since such a file would have no dimension, or it cannot be written.
    public static func write<Element>(_ table: VectorTable<Element>, to file: String) throws(FormatError) {
        guard table.count > 0 else { throw FormatError(file, "", "would hold no vector", remedy: "write at least one") }
        try replace(file, with: encode(table))
    }

    private static func dimension(_ bytes: [UInt8], at offset: Int, _ file: String) throws(FormatError) -> Int {
        guard let number = integer(Int32.self, in: bytes, at: offset) else {
            throw FormatError(file, "byte \(offset)", "ends within a dimension", remedy: "the file is truncated; fetch it again")
        }
        guard number >= 1, number <= largestDimension else {
            throw FormatError(
                file, "byte \(offset)", "the dimension \(number) is not from 1 to \(largestDimension)",
                remedy: "the file is damaged or of another kind; fetch it again")
        }
        return Int(number)
    }
}
