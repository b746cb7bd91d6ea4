import AssayKit

/// A problem whose index is weighed. In a sealed run the index is in another process, which says what it weighs.
public protocol IndexWeighing: AnyObject {
    var indexBytes: Int? { get set }
}

/// What a method sees: distances by the metered oracle, and queries with their filters once it serves.
class FilteredProblem: EuclideanNeighborsProblem, FilteredNeighbors, IndexWeighing {
    let filtered: FilteredSet
    var indexBytes: Int?
    private let heapBefore: Int

    init(_ filtered: FilteredSet, _ context: ProblemContext) {
        self.filtered = filtered
        heapBefore = Heap.bytes
        super.init(filtered.vectors, context)
    }

    func admits(_ index: Int, _ filter: NeighborFilter) -> Bool { filtered.admits(index, filter) }

    func serveFiltered(_ answer: (Span<Float>, NeighborFilter, Int, inout Neighbors) throws -> Void) throws {
        var served = WeighedServed()
        served.indexBytes = indexBytes ?? max(0, Heap.bytes - heapBefore)
        served.answers.buildSeconds = context.clock.wall
        let distancesBefore = meter.calls["distances"] ?? 0
        var answers = [Neighbors](repeating: Neighbors(), count: set.queryCount)
        let queries = set.queries
        for index in answers.indices {
            try answer(
                queries.span.extracting(index * dimension..<(index + 1) * dimension), filtered.filters[index], NeighborsInstance.neighborCount,
                &answers[index])
        }
        served.answers.querySeconds = context.clock.wall - served.answers.buildSeconds
        // Of one that works on copies of the vectors the host cannot count the distances.
        served.answers.distances = meter.calls["vectors"] == nil ? (meter.calls["distances"] ?? 0) - distancesBefore : nil
        served.answers.answers = answers.map(\.indices)
        context.deliver(served.encoded)
    }

    /// Post-filtering: twice as many are asked for until enough of them are admitted, or all were asked for.
    override func serve(_ answer: (Span<Float>, Int, inout Neighbors) throws -> Void) throws {
        try serveFiltered { query, filter, k, neighbors in
            var asked = min(k, count)
            while true {
                var found = Neighbors()
                try answer(query, asked, &found)
                neighbors.removeAll()
                for index in found.indices where neighbors.indices.count < k {
                    // What there is none of is for the scorer to see.
                    if !(0..<count).contains(Int(index)) || admits(Int(index), filter) { neighbors.append(Int(index)) }
                }
                if neighbors.indices.count == k || asked == count { return }
                asked = min(count, 2 * asked)
            }
        }
    }

    override func serve(_ run: Run, _ answer: (Span<Float>, Int, inout Neighbors, Int) throws -> Void) throws {
        try serve { query, k, neighbors in try answer(query, k, &neighbors, 0) }
    }
}

final class WindowProblem: FilteredProblem, WindowNeighbors {
    let labels: [Double]

    override init(_ filtered: FilteredSet, _ context: ProblemContext) {
        if case .labels(let labels) = filtered.metadata { self.labels = labels } else { labels = [] }
        super.init(filtered, context)
    }
}

final class TenantProblem: FilteredProblem, TenantNeighbors {
    let tenantCount: Int
    let tenants: [[Int32]]

    override init(_ filtered: FilteredSet, _ context: ProblemContext) {
        if case .tenants(let tenants, let count) = filtered.metadata { (self.tenants, tenantCount) = (tenants, count) } else { (tenants, tenantCount) = ([], 0) }
        super.init(filtered, context)
    }
}

final class AttributeProblem: FilteredProblem, AttributeNeighbors {
    let attributes: [VectorAttribute]

    override init(_ filtered: FilteredSet, _ context: ProblemContext) {
        if case .attributes(let attributes) = filtered.metadata { self.attributes = attributes } else { attributes = [] }
        super.init(filtered, context)
    }
}

/// The answers to all queries, and how much memory the index took.
struct WeighedServed: Transferable {
    var answers = Served()
    var indexBytes = 0

    init() {}

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: indexBytes)
        answers.encode(to: &writer)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        indexBytes = try reader.variable()
        answers = try Served(from: &reader)
    }
}
