import AssayKit

/// Points of two leaves, and the distances between them from one call of the oracle.
///
/// Hot: filled for every pair of leaves that a traversal comes to. The buffers are raw, since an array in a class pays
/// for exclusivity at every access.
final class DistanceBlock {
    private let from: UnsafeMutableBufferPointer<Int32>
    private let to: UnsafeMutableBufferPointer<Int32>
    private let distances: UnsafeMutableBufferPointer<Double>
    private(set) var rows = 0
    private(set) var columns = 0

    /// - Parameter capacity: the most points of one leaf.
    init(capacity: Int) {
        unsafe from = .allocate(capacity: capacity)
        unsafe to = .allocate(capacity: capacity)
        unsafe distances = .allocate(capacity: capacity * capacity)
        unsafe from.initialize(repeating: 0)
        unsafe to.initialize(repeating: 0)
        unsafe distances.initialize(repeating: 0)
    }

    deinit {
        unsafe from.deallocate()
        unsafe to.deallocate()
        unsafe distances.deallocate()
    }

    func removeAll() { (rows, columns) = (0, 0) }

    func append(row point: Int32) {
        unsafe from[rows] = point
        rows += 1
    }

    func append(column point: Int32) {
        unsafe to[columns] = point
        columns += 1
    }

    func point(row: Int) -> Int32 { unsafe from[row] }
    func point(column: Int) -> Int32 { unsafe to[column] }

    /// Squared.
    func distance(_ row: Int, _ column: Int) -> Double { unsafe distances[row * columns + column] }

    func measure(_ space: any Clustering) throws {
        guard rows > 0, columns > 0 else { return }
        var target = unsafe distances.mutableSpan
        let from = unsafe UnsafeBufferPointer(rebasing: from[..<rows]), to = unsafe UnsafeBufferPointer(rebasing: to[..<columns])
        try space.distances(from: unsafe from.span, to: unsafe to.span, into: &target)
    }
}
