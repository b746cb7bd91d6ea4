import AssayKit

/// An index over a range of positions in the order of labels.
///
/// A graph may be in parts that no search leaves, as where many vectors are in one place: where even a search as broad as the
/// range finds fewer than there are, the vectors are measured one by one.
final class RangeIndex {
    let range: Range<Int>
    private let graph: SubsetGraph
    private let space: any NearestNeighbors

    init(
        _ range: Range<Int>, of order: LabelOrder, _ space: any NearestNeighbors, _ parameters: NavigableGraph.Parameters, _ random: inout Random
    ) throws(Stop) {
        self.range = range
        self.space = space
        graph = try SubsetGraph(Array(order.vectors[range]), of: space, parameters, &random)
    }

    /// Adds the k nearest of the whole range.
    func search(_ query: Span<Float>, breadth: Int, _ k: Int, _ nearest: inout NearestList) throws(Stop) {
        let found = try graph.search(query, breadth: breadth, k)
        if found.count < min(k, range.count) { return try scan(query, range, &nearest) }
        for candidate in found { insert(candidate, &nearest) }
    }

    /// Adds the nearest of a window in the range, by post-filtering: searches that are twice as broad each time, until
    /// enough of what they find lies in the window; then one that is broader still by a factor.
    func postfilter(
        _ query: Span<Float>, _ window: Range<Int>, breadth: Int, finalFactor: Int, _ k: Int, _ nearest: inout NearestList
    ) throws(Stop) {
        let wanted = min(k, window.count)
        var breadth = max(breadth, k)
        var found = try admitted(query, window, breadth)
        while found.count < wanted, breadth < range.count {
            breadth *= 2
            found = try admitted(query, window, breadth)
        }
        if found.count < wanted { return try scan(query, window, &nearest) }
        let final = min(breadth * finalFactor, range.count)
        if final > breadth, window != range { found = try admitted(query, window, final) }
        for candidate in found.prefix(k) { insert(candidate, &nearest) }
    }

    private func admitted(_ query: Span<Float>, _ window: Range<Int>, _ breadth: Int) throws(Stop) -> [GraphCandidate] {
        try graph.search(query, breadth: breadth, breadth).filter { window.contains(range.lowerBound + Int($0.index)) }
    }

    private func scan(_ query: Span<Float>, _ part: Range<Int>, _ nearest: inout NearestList) throws(Stop) {
        let members = graph.members
        let offsets = part.lowerBound - range.lowerBound..<part.upperBound - range.lowerBound
        try nearest.scan(members.span.extracting(offsets), from: query, in: space)
    }

    private func insert(_ candidate: GraphCandidate, _ nearest: inout NearestList) {
        nearest.insert(graph.members[Int(candidate.index)], candidate.distance)
    }
}
