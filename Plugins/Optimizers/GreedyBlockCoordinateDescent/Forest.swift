/// A set of coordinates whose dependencies form no cycle, grown one by one.
struct Forest {
    private let dependencies: [[Int]]
    /// Each member's way to the representative of its tree; nil for those that are no members.
    private var parent: [Int?]
    private(set) var members: [Int] = []

    init(_ dependencies: [[Int]]) {
        self.dependencies = dependencies
        parent = [Int?](repeating: nil, count: dependencies.count)
    }

    private mutating func root(_ i: Int) -> Int {
        var i = i
        while let up = parent[i], up != i {
            parent[i] = parent[up]
            i = up
        }
        return i
    }

    /// Takes the coordinate in unless it depends on two of one tree.
    mutating func insert(_ i: Int) -> Bool {
        var roots: [Int] = []
        for j in dependencies[i] where parent[j] != nil {
            let tree = root(j)
            if roots.contains(tree) { return false }
            roots.append(tree)
        }
        parent[i] = i
        for tree in roots { parent[tree] = i }
        members.append(i)
        return true
    }

    /// The forest of the first coordinates in this order that make one.
    static func greedy(_ order: [Int], _ dependencies: [[Int]]) -> [Int] {
        var forest = Forest(dependencies)
        for i in order { _ = forest.insert(i) }
        return forest.members
    }

    /// Every coordinate in one of few forests: each in the first that it makes no cycle in.
    static func partition(_ order: [Int], _ dependencies: [[Int]]) -> [[Int]] {
        var forests: [Forest] = []
        for i in order {
            var isIn = false
            for index in forests.indices where !isIn { isIn = forests[index].insert(i) }
            guard !isIn else { continue }
            var forest = Forest(dependencies)
            _ = forest.insert(i)
            forests.append(forest)
        }
        return forests.map(\.members)
    }

    /// Every coordinate in one of few sets without dependencies, each in the first that it has none in. Neighbours follow each
    /// other, so that two sets are enough where two can be (red and black, on a lattice).
    static func coloring(_ order: [Int], _ dependencies: [[Int]]) -> [[Int]] {
        var color = [Int?](repeating: nil, count: dependencies.count)
        var sets: [[Int]] = []
        for root in order {
            var queue = [root], next = 0
            while next < queue.count {
                let i = queue[next]
                next += 1
                guard color[i] == nil else { continue }
                let taken = Set(dependencies[i].compactMap { color[$0] })
                let free = (0...sets.count).first { !taken.contains($0) } ?? sets.count
                if free == sets.count { sets.append([]) }
                sets[free].append(i)
                color[i] = free
                queue += dependencies[i].filter { color[$0] == nil }
            }
        }
        return sets
    }
}
