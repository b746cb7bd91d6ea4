/// The neighbours of every element on every layer it is on, each list in a row of its own.
///
/// How far they are is not kept: that would take as much memory again, and only a full list that is shrunk asks for it.
///
/// Hot: read for every candidate that a search expands; the buffers are raw for the reason given at `CandidatePool`.
final class LinkTable {
    private let parameters: NavigableGraph.Parameters
    /// For each element the row of its first layer above the ground; the others follow.
    private let upperRows: [UInt32]
    private let ground: Rows
    private let upper: Rows

    init(levels: [UInt8], _ parameters: NavigableGraph.Parameters) {
        self.parameters = parameters
        var total = 0
        upperRows = levels.map { level in
            defer { total += Int(level) }
            return UInt32(total)
        }
        ground = Rows(count: levels.count, width: parameters.largestDegree(layer: 0))
        upper = Rows(count: total, width: parameters.connections)
    }

    /// How many links there are.
    var count: Int { ground.linkCount + upper.linkCount }

    func forEach(_ element: Int, _ layer: Int, _ body: (Int32) -> Void) {
        if layer == 0 { ground.forEach(element, body) } else { upper.forEach(upperRow(element, layer), body) }
    }

    func set(_ element: Int, _ layer: Int, _ neighbors: [GraphCandidate]) {
        if layer == 0 { ground.set(element, neighbors) } else { upper.set(upperRow(element, layer), neighbors) }
    }

    /// False where the list is full.
    func append(_ element: Int, _ layer: Int, _ neighbor: Int32) -> Bool {
        layer == 0 ? ground.append(element, neighbor) : upper.append(upperRow(element, layer), neighbor)
    }

    private func upperRow(_ element: Int, _ layer: Int) -> Int { Int(upperRows[element]) + layer - 1 }

    private final class Rows {
        private let count: Int
        private let width: Int
        /// In each row its degree, then the neighbours.
        private let indices: UnsafeMutablePointer<Int32>

        init(count: Int, width: Int) {
            self.count = count
            self.width = width
            unsafe indices = .allocate(capacity: count * (width + 1))
            unsafe indices.initialize(repeating: 0, count: count * (width + 1))
        }

        deinit { unsafe indices.deallocate() }

        var linkCount: Int { (0..<count).reduce(0) { unsafe $0 + Int(indices[$1 * (width + 1)]) } }

        func forEach(_ row: Int, _ body: (Int32) -> Void) {
            let begin = unsafe indices + row * (width + 1)
            let degree = Int(unsafe begin[0])
            for position in 1..<degree + 1 { unsafe body(begin[position]) }
        }

        func set(_ row: Int, _ neighbors: [GraphCandidate]) {
            let begin = unsafe indices + row * (width + 1)
            unsafe begin[0] = Int32(neighbors.count)
            for (position, neighbor) in neighbors.enumerated() { unsafe begin[position + 1] = neighbor.index }
        }

        func append(_ row: Int, _ neighbor: Int32) -> Bool {
            let begin = unsafe indices + row * (width + 1)
            let degree = Int(unsafe begin[0])
            guard degree < width else { return false }
            unsafe begin[degree + 1] = neighbor
            unsafe begin[0] = Int32(degree + 1)
            return true
        }
    }
}
