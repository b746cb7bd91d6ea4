import AssayKit

/// Super-postfiltering, of the same paper: indexes over ranges of labels that overlap, so that every window lies in one that
/// is not much larger, which is asked by post-filtering.
///
/// Row by row the ranges are smaller by `splitFactor`, and in each row one begins every `shiftFactor` of their size. A range
/// of s positions thus holds every window of up to (1 − shiftFactor) s: with the defaults, of 2 and 1/2, ranges are four times the window at the most.
public struct SuperPostfiltering: Searcher {
    static let splitFactor = Option("splitFactor", default: 2, in: 1.1...64, "by how much the ranges of a row are smaller than those of the row above")
    static let shiftFactor = Option("shiftFactor", default: 0.5, in: 0.05...0.95, "the share of their size by which the ranges of a row are apart")
    static let leafSize = Option("leafSize", default: 250, in: 2...1_000_000, unit: "vectors", "rows end where ranges are no larger; windows of less than a quarter of it are measured one by one")

    public static var card: Card {
        Card(
            id: "super-postfiltering", name: "Super-postfiltering", summary: "Proximity graphs over overlapping ranges of labels; a window is post-filtered in the smallest that it lies in.",
            paper: WindowFilters.paper, options: [splitFactor, shiftFactor, leafSize] + WindowFilters.options,
            claims: [
                Claim(
                    "Faster than prefiltering at medium and large windows.", paperValue: "up to 75 times at equal recall",
                    instance: "window-neighbors/clustered-20k-50", rival: "prefiltered-search", metric: "queriesPerSecond", expectation: .ratioAtLeast(3)),
                Claim(
                    "Faster than post-filtering at small windows.", paperValue: "up to 75 times at equal recall",
                    instance: "window-neighbors/clustered-20k-1", rival: "hnsw", metric: "queriesPerSecond", expectation: .ratioAtLeast(10)),
                Claim(
                    "At a recall of 0.95 and above.", paperValue: "0.95", instance: "window-neighbors/clustered-20k-10", metric: "recall",
                    expectation: .valueAtLeast(0.95)),
            ])
    }

    private let splitFactor: Double
    private let shiftFactor: Double
    private let leafSize: Int
    private let filters: WindowFilters

    public init(_ options: Options) throws {
        splitFactor = options[Self.splitFactor]
        shiftFactor = options[Self.shiftFactor]
        leafSize = options[Self.leafSize]
        filters = WindowFilters(options)
    }

    public func search(_ space: any WindowNeighbors, _ run: Run) throws {
        let order = LabelOrder(space.labels)
        var random = run.random()
        let rows = try makeRows(order, space, &random)
        run.report("ranges", Double(rows.reduce(0) { $0 + $1.ranges.count }))
        try space.serveFiltered { query, filter, k, neighbors in
            guard case .window(let low, let high) = filter else { return }
            let window = order.positions(low: low, high: high)
            var nearest = NearestList(k)
            if 4 * window.count >= leafSize, let index = smallestAround(window, rows) {
                try index.postfilter(query, window, breadth: filters.searchBreadth, finalFactor: filters.finalFactor, k, &nearest)
            } else {
                try nearest.scan(order.vectors.span.extracting(window), from: query, in: space)
            }
            neighbors.append(nearest)
        }
    }

    /// Ranges of one size, one of which begins every `shift` positions.
    private struct Row {
        let shift: Int
        var ranges: [RangeIndex] = []
    }

    /// The row of the largest range first, which is the whole order.
    private func makeRows(_ order: LabelOrder, _ space: any WindowNeighbors, _ random: inout Random) throws(Stop) -> [Row] {
        let count = order.vectors.count
        var rows = [Row(shift: max(1, count), ranges: [try RangeIndex(0..<count, of: order, space, filters.graph, &random)])]
        var size = count
        while size > leafSize {
            // A split by little more than 1 would else round up to the same size.
            size = min(size - 1, Int((Double(size) / splitFactor).rounded(.up)))
            var row = Row(shift: Int((Double(size) * shiftFactor).rounded(.up)))
            var begin = -row.shift
            repeat {
                begin += row.shift
                row.ranges.append(try RangeIndex(begin..<min(begin + size, count), of: order, space, filters.graph, &random))
            } while begin + size < count
            rows.append(row)
        }
        return rows
    }

    private func smallestAround(_ window: Range<Int>, _ rows: [Row]) -> RangeIndex? {
        for row in rows.reversed() {
            // Of those that begin no later than the window the last one reaches farthest.
            let index = row.ranges[min(window.lowerBound / row.shift, row.ranges.count - 1)]
            if window.upperBound <= index.range.upperBound { return index }
        }
        return nil
    }
}
