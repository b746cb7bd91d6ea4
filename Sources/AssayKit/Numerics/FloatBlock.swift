internal import COpenBLAS

/// A part of a buffer seen as a matrix, row-major.
public struct FloatBlock {
    let buffer: FloatBuffer
    let offset: Int
    /// How far it is from one row to the next in memory.
    let stride: Int
    /// As it lies in memory.
    let storedRows: Int
    let storedColumns: Int
    let isTransposed: Bool

    /// - Precondition: it lies within the buffer.
    /// - Parameters:
    ///   - offset: where the first entry is.
    ///   - stride: numbers from one row to the next; as many as there are columns unless told.
    public init(_ buffer: FloatBuffer, offset: Int = 0, rows: Int, columns: Int, stride: Int? = nil) {
        let stride = stride ?? columns
        precondition(
            offset >= 0 && rows >= 0 && columns >= 0 && stride >= columns
                && (rows == 0 || offset + (rows - 1) * stride + columns <= buffer.count),
            "a \(rows) × \(columns) matrix with rows \(stride) apart at \(offset) of \(buffer.count) numbers")
        self.init(buffer: buffer, offset: offset, stride: stride, storedRows: rows, storedColumns: columns, isTransposed: false)
    }

    private init(buffer: FloatBuffer, offset: Int, stride: Int, storedRows: Int, storedColumns: Int, isTransposed: Bool) {
        self.buffer = buffer
        self.offset = offset
        self.stride = stride
        self.storedRows = storedRows
        self.storedColumns = storedColumns
        self.isTransposed = isTransposed
    }

    public var rows: Int { isTransposed ? storedColumns : storedRows }
    public var columns: Int { isTransposed ? storedRows : storedColumns }

    /// The same numbers with rows and columns exchanged; nothing moves.
    public var transposed: FloatBlock {
        FloatBlock(
            buffer: buffer, offset: offset, stride: stride, storedRows: storedRows, storedColumns: storedColumns, isTransposed: !isTransposed)
    }

    /// Becomes `keep` times itself plus `scale` times the product of two others (BLAS `sgemm`). O(m·n·k), nothing allocated.
    /// - Precondition: it is not transposed, and overlaps with neither.
    public func set(toProductOf a: FloatBlock, _ b: FloatBlock, scale: Float = 1, keep: Float = 0) {
        precondition(
            !isTransposed && a.columns == b.rows && a.rows == rows && b.columns == columns,
            "a \(a.rows) × \(a.columns) matrix times a \(b.rows) × \(b.columns) one, for a \(rows) × \(columns) one")
        guard rows > 0, columns > 0 else { return }
        unsafe cblas_sgemm(
            CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans,
            blasint(rows), blasint(columns), blasint(a.columns), scale, a.buffer.start + a.offset, blasint(max(1, a.stride)),
            b.buffer.start + b.offset, blasint(max(1, b.stride)), keep, buffer.start + offset, blasint(max(1, stride)))
    }
}
