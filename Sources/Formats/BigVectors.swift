/// The vector files of the billion-scale benchmarks (big-ann-benchmarks): how many vectors and their dimension in four bytes
/// each, then all elements, vector after vector, little-endian. `fbin` holds floats, `u8bin` bytes, `ibin` integers.
public enum BigVectors {
    /// Loads an `fbin` file.
    /// - Throws: where it cannot be read, has no vector, or is not as long as its first eight bytes say; with the byte.
    /// - Complexity: O(bytes).
    public static func loadFloats(_ file: String) throws(FormatError) -> VectorTable<Float> { try load(file) }

    /// Loads a `u8bin` file.
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
        guard let count = integer(UInt32.self, in: bytes, at: 0), let dimension = integer(UInt32.self, in: bytes, at: 4) else {
            throw FormatError(file, "byte \(bytes.count)", "ends before its number of vectors and their dimension", remedy: "the file is truncated; fetch it again")
        }
        guard count >= 1, (1...Vecs.largestDimension).contains(Int(dimension)) else {
            throw FormatError(
                file, "byte 0", "\(count) vectors of dimension \(dimension) are none", remedy: "the file is damaged or of another kind; fetch it again")
        }
        // At most 2³² × 10⁶ × 4, which an Int holds.
        let size = Int(count) * Int(dimension) * MemoryLayout<Element>.size
        guard bytes.count - 8 == size else {
            throw FormatError(
                file, "byte 8", "\(bytes.count - 8) bytes of elements follow, and \(count) vectors of dimension \(dimension) take \(size)",
                remedy: "the file is truncated, or of another kind than \(element); fetch it again or check its ending")
        }
        return try VectorTable(dimension: Int(dimension), elements: numbers(element, in: bytes[8...]))
    }

    /// The bytes of a file of vectors.
    public static func encode<Element>(_ table: VectorTable<Element>) -> [UInt8] {
        var result: [UInt8] = []
        result.append(littleEndian: UInt32(clamping: table.count))
        result.append(littleEndian: UInt32(clamping: table.dimension))
        return result + bytes(of: table.elements)
    }
}
