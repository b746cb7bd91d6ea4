/// A fixed number of numbers in single precision at one place in memory: what networks compute in.
///
/// Allocated once and then only read and written, so that a step of training allocates nothing. It is shared by reference,
/// and belongs to one thread.
public final class FloatBuffer {
    public let count: Int
    // Unsafe: BLAS and the kernels work on plain memory, on several buffers at a time and on blocks of them, which spans of
    // a class's arrays do not allow. Everything that reaches it from outside is checked.
    let start: UnsafeMutablePointer<Float>

    /// Zeros.
    public init(count: Int) {
        precondition(count >= 0, "\(count) numbers")
        self.count = count
        // At the start of a cache line, which the widest instructions like best.
        let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: 64)
        unsafe start = memory.bindMemory(to: Float.self, capacity: max(1, count))
        unsafe start.initialize(repeating: 0, count: max(1, count))
    }

    deinit { unsafe UnsafeMutableRawPointer(start).deallocate() }

    /// For a number here and there; kernels are for many.
    public subscript(_ index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "number \(index) of \(count)")
            return unsafe start[index]
        }
        set {
            precondition(index >= 0 && index < count, "number \(index) of \(count)")
            unsafe start[index] = newValue
        }
    }

    /// Sets all numbers to one.
    public func fill(_ number: Float) { unsafe start.update(repeating: number, count: count) }

    /// Takes `numbers` in, from the place `index` on.
    public func read(_ numbers: Span<Float>, at index: Int = 0) {
        precondition(index >= 0 && index + numbers.count <= count, "\(numbers.count) numbers at \(index) of \(count)")
        unsafe numbers.withUnsafeBufferPointer { source in
            guard let source = source.baseAddress else { return }
            unsafe (start + index).update(from: source, count: numbers.count)
        }
    }

    /// Writes all numbers into `numbers`, from its place `index` on.
    public func write(to numbers: inout MutableSpan<Float>, at index: Int = 0) {
        precondition(index >= 0 && index + count <= numbers.count, "\(count) numbers to \(index) of \(numbers.count)")
        unsafe numbers.withUnsafeMutableBufferPointer { target in
            guard let target = target.baseAddress else { return }
            unsafe (target + index).update(from: start, count: count)
        }
    }

    /// Lets `look` see the first `count` numbers.
    public func withSpan<Result>(_ count: Int, _ look: (Span<Float>) -> Result) -> Result {
        precondition(count >= 0 && count <= self.count, "\(count) numbers of \(self.count)")
        return unsafe look(UnsafeBufferPointer(start: start, count: count).span)
    }

    /// The first `rows * columns` numbers as a matrix.
    public func block(_ rows: Int, _ columns: Int) -> FloatBlock { FloatBlock(self, rows: rows, columns: columns) }

    /// Refuses to go on where these are not all in it.
    func mustHold(_ needed: Int) { mustHold(0, needed) }
    func mustHold(_ offset: Int, _ needed: Int) {
        precondition(offset >= 0 && needed >= 0 && offset + needed <= count, "\(needed) numbers at \(offset) in a buffer of \(count)")
    }
}
