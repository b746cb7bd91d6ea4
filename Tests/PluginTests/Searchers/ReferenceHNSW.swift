import AssayKit

/// Algorithms 1 to 5 of Malkov and Yashunin (arXiv 1603.09320) word for word, with sets and sorted arrays and no thought
/// of speed: what the plugin must agree with.
struct ReferenceHNSW {
    let space: PointSpace
    let m: Int
    let efConstruction: Int
    let extendsCandidates: Bool
    let keepsPruned: Bool
    private(set) var neighbors: [[Int: [Int]]]
    private(set) var entry = 0
    private(set) var top = -1

    init(_ space: PointSpace, m: Int, efConstruction: Int, extendsCandidates: Bool, keepsPruned: Bool, levels random: Random) {
        self.space = space
        self.m = m
        self.efConstruction = efConstruction
        self.extendsCandidates = extendsCandidates
        self.keepsPruned = keepsPruned
        neighbors = Array(repeating: [:], count: space.count)
        var random = random
        let levels = space.points.map { _ in Int(-logarithm(1 - random.uniform()) / logarithm(Double(m))) }
        for (element, level) in levels.enumerated() { insert(element, level) }
    }

    var linkCount: Int { neighbors.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.count } } }

    /// Algorithm 5.
    func search(_ query: [Float], _ k: Int, ef: Int) -> [Int] {
        var entries = [entry]
        for layer in stride(from: top, to: 0, by: -1) { entries = Array(searchLayer(query, entries, 1, layer).prefix(1)) }
        return Array(searchLayer(query, entries, ef, 0).prefix(k))
    }

    private func distance(_ query: [Float], _ element: Int) -> Float { PointSpace.squaredDistance(query, space.points[element]) }

    private func sorted(_ elements: some Sequence<Int>, _ query: [Float]) -> [Int] {
        elements.sorted { (distance(query, $0), $0) < (distance(query, $1), $1) }
    }

    /// Algorithm 1.
    private mutating func insert(_ element: Int, _ level: Int) {
        for layer in 0...level { neighbors[element][layer] = [] }
        guard top >= 0 else {
            (entry, top) = (element, level)
            return
        }
        let query = space.points[element]
        var entries = [entry]
        for layer in stride(from: top, to: level, by: -1) { entries = Array(searchLayer(query, entries, 1, layer).prefix(1)) }
        for layer in stride(from: min(top, level), through: 0, by: -1) {
            let found = searchLayer(query, entries, efConstruction, layer)
            let chosen = select(query, found, m, layer, extending: extendsCandidates)
            neighbors[element][layer] = chosen
            for neighbor in chosen {
                neighbors[neighbor][layer, default: []].append(element)
                let limit = layer == 0 ? 2 * m : m
                if let all = neighbors[neighbor][layer], all.count > limit {
                    let point = space.points[neighbor]
                    neighbors[neighbor][layer] = select(point, sorted(all, point), limit, layer, extending: false)
                }
            }
            entries = found
        }
        if level > top { (entry, top) = (element, level) }
    }

    /// Algorithm 2.
    private func searchLayer(_ query: [Float], _ entries: [Int], _ ef: Int, _ layer: Int) -> [Int] {
        var visited = Set(entries)
        var candidates = entries
        var found = Array(sorted(entries, query).prefix(ef))
        while let nearest = sorted(candidates, query).first {
            candidates.removeAll { $0 == nearest }
            if let farthest = found.last, distance(query, nearest) > distance(query, farthest) { break }
            for neighbor in neighbors[nearest][layer] ?? [] where visited.insert(neighbor).inserted {
                if found.count < ef || distance(query, neighbor) < distance(query, found[found.count - 1]) {
                    candidates.append(neighbor)
                    found = Array(sorted(found + [neighbor], query).prefix(ef))
                }
            }
        }
        return found
    }

    /// Algorithm 4.
    private func select(_ query: [Float], _ candidates: [Int], _ limit: Int, _ layer: Int, extending: Bool) -> [Int] {
        var working = Set(candidates)
        if extending { for candidate in candidates { working.formUnion(neighbors[candidate][layer] ?? []) } }
        var chosen: [Int] = []
        var discarded: [Int] = []
        for element in sorted(working, query) where chosen.count < limit {
            if chosen.allSatisfy({ distance(query, element) < distance(space.points[$0], element) }) {
                chosen.append(element)
            } else {
                discarded.append(element)
            }
        }
        return keepsPruned ? chosen + discarded.prefix(limit - chosen.count) : chosen
    }
}
