/// A pair of points with its mutual reachability distance, squared.
struct Edge {
    /// max(core(a), core(b), d(a, b))².
    var weight = Double.infinity
    /// d(a, b)².
    var length = Double.infinity
    var a: Int32 = -1
    var b: Int32 = -1

    /// A strict order of all edges: by weight, then distance, then the lower and the higher index. By it there is one
    /// minimum spanning tree.
    @inline(__always)
    func precedes(_ other: Edge) -> Bool {
        if weight != other.weight { return weight < other.weight }
        if length != other.length { return length < other.length }
        let (low, otherLow) = (min(a, b), min(other.a, other.b))
        return low != otherLow ? low < otherLow : max(a, b) < max(other.a, other.b)
    }
}

/// Disjoint sets, by halving paths and by size.
struct DisjointSets {
    private var parent: [Int32]
    private var size: [Int32]

    init(count: Int) {
        parent = (0..<Int32(count)).map { $0 }
        size = [Int32](repeating: 1, count: count)
    }

    mutating func find(_ element: Int32) -> Int32 {
        var element = element
        while parent[Int(element)] != element {
            parent[Int(element)] = parent[Int(parent[Int(element)])]
            element = parent[Int(element)]
        }
        return element
    }

    /// False where both are in one set already.
    mutating func unite(_ a: Int32, _ b: Int32) -> Bool {
        var (a, b) = (find(a), find(b))
        guard a != b else { return false }
        if size[Int(a)] < size[Int(b)] { swap(&a, &b) }
        parent[Int(b)] = a
        size[Int(a)] += size[Int(b)]
        return true
    }
}
