/// A tensor as the numbers in it that are not zero, and their places.
///
/// Its bytes: the shape; how many numbers are not zero; how their places are told (one byte) and the places; then the
/// numbers in single precision. Places are told in whichever way is shorter:
/// - 0: a bitmap, one bit for each number of the tensor.
/// - 1 + k: the gaps between them in the code of Rice with parameter k, after the length of that in bytes.
public enum SparseTensor {
    // A tensor without any number would fit into a few bytes, however large it is. So a byte of gaps or numbers may
    // stand for this many places at the most; where that is too few, a bitmap is stored.
    private static let expansionLimit = 4_096
    private static let largestParameter = 30

    public static func encoded(_ tensor: Tensor) -> [UInt8] {
        let places = tensor.values.indices.filter { tensor.values[$0] != 0 }
        var writer = ByteWriter()
        writer.append(shape: tensor.shape)
        writer.append(variable: places.count)
        let bitmapSize = (tensor.values.count + 7) / 8
        let (parameter, gaps) = packedGaps(places)
        if gaps.count + 3 < bitmapSize, isWithinLimit(tensor.values.count, places.count, gaps.count) {
            writer.append(UInt8(1 + parameter))
            writer.append(variable: gaps.count)
            writer.append(contentsOf: gaps)
        } else {
            writer.append(UInt8(0))
            var bitmap = BitWriter()
            for value in tensor.values { bitmap.append(value != 0 ? 1 : 0, bits: 1) }
            writer.append(contentsOf: bitmap.bytes)
        }
        for place in places { writer.append(tensor.values[place]) }
        return writer.bytes
    }

    /// The zeros before each place, in the Rice code of the parameter for which it is shortest.
    private static func packedGaps(_ places: [Int]) -> (parameter: Int, bytes: [UInt8]) {
        let gaps = zip(places, [-1] + places).map { $0 - $1 - 1 }
        let lengths = (0...largestParameter).map { k in gaps.reduce(0) { $0 + ($1 >> k) + 1 + k } }
        let parameter = lengths.indices.min { lengths[$0] < lengths[$1] } ?? 0
        var packed = BitWriter()
        for gap in gaps { packed.append(rice: gap, parameter: parameter) }
        return (parameter, packed.bytes)
    }

    private static func isWithinLimit(_ size: Int, _ numberCount: Int, _ gapBytes: Int) -> Bool {
        size <= expansionLimit * (gapBytes + numberCount * MemoryLayout<Float>.size)
    }

    public static func decoded(from reader: inout ByteReader) throws(DamagedBytes) -> Tensor {
        let begin = reader.offset
        let (shape, size) = try reader.shape(fillingAtMost: .max)
        guard size > 0 else { throw DamagedBytes(at: begin, "a sparse tensor without numbers") }
        let numberCount = try reader.variable(atMost: min(size, reader.remaining / 4))
        let places = try places(numberCount, of: size, from: &reader)
        var values = [Float](repeating: 0, count: size)
        for place in places { values[place] = try reader.float() }
        return Tensor(shape: shape, values: values)
    }

    private static func places(_ count: Int, of size: Int, from reader: inout ByteReader) throws(DamagedBytes) -> [Int] {
        let begin = reader.offset
        let way = Int(try reader.byte())
        var places: [Int] = []
        places.reserveCapacity(count)
        if way == 0 {
            guard size <= reader.remaining * 8 else { throw DamagedBytes(at: begin, "a bitmap of \(size) bits ends too soon") }
            let bitmap = try reader.bytes((size + 7) / 8)
            for place in 0..<size where bitmap[place >> 3] >> UInt8(place & 7) & 1 == 1 { places.append(place) }
            guard places.count == count else {
                throw DamagedBytes(at: begin, "a bitmap of \(places.count) places for \(count) numbers")
            }
        } else {
            guard way <= 1 + largestParameter else { throw DamagedBytes(at: begin, "an unknown way to tell places, \(way)") }
            let gapBytes = try reader.variable(atMost: reader.remaining)
            guard isWithinLimit(size, count, gapBytes) else {
                throw DamagedBytes(at: begin, "a tensor of \(size) numbers out of too few bytes")
            }
            var gaps = BitReader(try reader.bytes(gapBytes))
            var next = 0
            for _ in 0..<count {
                guard next < size else { throw DamagedBytes(at: begin, "more places than a tensor of \(size) numbers has") }
                let place = next + (try gaps.rice(parameter: way - 1, atMost: size - 1 - next))
                places.append(place)
                next = place + 1
            }
        }
        return places
    }
}
