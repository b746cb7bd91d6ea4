/// The vector files of the nearest-neighbour field: for each vector its dimension in four bytes, then its numbers, all
/// little-endian. `fvecs` holds floats, `ivecs` 32-bit integers, `bvecs` bytes.
public enum Vecs {
    public struct Table<Element: Sendable>: Sendable {
        public let dimension: Int
        /// Vector after vector.
        public let elements: [Element]
        public var count: Int { dimension == 0 ? 0 : elements.count / dimension }

        public init(dimension: Int, elements: [Element]) {
            self.dimension = dimension
            self.elements = elements
        }
    }

    public static func loadFloats(_ file: String) throws(FormatError) -> Table<Float> {
        try load(file, size: 4) { Float(bitPattern: $0.load(UInt32.self, at: $1)) }
    }

    public static func loadIntegers(_ file: String) throws(FormatError) -> Table<Int32> {
        try load(file, size: 4) { $0.load(Int32.self, at: $1) }
    }

    public static func loadBytes(_ file: String) throws(FormatError) -> Table<UInt8> {
        try load(file, size: 1) { $0.bytes[$1] }
    }

    private static func load<Element>(_ file: String, size: Int, _ element: (ByteView, Int) -> Element) throws(FormatError) -> Table<Element> {
        let view = ByteView(bytes: try contents(of: file), file: file)
        guard !view.bytes.isEmpty else { throw FormatError(file, "", "the file is empty; it holds no vector") }
        let dimension = Int(try view.integer(Int32.self, at: 0, of: "a dimension"))
        guard dimension > 0 else { throw FormatError(file, "byte 0", "a vector of dimension \(dimension)") }
        let stride = 4 + dimension * size
        guard view.bytes.count % stride == 0 else {
            throw FormatError(file, "", "\(view.bytes.count) bytes are no whole number of vectors of dimension \(dimension) (\(stride) bytes each); it is truncated or of another kind")
        }
        var elements: [Element] = []
        elements.reserveCapacity(view.bytes.count / stride * dimension)
        for begin in Swift.stride(from: 0, to: view.bytes.count, by: stride) {
            guard view.load(Int32.self, at: begin) == Int32(dimension) else {
                throw FormatError(file, "byte \(begin)", "a vector of dimension \(view.load(Int32.self, at: begin)) among those of dimension \(dimension)")
            }
            for index in 0..<dimension { elements.append(element(view, begin + 4 + index * size)) }
        }
        return Table(dimension: dimension, elements: elements)
    }

    public static func write(_ table: Table<Float>, to file: String) throws(FormatError) {
        try write(table, to: file) { $0.append(littleEndian: $1.bitPattern) }
    }

    public static func write(_ table: Table<Int32>, to file: String) throws(FormatError) {
        try write(table, to: file) { $0.append(littleEndian: $1) }
    }

    private static func write<Element>(_ table: Table<Element>, to file: String, _ append: (inout [UInt8], Element) -> Void) throws(FormatError) {
        var bytes: [UInt8] = []
        for vector in 0..<table.count {
            bytes.append(littleEndian: Int32(clamping: table.dimension))
            for element in table.elements[vector * table.dimension..<(vector + 1) * table.dimension] { append(&bytes, element) }
        }
        try Formats.write(bytes, to: file)
    }
}
