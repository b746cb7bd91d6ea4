import Glibc
import Synchronization

/// The rows of a dissimilarity matrix, each asked for when it is first wanted and then kept: at most n² are charged.
///
/// Takes 8n² bytes at the most, as rows come. A run's threads may want different rows at once; a row that one of them wants
/// for the first time no other may want meanwhile.
public final class DissimilarityRows {
    /// How many objects there are.
    public let count: Int
    private let space: any Medoids
    // Raw memory: a row is written while other threads read others, and kept where it is first put.
    private let rows: UnsafeMutableBufferPointer<UnsafeMutablePointer<Double>?>
    private let store = Mutex(RowStore())

    public init(_ space: any Medoids) {
        self.space = space
        count = space.count
        unsafe rows = .allocate(capacity: count)
        unsafe rows.initialize(repeating: nil)
    }

    deinit { unsafe rows.deallocate() }

    /// Lets `body` see the dissimilarities between object `index` and every object, followed by infinities up to a
    /// multiple of eight, for those who look at eight at a time.
    /// - Throws: what `body` throws, and `Stop` where the row is new and the budget is spent.
    public func withRow<Result>(_ index: Int, _ body: (Span<Double>) throws(Stop) -> Result) throws(Stop) -> Result {
        precondition(index >= 0 && index < count, "object \(index) of \(count)")
        let length = (count + 7) & ~7
        if let row = unsafe rows[index] { return try unsafe body(UnsafeBufferPointer(start: row, count: length).span) }
        try space.dissimilarities(of: index) { row in
            guard let place = unsafe store.withLock({ unsafe $0.place(for: length) }) else { return }
            unsafe row.withUnsafeBufferPointer { row in
                if let source = row.baseAddress { unsafe place.initialize(from: source, count: count) }
            }
            unsafe (place + count).initialize(repeating: .infinity, count: length - count)
            unsafe rows[index] = place
        }
        guard let row = unsafe rows[index] else { preconditionFailure("the problem handed out no row for object \(index)") }
        return try unsafe body(UnsafeBufferPointer(start: row, count: length).span)
    }
}

/// Memory for rows, one after the other in large pieces.
private struct RowStore: ~Copyable {
    // Keeping a row takes the kernel, which clears memory page by page, several times as long as copying it: in large pages
    // two to three times less. Where it has none to give, pages are of the usual size.
    private static let page = 1 << 21
    private var pieces: [UnsafeMutableRawPointer] = []
    /// What is free of the last piece.
    private var free = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    deinit { for piece in pieces { unsafe piece.deallocate() } }

    /// Uninitialised room for as many numbers.
    mutating func place(for count: Int) -> UnsafeMutablePointer<Double>? {
        let size = count * MemoryLayout<Double>.stride
        if unsafe size > free.count {
            let capacity = (max(size, 4 * Self.page) + Self.page - 1) & ~(Self.page - 1)
            unsafe free = .allocate(byteCount: capacity, alignment: Self.page)
            guard let piece = unsafe free.baseAddress else { return nil }
            unsafe _ = madvise(piece, capacity, MADV_HUGEPAGE)
            unsafe pieces.append(piece)
        }
        let place = unsafe free.prefix(size)
        unsafe free = UnsafeMutableRawBufferPointer(rebasing: free.dropFirst(size))
        return unsafe place.bindMemory(to: Double.self).baseAddress
    }
}
