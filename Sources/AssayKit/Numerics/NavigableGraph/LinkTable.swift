/// The neighbours of every element on every layer it is on, each list in a row of its own.
///
/// Hot: read for every candidate that a search expands; the buffers are raw for the reason given at `CandidatePool`.
final class LinkTable {
    private let parameters: NavigableGraph.Parameters
    /// For each element the row of its first layer above the ground; the others follow.
    private let upperRows: [Int]
    private let ground: Rows
    private let upper: Rows

    init(levels: [Int], _ parameters: NavigableGraph.Parameters) {
        self.parameters = parameters
        var total = 0
        upperRows = levels.map { level in
            total += level
            return total - level
        }
        ground = Rows(count: levels.count, width: parameters.largestDegree(layer: 0))
        upper = Rows(count: total, width: parameters.connections)
    }

    /// How many links there are.
    var count: Int { ground.linkCount + upper.linkCount }

    func forEach(_ element: Int, _ layer: Int, _ body: (Int32) -> Void) {
        if layer == 0 { ground.forEach(element, body) } else { upper.forEach(upperRows[element] + layer - 1, body) }
    }

    func candidates(_ element: Int, _ layer: Int) -> [GraphCandidate] {
        layer == 0 ? ground.candidates(element) : upper.candidates(upperRows[element] + layer - 1)
    }

    func set(_ element: Int, _ layer: Int, _ candidates: [GraphCandidate]) {
        if layer == 0 { ground.set(element, candidates) } else { upper.set(upperRows[element] + layer - 1, candidates) }
    }

    /// False where the list is full.
    func append(_ element: Int, _ layer: Int, _ candidate: GraphCandidate) -> Bool {
        layer == 0 ? ground.append(element, candidate) : upper.append(upperRows[element] + layer - 1, candidate)
    }

    private final class Rows {
        private let count: Int
        private let width: Int
        /// In each row its degree, then the neighbours.
        private let indices: UnsafeMutablePointer<Int32>
        /// How far each neighbour is: known when it is linked, and wanted when a full list is shrunk.
        private let distances: UnsafeMutablePointer<Float>

        init(count: Int, width: Int) {
            self.count = count
            self.width = width
            unsafe indices = .allocate(capacity: count * (width + 1))
            unsafe indices.initialize(repeating: 0, count: count * (width + 1))
            unsafe distances = .allocate(capacity: count * width)
            unsafe distances.initialize(repeating: 0, count: count * width)
        }

        deinit {
            unsafe indices.deallocate()
            unsafe distances.deallocate()
        }

        var linkCount: Int { (0..<count).reduce(0) { unsafe $0 + Int(indices[$1 * (width + 1)]) } }

        func forEach(_ row: Int, _ body: (Int32) -> Void) {
            let begin = unsafe indices + row * (width + 1)
            let degree = Int(unsafe begin[0])
            for position in 1..<degree + 1 { unsafe body(begin[position]) }
        }

        func candidates(_ row: Int) -> [GraphCandidate] {
            let begin = unsafe indices + row * (width + 1)
            return (0..<Int(unsafe begin[0])).map { unsafe GraphCandidate(distance: distances[row * width + $0], index: begin[$0 + 1]) }
        }

        func set(_ row: Int, _ candidates: [GraphCandidate]) {
            let begin = unsafe indices + row * (width + 1)
            unsafe begin[0] = Int32(candidates.count)
            for (position, candidate) in candidates.enumerated() {
                unsafe begin[position + 1] = candidate.index
                unsafe distances[row * width + position] = candidate.distance
            }
        }

        func append(_ row: Int, _ candidate: GraphCandidate) -> Bool {
            let begin = unsafe indices + row * (width + 1)
            let degree = Int(unsafe begin[0])
            guard degree < width else { return false }
            unsafe begin[degree + 1] = candidate.index
            unsafe distances[row * width + degree] = candidate.distance
            unsafe begin[0] = Int32(degree + 1)
            return true
        }
    }
}
