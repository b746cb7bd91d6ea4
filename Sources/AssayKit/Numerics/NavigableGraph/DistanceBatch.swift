/// Elements to be measured in one call, and what came back.
final class DistanceBatch {
    private let indices: UnsafeMutableBufferPointer<Int32>
    private let lengths: UnsafeMutableBufferPointer<Float>
    private(set) var count = 0

    init(capacity: Int) {
        unsafe indices = .allocate(capacity: capacity)
        unsafe indices.initialize(repeating: 0)
        unsafe lengths = .allocate(capacity: capacity)
        unsafe lengths.initialize(repeating: 0)
    }

    deinit {
        unsafe indices.deallocate()
        unsafe lengths.deallocate()
    }

    func removeAll() { count = 0 }

    func append(_ index: Int32) {
        unsafe indices[count] = index
        count += 1
    }

    func index(_ position: Int) -> Int32 { unsafe indices[position] }
    func length(_ position: Int) -> Float { unsafe lengths[position] }

    /// Asks for the distances to all elements of the batch.
    func measure(_ distances: NavigableGraph.Distances) throws(Stop) {
        guard count > 0 else { return }
        var target = unsafe lengths.mutableSpan
        try distances(unsafe UnsafeBufferPointer(rebasing: indices[..<count]).span, &target)
    }

    /// The elements with their measured lengths.
    var candidates: [GraphCandidate] { (0..<count).map { GraphCandidate(distance: length($0), index: index($0)) } }

    /// Whether all measured lengths are greater.
    func isEveryLength(above bound: Float) -> Bool {
        for position in 0..<count where unsafe lengths[position] <= bound { return false }
        return true
    }
}
