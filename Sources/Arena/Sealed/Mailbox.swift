import AssayKit
import CLinux
import Glibc

/// Memory that the oracle's process and the library's share: one request at a time, and its answer in the same place.
///
/// The library's process writes what it likes there, at any time. So the oracle's copies before it looks.
final class Mailbox {
    enum Request: UInt32 {
        /// The library is loaded: asks for the problem's facts; the run begins with the answer.
        case begin = 1
        case value, gradient, hessianProduct, curvatureProduct, batchGradient, smoothGradient, proximal
        case row, distancesFromIndex, distancesFromQuery, vector
        /// The index is built; the answer is the first query. `neighbors` answers a query and asks for the next.
        case serve, neighbors
        /// Likewise, and each query comes with a filter.
        case serveFiltered
        case outputs, inputs
        case offerPoint, offerSelection, report, log, compressed
        case ranking
        case partialDerivatives, secondDerivatives, boundEntries
        /// The systems are asked for one by one, in the order that is sent; each answer but the last names the next.
        case matrixVectorProduct, solveSystems, solution
        case absorb, kernelProduct, kernelTransposedProduct, kernel, rowSoftMinima, columnSoftMinima
        case operatorValue, operatorOfBatch, resolvent
        case activations, pairGradient
        case edges, features, neighbor, clause, subsetValue
        /// Elements come and go one by one; each answer but the last tells the next change.
        case follow, subset
        case points, distanceBlock
        case hierarchyEdges, hierarchyClosure, pathLengths
        case samples, structuralLoss
        /// The index is built; the answer is the first batch of sources. `ranks` answers it and asks for the next.
        case serveSources, ranks
        case writeList, readList
        case evaluations
        case drawMinibatch, minibatchLoss, minibatchGradient, minibatchStatistics
        /// The method has ended: its outcome and why.
        case end
    }

    enum Answer: UInt32 {
        case done = 1
        /// A query follows.
        case query
        /// The budget is spent, and nothing was computed.
        case stopped
    }

    private struct Header {
        var turn: linux_turn
        var request: UInt32
        var answer: UInt32
        var first: Int
        var second: Int
        var number: Double
    }

    /// Bytes of data that a request or its answer may have. What is never written takes no memory.
    static let capacity = 1 << 28
    private static let headerSize = 4096
    private let header: UnsafeMutablePointer<Header>
    private let data: UnsafeMutableRawPointer

    /// Made before the processes part.
    init() throws(ArenaError) {
        let memory = unsafe mmap(
            nil, Self.headerSize + Self.capacity, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | Int32(MAP_NORESERVE), -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { throw .system("mmap of \(Self.capacity) bytes") }
        unsafe header = memory.bindMemory(to: Header.self, capacity: 1)
        unsafe data = memory + Self.headerSize
    }

    var first: Int {
        get { unsafe header.pointee.first }
        set { unsafe header.pointee.first = newValue }
    }
    var second: Int {
        get { unsafe header.pointee.second }
        set { unsafe header.pointee.second = newValue }
    }
    var number: Double {
        get { unsafe header.pointee.number }
        set { unsafe header.pointee.number = newValue }
    }

    private enum Turn { static let oracle: UInt32 = 1, library: UInt32 = 2 }

    /// The library's side: hands the request over and waits for the answer.
    func ask(_ request: Request) -> Answer {
        unsafe header.pointee.request = request.rawValue
        unsafe linux_give_turn(&header.pointee.turn, Turn.oracle)
        while unsafe linux_await_turn(&header.pointee.turn, Turn.library, 1000) != 0 {}
        // An oracle that answers nothing known is a host that is gone.
        return unsafe Answer(rawValue: header.pointee.answer) ?? .stopped
    }

    /// The oracle's side: the next request; nil where none came in so many milliseconds, or none that is known.
    func next(milliseconds: Int32) -> Request? {
        guard unsafe linux_await_turn(&header.pointee.turn, Turn.oracle, milliseconds) == 0 else { return nil }
        return unsafe Request(rawValue: header.pointee.request) ?? .end
    }

    /// The oracle's side: hands the answer back.
    func answer(_ answer: Answer) {
        unsafe header.pointee.answer = answer.rawValue
        unsafe linux_give_turn(&header.pointee.turn, Turn.library)
    }

    /// Copies numbers to the data, at a byte offset.
    /// - Precondition: they fit.
    func put<Number: BitwiseCopyable>(_ numbers: Span<Number>, at offset: Int = 0) {
        let size = numbers.count * MemoryLayout<Number>.stride
        precondition(offset + size <= Self.capacity, "\(size) bytes do not fit between the processes of a sealed run")
        unsafe numbers.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { unsafe memcpy(data + offset, start, size) }
        }
    }

    /// Copies numbers from the data: so many, or as many as there is room for.
    func get<Number: BitwiseCopyable>(_ count: Int? = nil, into numbers: inout MutableSpan<Number>, at offset: Int = 0) {
        let size = min(count ?? numbers.count, numbers.count) * MemoryLayout<Number>.stride
        precondition(offset >= 0 && offset + size <= Self.capacity, "\(size) bytes do not fit between the processes of a sealed run")
        unsafe numbers.withUnsafeMutableBytes { bytes in
            if let start = bytes.baseAddress { unsafe memcpy(start, data + offset, size) }
        }
    }

    /// Copies so many numbers from the data.
    /// - Throws: where there cannot be so many.
    func numbers<Number: BitwiseCopyable & Numeric>(_ count: Int, at offset: Int = 0) throws(SealedRun.End) -> [Number] {
        guard count >= 0, count <= (Self.capacity - offset) / MemoryLayout<Number>.stride else { throw .garbage("\(count) numbers") }
        var numbers = [Number](repeating: 0, count: count)
        var span = numbers.mutableSpan
        get(into: &span, at: offset)
        return numbers
    }

    func put(_ bytes: [UInt8]) {
        first = bytes.count
        put(bytes.span)
    }

    func bytes() throws(SealedRun.End) -> [UInt8] { try numbers(first) }
}
