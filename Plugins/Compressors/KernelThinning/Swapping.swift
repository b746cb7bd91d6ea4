import AssayKit

/// KT-SWAP: the best of some coresets by the discrepancy to the sample, and then, for each of its points in turn, the point of the sample
/// that is best in its place.
struct Swapping {
    private let kernel: KernelSum
    /// Of each point the mean of the kernel over the sample.
    private let means: [Double]

    init(_ kernel: KernelSum, _ run: Run) throws {
        self.kernel = kernel
        let count = kernel.points.count
        var sums = [Double](repeating: 0, count: count)
        for i in 0..<count {
            try run.checkTime()
            sums[i] += kernel[i, i]
            for j in 0..<i {
                let value = kernel[i, j]
                sums[i] += value
                sums[j] += value
            }
        }
        means = sums.map { $0 / Double(count) }
    }

    func best(_ coresets: [[Int]]) -> [Int] {
        coresets.map { ($0, relativeDiscrepancy($0)) }.min { $0.1 < $1.1 }?.0 ?? []
    }

    /// MMD² less its part that is the sample's alone.
    private func relativeDiscrepancy(_ coreset: [Int]) -> Double {
        let count = Double(coreset.count)
        return coreset.reduce(0) { $0 + kernel.sum($1, coreset) / count - 2 * means[$1] } / count
    }

    func refined(_ start: [Int], _ run: Run) throws -> [Int] {
        var coreset = start
        let weight = 2 / Double(coreset.count)
        // What MMD² changes by, in units of 1/|coreset|, when a point joins the others.
        var changes = means.indices.map { kernel[$0, $0] / Double(coreset.count) - 2 * means[$0] + weight * kernel.sum($0, coreset) }
        for place in coreset.indices {
            try run.checkTime()
            for i in changes.indices { changes[i] -= weight * kernel[i, coreset[place]] }
            let best = changes.indices.min { changes[$0] < changes[$1] } ?? coreset[place]
            coreset[place] = best
            for i in changes.indices { changes[i] += weight * kernel[i, best] }
        }
        return coreset
    }
}
