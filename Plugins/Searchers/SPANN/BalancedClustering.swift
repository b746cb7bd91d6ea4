import AssayKit

/// Hierarchical balanced clustering (section 3.2.1): points are parted into a few balanced clusters, each of those again,
/// until none has more than `limit` points.
///
/// A step minimises |X − HC|² + λ·Σᵢ (|cluster i| − n/k)² over the assignment H and the centroids C in turn: points move one by
/// one to where the sum is least, then centroids to their means. λ is `balance` times the mean squared distance from
/// the first centroids over n/k, so that it has the data's own scale; the paper leaves it open.
struct BalancedClustering {
    let points: [Float]
    let dimension: Int
    let limit: Int
    /// k at each level.
    let branching: Int
    let balance: Float
    let iterations: Int

    /// The clusters' members. Every point is in one of them, and none has more than `limit`.
    func clusters(_ random: inout Random, _ run: Run) throws -> [[Int32]] {
        var waiting = [(0..<Int32(points.count / dimension)).map { $0 }], clusters: [[Int32]] = []
        while let members = waiting.popLast() {
            if members.count <= limit { if !members.isEmpty { clusters.append(members) } } else { waiting += try split(members, &random, run) }
        }
        return clusters
    }

    /// The point of a cluster that is nearest to its centroid, which stands for it, as in the paper.
    func representative(_ members: [Int32]) -> Int32 {
        let centroid = mean(members)
        var best = (member: members[0], distance: Float.infinity)
        for member in members {
            let distance = squaredDistance(member, centroid)
            if distance < best.distance { best = (member, distance) }
        }
        return best.member
    }

    private func split(_ members: [Int32], _ random: inout Random, _ run: Run) throws -> [[Int32]] {
        let count = members.count, k = min(branching, (count + limit - 1) / limit)
        var rows: [Float] = []
        rows.reserveCapacity(count * dimension)
        for member in members { rows += points[Int(member) * dimension..<(Int(member) + 1) * dimension] }
        var centroids = random.sample(k, of: count).flatMap { rows[$0 * dimension..<($0 + 1) * dimension] }
        var assigned: [Int] = [], sizes = [Int](repeating: 0, count: k), weight: Float = 0
        for iteration in 0..<iterations {
            try run.checkTime()
            let table = CentroidTable(FloatMatrix(rows: k, columns: dimension, entries: centroids), .euclidean)
            if iteration == 0 {
                assigned = table.nearest(to: rows).map { Int($0) }
                for cluster in assigned { sizes[cluster] += 1 }
                let spread = (0..<count).reduce(Float(0)) { $0 + rowDistance(rows, $1, centroids, assigned[$1], dimension: dimension) } / Float(count)
                weight = balance * spread * Float(k) / Float(count)
            }
            var moved = 0
            table.forEachRow(of: rows) { row, scores in
                let old = assigned[row]
                sizes[old] -= 1
                // A point more in a cluster of s makes (s + 1 − n/k)² − (s − n/k)² = 2s + what is the same for all.
                var best = (cluster: old, cost: scores[old] + weight * Float(2 * sizes[old]))
                for cluster in 0..<k {
                    let cost = scores[cluster] + weight * Float(2 * sizes[cluster])
                    if cost < best.cost { best = (cluster, cost) }
                }
                sizes[best.cluster] += 1
                assigned[row] = best.cluster
                if best.cluster != old { moved += 1 }
            }
            if moved == 0 && iteration > 0 { break }
            centroids = means(rows, assigned, sizes, centroids)
        }
        var parts = [[Int32]](repeating: [], count: k)
        for (row, cluster) in assigned.enumerated() { parts[cluster].append(members[row]) }
        // Points that nothing tells apart are parted as they come.
        if parts.contains(where: { $0.count == count }) { return stride(from: 0, to: count, by: limit).map { Array(members[$0..<min($0 + limit, count)]) } }
        return parts
    }

    private func means(_ rows: [Float], _ assigned: [Int], _ sizes: [Int], _ before: [Float]) -> [Float] {
        var sums = [Float](repeating: 0, count: before.count)
        for (row, cluster) in assigned.enumerated() {
            for axis in 0..<dimension { sums[cluster * dimension + axis] += rows[row * dimension + axis] }
        }
        return sums.indices.map { sizes[$0 / dimension] > 0 ? sums[$0] / Float(sizes[$0 / dimension]) : before[$0] }
    }

    private func mean(_ members: [Int32]) -> [Float] {
        var sum = [Float](repeating: 0, count: dimension)
        for member in members {
            for axis in 0..<dimension { sum[axis] += points[Int(member) * dimension + axis] }
        }
        return sum.map { $0 / Float(members.count) }
    }

    private func squaredDistance(_ member: Int32, _ centroid: [Float]) -> Float { rowDistance(points, Int(member), centroid, 0, dimension: dimension) }
}

/// The squared Euclidean distance between a row of one table and a row of another.
func rowDistance(_ rows: [Float], _ row: Int, _ others: [Float], _ other: Int, dimension: Int) -> Float {
    var sum: Float = 0
    for axis in 0..<dimension {
        let difference = rows[row * dimension + axis] - others[other * dimension + axis]
        sum += difference * difference
    }
    return sum
}
