import AssayKit

/// The clustering trees of all tenants, as sub-trees of the global one.
///
/// A tenant's tree ends at the nodes that have a shortlist of its vectors, which hold all of its vectors below them; above
/// those, the nodes' Bloom filters tell which branches have any. So a tenant with few vectors has a shallow tree, and one
/// with many a deep one where its vectors are.
struct TenantTrees {
    let tree: ClusteringTree
    private let shortlistSize: Int
    private var filters: [BloomFilter]
    private var shortlists: [[Int32: [Int32]]]

    init(_ tree: ClusteringTree, shortlistSize: Int, _ filter: BloomFilter.Shape) {
        self.tree = tree
        self.shortlistSize = shortlistSize
        filters = [BloomFilter](repeating: BloomFilter(filter), count: tree.nodes.count)
        shortlists = [[Int32: [Int32]]](repeating: [:], count: tree.nodes.count)
    }

    func shortlist(of tenant: Int32, at node: Int) -> [Int32]? { shortlists[node][tenant] }
    func mayHold(_ tenant: Int32, at node: Int) -> Bool { filters[node].contains(Int(tenant)) }
    var shortlistCount: Int { shortlists.reduce(0) { $0 + $1.count } }

    /// Insertion of a vector for one tenant, from a node downwards: into the node's shortlist where there is one; into a new
    /// one where this is the tenant's first vector here, as far as the filter tells, or there is nothing below; else further
    /// down. A shortlist that is then too long is split among the children.
    mutating func grant(_ vector: Int32, to tenant: Int32, from start: Int = 0) {
        var node = start
        while true {
            let isLeaf = tree.nodes[node].children.isEmpty
            if shortlists[node][tenant] != nil {
                shortlists[node][tenant]?.append(vector)
                if !isLeaf, let list = shortlists[node][tenant], list.count > shortlistSize {
                    shortlists[node][tenant] = nil
                    for member in list { grant(member, to: tenant, from: tree.child(of: node, towards: Int(member))) }
                }
                return
            }
            let isNew = !mayHold(tenant, at: node)
            filters[node].insert(Int(tenant))
            if isNew || isLeaf {
                shortlists[node][tenant] = [vector]
                return
            }
            node = tree.child(of: node, towards: Int(vector))
        }
    }
}
