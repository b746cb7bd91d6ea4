/// An element and how far it is.
public struct GraphCandidate: Sendable {
    public internal(set) var distance: Float
    public internal(set) var index: Int32
    var isExpanded = false
}

/// The best candidates of a search, nearest first.
///
/// Hot: a search inserts here for every second distance it measures. The buffer is raw, since an array in a class pays
/// for exclusivity and uniqueness at every access.
final class CandidatePool {
    private var buffer: UnsafeMutablePointer<GraphCandidate>
    private var capacity = 256
    private var breadth = 1
    private(set) var count = 0
    /// No candidate before this position is unexpanded.
    private var cursor = 0

    init() { unsafe buffer = .allocate(capacity: capacity) }
    deinit { unsafe buffer.deallocate() }

    subscript(position: Int) -> GraphCandidate { unsafe buffer[position] }

    var candidates: [GraphCandidate] { unsafe Array(UnsafeBufferPointer(start: buffer, count: count)) }

    func begin(_ candidate: GraphCandidate) {
        unsafe buffer[0] = candidate
        count = 1
    }

    /// Goes on with what is held, for a search of this breadth.
    func reopen(breadth: Int) {
        if breadth > capacity {
            let larger = UnsafeMutablePointer<GraphCandidate>.allocate(capacity: 2 * breadth)
            unsafe larger.update(from: buffer, count: count)
            unsafe buffer.deallocate()
            unsafe buffer = larger
            capacity = 2 * breadth
        }
        self.breadth = breadth
        count = min(count, breadth)
        cursor = 0
        for position in 0..<count { unsafe buffer[position].isExpanded = false }
    }

    /// The nearest candidate that was not expanded yet, marked as expanded now.
    func nextUnexpanded() -> GraphCandidate? {
        while cursor < count {
            if unsafe !buffer[cursor].isExpanded {
                unsafe buffer[cursor].isExpanded = true
                cursor += 1
                return unsafe buffer[cursor - 1]
            }
            cursor += 1
        }
        return nil
    }

    /// Whether a candidate at this distance is among the best.
    func admits(_ distance: Float) -> Bool { unsafe count < breadth || distance < buffer[count - 1].distance }

    /// - Precondition: the pool admits its distance.
    func insert(_ candidate: GraphCandidate) {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if unsafe buffer[middle].distance <= candidate.distance { low = middle + 1 } else { high = middle }
        }
        if count < breadth { count += 1 }
        // Moves the rest one place on; the farthest falls out where the pool is full.
        unsafe (buffer + low + 1).update(from: buffer + low, count: count - 1 - low)
        unsafe buffer[low] = candidate
        cursor = min(cursor, low)
    }

    func prefix(_ limit: Int) -> [GraphCandidate] { unsafe Array(UnsafeBufferPointer(start: buffer, count: min(limit, count))) }
}

/// Elements that a search has met. Emptied by counting up, not by clearing.
final class VisitedSet {
    private let marks: UnsafeMutablePointer<UInt32>
    private let count: Int
    private var epoch: UInt32 = 0

    init(count: Int) {
        self.count = count
        unsafe marks = .allocate(capacity: count)
        unsafe marks.initialize(repeating: 0, count: count)
    }

    deinit { unsafe marks.deallocate() }

    func removeAll() {
        epoch &+= 1
        if epoch == 0 {
            unsafe marks.update(repeating: 0, count: count)
            epoch = 1
        }
    }

    /// Whether the element is new.
    @discardableResult
    func insert(_ element: Int32) -> Bool {
        if unsafe marks[Int(element)] == epoch { return false }
        unsafe marks[Int(element)] = epoch
        return true
    }
}
