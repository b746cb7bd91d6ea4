import AssayKit

/// β-window search trees: Engels, Landrum, Yu, Dhulipala and Shun, "Approximate Nearest Neighbor Search with Window Filters"
/// (arXiv 2402.00943), algorithms 1 and 2, and the authors' two other ways to query the same tree.
///
/// Vectors are sorted by label and a β-ary tree is put over that order, with an index for nearest neighbours at each node.
/// - `tree`: a window is covered by nodes, O(β log_β n) of them, each of which is asked; of leaves that it cuts, the
///   vectors in it are measured one by one.
/// - `optimized-postfiltering`: the smallest node that the window lies in is asked, for more and more, until enough of what
///   it finds lies in the window.
/// - `three-split`: the largest nodes within the window are asked, and what is left on either side goes by optimized
///   post-filtering.
///
/// Two things are as the authors' implementation has them: a window of fewer vectors than a quarter of a leaf's is measured
/// one by one in place of post-filtering, and the last, broader search of post-filtering. The index at the nodes is HNSW's graph
/// in place of their Vamana's: the paper leaves that choice open.
public struct WindowSearchTree: Searcher {
    static let branching = Option("beta", default: 2, in: 2...64, "β, the parts that a node is split into")
    static let leafSize = Option("leafSize", default: 250, in: 1...1_000_000, unit: "vectors", "a node of no more vectors is a leaf; the authors take 1,000 for a million")
    static let strategy = Option("strategy", default: "tree", of: ["tree", "optimized-postfiltering", "three-split"], "how a window is answered")

    public static var card: Card {
        Card(
            id: "beta-wst", name: "β-window search tree", summary: "A tree over the order of labels with a proximity graph at each node; a window is covered by nodes.",
            paper: WindowFilters.paper, options: [branching, leafSize, strategy] + WindowFilters.options,
            claims: [
                Claim(
                    "Faster than prefiltering at medium and large windows.", paperValue: "up to 75 times at equal recall",
                    instance: "window-neighbors/clustered-20k-50", rival: "prefiltered-search", metric: "queriesPerSecond", expectation: .ratioAtLeast(3))
                    .with(remark: "A window of half the vectors takes several nodes of the tree, 1,477 distances against 10,000: 1.6 times the queries. The paper's sets are a hundred times as large."),
                Claim(
                    "Faster than post-filtering at small windows.", paperValue: "up to 75 times at equal recall",
                    instance: "window-neighbors/clustered-20k-1", rival: "hnsw", metric: "queriesPerSecond", expectation: .ratioAtLeast(10)),
                Claim(
                    "At a recall of 0.95 and above.", paperValue: "0.95", instance: "window-neighbors/clustered-20k-10", metric: "recall",
                    expectation: .valueAtLeast(0.95)),
            ])
    }

    private let shape: WindowTree.Shape
    private let strategy: String
    private let filters: WindowFilters

    public init(_ options: Options) throws {
        filters = WindowFilters(options)
        shape = WindowTree.Shape(branching: options[Self.branching], leafSize: options[Self.leafSize], graph: filters.graph)
        strategy = options[Self.strategy]
    }

    public func search(_ space: any WindowNeighbors, _ run: Run) throws {
        let order = LabelOrder(space.labels)
        var random = run.random()
        let tree = try WindowTree(0..<order.vectors.count, of: order, space, shape, &random)
        run.report("nodes", Double(tree.nodeCount))
        try space.serveFiltered { query, filter, k, neighbors in
            guard case .window(let low, let high) = filter else { return }
            let window = order.positions(low: low, high: high)
            var nearest = NearestList(k)
            let answering = Answering(tree: tree, order: order, space: space, filters: filters, leafSize: shape.leafSize, k: k)
            switch strategy {
            case "tree": try answering.cover(query, window, &nearest)
            case "optimized-postfiltering": try answering.postfilter(query, window, &nearest)
            default: try answering.threeSplit(query, window, &nearest)
            }
            neighbors.append(nearest)
        }
    }
}

/// The three ways to answer a query.
private struct Answering {
    let tree: WindowTree
    let order: LabelOrder
    let space: any WindowNeighbors
    let filters: WindowFilters
    let leafSize: Int
    let k: Int

    /// Algorithm 2.
    func cover(_ query: Span<Float>, _ window: Range<Int>, _ nearest: inout NearestList) throws(Stop) {
        var nodes: [WindowTree] = [], rest: [Range<Int>] = []
        tree.cover(window, &nodes, &rest)
        for node in nodes { try node.index.search(query, breadth: filters.searchBreadth, k, &nearest) }
        for range in rest { try nearest.scan(order.vectors.span.extracting(range), from: query, in: space) }
    }

    func postfilter(_ query: Span<Float>, _ window: Range<Int>, _ nearest: inout NearestList) throws(Stop) {
        if 4 * window.count < leafSize { return try cover(query, window, &nearest) }
        try tree.smallestAround(window).index.postfilter(
            query, window, breadth: filters.searchBreadth, finalFactor: filters.finalFactor, k, &nearest)
    }

    func threeSplit(_ query: Span<Float>, _ window: Range<Int>, _ nearest: inout NearestList) throws(Stop) {
        let middle = tree.largestWithin(window)
        guard let first = middle.first, let last = middle.last else { return try cover(query, window, &nearest) }
        for node in middle { try node.index.search(query, breadth: filters.searchBreadth, k, &nearest) }
        let sides = [window.lowerBound..<first.range.lowerBound, last.range.upperBound..<window.upperBound]
        for side in sides where !side.isEmpty { try postfilter(query, side, &nearest) }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(WindowSearchTree.self, SuperPostfiltering.self) }
