/// NumPy's `.npy` files, versions 1.0 to 3.0 (NumPy Enhancement Proposal 1 and `numpy.lib.format`): a magic, the length
/// of the header, the header, the elements.
public enum NumPy {
    /// Loads an array of f4, f8, i4, i8, u1 or b1, in either byte order, in C or Fortran order. Pickled objects are never
    /// read.
    /// - Throws: where the file cannot be read, its header is not understood, or its elements are not exactly as many
    ///   bytes as the shape wants; with the byte.
    /// - Complexity: O(bytes). Nothing is allocated by what the header says before the bytes are known to be there.
    public static func load(_ file: String) throws(FormatError) -> NumPyArray { try decode(try contents(of: file), file: file) }

    /// Reads a file's bytes, as `load` does.
    /// - Parameter file: what errors call the bytes.
    public static func decode(_ bytes: [UInt8], file: String = ".npy bytes") throws(FormatError) -> NumPyArray {
        let (header, begin) = try header(bytes, file)
        guard let count = elementCount(header.shape), let size = product([count, header.elementType.size]) else {
            throw FormatError(
                file, "header", "the shape \(header.shape) has more bytes than can be counted",
                remedy: "the file is damaged; save it again")
        }
        guard bytes.count - begin == size else {
            throw FormatError(
                file, "byte \(begin)",
                "\(bytes.count - begin) bytes of elements follow, and the shape \(header.shape) of \(header.elementType.rawValue) takes \(size)",
                remedy: bytes.count - begin < size ? "the file is truncated; save it again" : "save one array a file")
        }
        var body = bytes[begin...]
        if header.isBigEndian, header.elementType.size > 1 {
            var swapped = Array(body)
            swapBytes(&swapped, size: header.elementType.size)
            body = swapped[...]
        }
        return try NumPyArray(shape: header.shape, elements: try elements(body, header, file))
    }

    private static func header(_ bytes: [UInt8], _ file: String) throws(FormatError) -> (NumPyHeader, end: Int) {
        guard bytes.starts(with: magic) else {
            throw FormatError(
                file, "byte 0", "does not begin as a .npy file",
                remedy: "save it with numpy.save; .npz archives and pickles are not read")
        }
        guard let major = integer(UInt8.self, in: bytes, at: 6), let minor = integer(UInt8.self, in: bytes, at: 7) else {
            throw truncated(file, bytes)
        }
        guard (1...3).contains(major), minor == 0 else {
            throw FormatError(
                file, "byte 6", "is of version \(major).\(minor)",
                remedy: "versions 1.0, 2.0 and 3.0 are read; save it again with a current NumPy")
        }
        let length =
            major == 1
            ? integer(UInt16.self, in: bytes, at: 8).map { Int($0) } : integer(UInt32.self, in: bytes, at: 8).map { Int($0) }
        let begin = major == 1 ? 10 : 12
        guard let length, bytes.count - begin >= length else { throw truncated(file, bytes) }
        return (try NumPyHeader(bytes, begin..<begin + length, file: file), begin + length)
    }

    private static func truncated(_ file: String, _ bytes: [UInt8]) -> FormatError {
        FormatError(file, "byte \(bytes.count)", "ends within the header", remedy: "the file is truncated; save it again")
    }

    private static func elements(_ body: ArraySlice<UInt8>, _ header: NumPyHeader, _ file: String) throws(FormatError)
        -> NumPyArray.Elements
    {
        func ordered<Number: BitwiseCopyable>(_ type: Number.Type) -> [Number] {
            let elements = numbers(type, in: body)
            return header.isFortranOrder ? rowMajor(elements, header.shape) : elements
        }
        switch header.elementType {
        case .float32: return .float32(ordered(Float.self))
        case .float64: return .float64(ordered(Double.self))
        case .int32: return .int32(ordered(Int32.self))
        case .int64: return .int64(ordered(Int64.self))
        case .uint8: return .uint8(ordered(UInt8.self))
        case .bool:
            // Other patterns of bits than these two are no Bool in Swift.
            if let place = body.firstIndex(where: { $0 > 1 }) {
                throw FormatError(
                    file, "byte \(place)", "\(body[place]) is neither 0 (false) nor 1 (true)",
                    remedy: "the file is damaged; save it again")
            }
            return .bool(ordered(UInt8.self).map { $0 == 1 })
        }
    }

    /// From Fortran order, in which the first index varies fastest, to C order.
    private static func rowMajor<Number>(_ elements: [Number], _ shape: [Int]) -> [Number] {
        guard shape.count > 1, !elements.isEmpty else { return elements }
        // In Fortran order axis k steps by the product of the sizes before it; no product exceeds the count.
        var strides: [Int] = []
        var step = 1
        for size in shape {
            strides.append(step)
            step *= size
        }
        let last = shape.count - 1
        var result: [Number] = []
        result.reserveCapacity(elements.count)
        var index = [Int](repeating: 0, count: last)
        var begin = 0
        while result.count < elements.count {
            for column in 0..<shape[last] { result.append(elements[begin + column * strides[last]]) }
            // On to the next row, as a counter does: the axis before the last turns fastest.
            for axis in (0..<last).reversed() {
                index[axis] += 1
                begin += strides[axis]
                if index[axis] < shape[axis] { break }
                begin -= shape[axis] * strides[axis]
                index[axis] = 0
            }
        }
        return result
    }

    /// The bytes of a file of version 1.0, little-endian, in C order.
    /// - Throws: where there are more axes than NumPy has.
    public static func encode(_ array: NumPyArray) throws(FormatError) -> [UInt8] {
        let (type, body): (NumPyElementType, [UInt8]) =
            switch array.elements {
            case .float32(let elements): (.float32, bytes(of: elements))
            case .float64(let elements): (.float64, bytes(of: elements))
            case .int32(let elements): (.int32, bytes(of: elements))
            case .int64(let elements): (.int64, bytes(of: elements))
            case .uint8(let elements): (.uint8, elements)
            case .bool(let elements): (.bool, elements.map { $0 ? 1 : 0 })
            }
        let sizes = array.shape.map { "\($0)" }.joined(separator: ", ") + (array.shape.count == 1 ? "," : "")
        var header = "{'descr': '\(type.size == 1 ? "|" : "<")\(type.rawValue)', 'fortran_order': False, 'shape': (\(sizes)), }"
        // The elements begin at a multiple of 64 bytes, and a line feed stands before them.
        let length = 10 + header.utf8.count + 1
        header += String(repeating: " ", count: (64 - length % 64) % 64) + "\n"
        guard array.shape.count <= NumPyHeader.axisLimit, let headerLength = UInt16(exactly: header.utf8.count) else {
            throw FormatError(
                "array", "shape", "\(array.shape.count) axes are more than the \(NumPyHeader.axisLimit) that NumPy has",
                remedy: "use fewer axes")
        }
        var result = magic + [1, 0]
        result.append(littleEndian: headerLength)
        return result + Array(header.utf8) + body
    }

    /// Writes a file, atomically.
    /// - Throws: where there are more axes than NumPy has, or the file cannot be written.
    public static func write(_ array: NumPyArray, to file: String) throws(FormatError) {
        try replace(file, with: try encode(array))
    }

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
}
