/// NumPy's `.npy` (NEP 1, versions 1.0 to 3.0): a magic, a header that is a Python dictionary, then the elements.
public enum NumPy {
    public struct Array: Sendable, Equatable {
        public let shape: [Int]
        /// In C order, whatever order the file has.
        public let elements: [Double]

        public init(shape: [Int], elements: [Double]) {
            self.shape = shape
            self.elements = elements
        }
    }

    /// Loads an array of bools, integers or floats. A 64-bit integer that a double cannot hold is refused.
    /// - Throws: where the header makes no sense, or announces more elements than there are.
    public static func load(_ file: String) throws(FormatError) -> Array { try parse(try contents(of: file), file: file) }

    static func parse(_ bytes: [UInt8], file: String) throws(FormatError) -> Array {
        let view = ByteView(bytes: bytes, file: file)
        guard bytes.starts(with: magic) else { throw FormatError(file, "byte 0", "it does not begin as a .npy file does") }
        let major = bytes[try view.range(6, 2, of: "the version")][6]
        guard (1...3).contains(major) else { throw FormatError(file, "byte 6", "it is of version \(major); 1 to 3 are read") }
        let wide = major > 1
        let length = wide ? Int(try view.integer(UInt32.self, at: 8, of: "the header's length")) : Int(try view.integer(UInt16.self, at: 8, of: "the header's length"))
        let begin = wide ? 12 : 10
        let headerBytes = bytes[try view.range(begin, length, of: "the header")]
        guard let text = String(validating: headerBytes, as: UTF8.self) else { throw FormatError(file, "byte \(begin)", "the header is not text") }
        let header = try Header(text, file: file)

        guard let count = elementCount(header.shape), let size = elementCount([count, header.type.size]) else {
            throw FormatError(file, "header", "the shape \(header.shape) is negative or overflows")
        }
        let data = try view.range(begin + length, size, of: "the data of shape \(header.shape)")
        guard data.upperBound == bytes.count else {
            throw FormatError(file, "byte \(data.upperBound)", "\(bytes.count - data.upperBound) bytes are left over after the data of shape \(header.shape)")
        }
        var elements: [Double] = []
        elements.reserveCapacity(count)
        for index in 0..<count {
            let offset = data.lowerBound + index * header.type.size
            guard let value = header.type.value(view, offset) else {
                throw FormatError(file, "byte \(offset)", "the integer there is too large for a double")
            }
            elements.append(value)
        }
        return Array(shape: header.shape, elements: header.isFortranOrder ? reordered(elements, header.shape) : elements)
    }

    /// Writes float64 in C order, version 1.0.
    /// - Throws: where the shape does not fit the elements, or the file cannot be written.
    public static func write(_ array: Array, to file: String) throws(FormatError) {
        guard elementCount(array.shape) == array.elements.count else {
            throw FormatError(file, "", "\(array.elements.count) elements do not fill the shape \(array.shape)")
        }
        let sizes = array.shape.map { "\($0)," }.joined(separator: " ")
        var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(sizes)), }"
        // The data begins at a multiple of 64, as NumPy has it.
        header += String(repeating: " ", count: (64 - (10 + header.utf8.count + 1) % 64) % 64) + "\n"
        var bytes = magic + [1, 0]
        bytes.append(littleEndian: UInt16(clamping: header.utf8.count))
        bytes += Swift.Array(header.utf8)
        for element in array.elements { bytes.append(littleEndian: element.bitPattern) }
        try Formats.write(bytes, to: file)
    }

    private static let magic: [UInt8] = [0x93] + Swift.Array("NUMPY".utf8)

    /// From Fortran order (first index fastest) to C order (last index fastest).
    private static func reordered(_ elements: [Double], _ shape: [Int]) -> [Double] {
        guard shape.count > 1, !elements.isEmpty else { return elements }
        var result = elements
        var index = [Int](repeating: 0, count: shape.count)
        for value in elements {
            var place = 0
            for axis in shape.indices { place = place * shape[axis] + index[axis] }
            result[place] = value
            for axis in shape.indices {
                index[axis] += 1
                if index[axis] < shape[axis] { break }
                index[axis] = 0
            }
        }
        return result
    }
}
