import AssayKit

/// Of each node an estimate of its vector, out of few random walks: what it says of nodes that they met.
struct Fingerprints: Transferable {
    /// The entries of node v are those from `begins[v]` to `begins[v + 1]`.
    private(set) var begins = [0]
    private(set) var nodes: [Int32] = []
    private(set) var shares: [Float] = []

    /// What is counted of a walk.
    enum Counting {
        /// Every node it is at, with c each: a walk is at 1/c nodes on average.
        case fullPath
        /// The node it ends at, with 1.
        case endPoint
    }

    init(_ graph: any PersonalizedPageRank, walksPerNode: Int, _ counting: Counting, _ random: inout Random) throws(Stop) {
        let restart = graph.restartProbability
        var counts = [Int32](repeating: 0, count: graph.nodeCount)
        var met: [Int32] = []
        for source in 0..<graph.nodeCount {
            for _ in 0..<walksPerNode {
                var node = source
                while true {
                    let ends = random.uniform() < restart
                    if ends || counting == .fullPath {
                        if counts[node] == 0 { met.append(Int32(node)) }
                        counts[node] += 1
                    }
                    if ends { break }
                    node = try graph.neighbor(of: node, at: random.uniform()) ?? node
                }
            }
            met.sort()
            let share = (counting == .fullPath ? restart : 1) / Double(walksPerNode)
            for node in met {
                nodes.append(node)
                shares.append(Float(share * Double(counts[Int(node)])))
                counts[Int(node)] = 0
            }
            met.removeAll(keepingCapacity: true)
            begins.append(nodes.count)
        }
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: begins.count - 1)
        for node in begins.indices.dropLast() { writer.append(variable: begins[node + 1] - begins[node]) }
        for node in nodes { writer.append(littleEndian: node) }
        for share in shares { writer.append(share) }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            begins.append(begins[begins.count - 1] + (try reader.variable(atMost: reader.remaining)))
        }
        let count = begins[begins.count - 1]
        guard count <= reader.remaining / 8 else { throw DamagedBytes(at: 0, "its counts do not fit") }
        for _ in 0..<count { nodes.append(try reader.littleEndian(Int32.self)) }
        for _ in 0..<count { shares.append(try reader.float()) }
    }
}
