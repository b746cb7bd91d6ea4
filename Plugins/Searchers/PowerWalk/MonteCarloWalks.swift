import AssayKit

/// The Monte Carlo method by complete paths: a source's vector is its fingerprint.
///
/// Avrachenkov, Litvak, Nemirovsky and Osipova, "Monte Carlo Methods in PageRank Computation: When One Iteration is Sufficient",
/// SIAM Journal on Numerical Analysis 45(2), 2007. It is what PowerWalk has before it decomposes.
public struct FullPathWalks: Searcher {
    public static var card: Card {
        Card(
            id: "full-path-walks", name: "Monte Carlo, full paths", summary: "Personalised PageRank as the share of visits that random walks pay to each node.",
            paper: Paper.monteCarlo, options: [PowerWalk.walksPerNode],
            claims: [
                Claim(
                    "Counting all nodes of a walk is more precise than counting its last, for as many walks (PowerWalk's indexing takes a much smaller number of them, abstract).",
                    paperValue: "much fewer walks", instance: "pagerank/blocks-10k", rival: "end-point-walks", metric: "l1Error",
                    expectation: .ratioAtMost(0.8))
                    .with(remark: "With 100 walks over 10,000 nodes most nodes are met once or never, and neither count says much of them; on karate's 34 nodes it is 0.45."),
                Claim(
                    "So it is where walks are many beside the nodes.", paperValue: "much fewer walks", instance: "pagerank/karate", rival: "end-point-walks",
                    metric: "l1Error", expectation: .ratioAtMost(0.6)),
            ])
    }

    private let walksPerNode: Int
    public init(_ options: Options) throws { walksPerNode = options[PowerWalk.walksPerNode] }

    public func search(_ graph: any PersonalizedPageRank, _ run: Run) throws { try serve(graph, run, walksPerNode, .fullPath) }
}

/// The Monte Carlo method by end points: a source's vector is where its walks ended.
public struct EndPointWalks: Searcher {
    public static var card: Card {
        Card(
            id: "end-point-walks", name: "Monte Carlo, end points", summary: "Personalised PageRank as the share of random walks that end at each node.",
            paper: Paper.monteCarlo, options: [PowerWalk.walksPerNode],
            claims: [
                Claim(
                    "Few walks find the nodes of greatest rank (said of global PageRank with one walk from every node; here of a source's, with 100).",
                    paperValue: "a good estimation of the important nodes", instance: "pagerank/karate", metric: "topPrecision",
                    expectation: .valueAtLeast(0.6)),
            ])
    }

    private let walksPerNode: Int
    public init(_ options: Options) throws { walksPerNode = options[PowerWalk.walksPerNode] }

    public func search(_ graph: any PersonalizedPageRank, _ run: Run) throws { try serve(graph, run, walksPerNode, .endPoint) }
}

extension Paper {
    static let monteCarlo = Paper(
        title: "Monte Carlo Methods in PageRank Computation: When One Iteration is Sufficient",
        authors: "Konstantin Avrachenkov, Nelly Litvak, Danil Nemirovsky, Natalia Osipova", year: 2007)
}

private func serve(_ graph: any PersonalizedPageRank, _ run: Run, _ walksPerNode: Int, _ counting: Fingerprints.Counting) throws {
    var random = run.random()
    try graph.serve(try Fingerprints(graph, walksPerNode: walksPerNode, counting, &random)) { fingerprints, sources, ranks in
        for query in sources.indices {
            let source = Int(sources[query])
            for place in fingerprints.begins[source]..<fingerprints.begins[source + 1] {
                ranks[query * graph.nodeCount + Int(fingerprints.nodes[place])] = Double(fingerprints.shares[place])
            }
        }
    }
}
