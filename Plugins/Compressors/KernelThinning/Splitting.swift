import AssayKit

/// Sums of kernels between points of a sample.
struct KernelSum {
    let points: Points
    let kernels: [RadialKernel]

    init(_ points: Points, _ kernels: [RadialKernel]) {
        self.points = points
        self.kernels = kernels
    }

    subscript(_ i: Int, _ j: Int) -> Double {
        let distance = points.squaredDistance(i, j)
        var sum = 0.0
        for kernel in kernels { sum += kernel.value(squaredDistance: distance) }
        return sum
    }

    /// Σ k(x, y) over y.
    func sum(_ x: Int, _ others: some Sequence<Int>) -> Double { others.reduce(0) { $0 + self[x, $1] } }
}

/// KT-SPLIT: the sample flows through a tree of coresets. Once a coreset has two more points they go to its two children, one to each;
/// which one goes where is drawn so that the difference of the children, as a function in the kernel's space, stays small.
struct Splitting {
    private struct Coreset {
        var points: [Int] = []
        /// Of each point the sum of the kernel over the points that came before it.
        var sums: [Double] = []
        /// σ²: what the walk that halves this coreset is sub-Gaussian with.
        var variance = 0.0

        mutating func append(_ point: Int, _ sum: Double) {
            points.append(point)
            sums.append(sum)
        }
    }

    /// By level, then from left to right.
    private var coresets: [[Coreset]]
    private let count: Int
    private let delta: Double
    private var halvings: Int { coresets.count - 1 }

    init(count: Int, halvings: Int, delta: Double) {
        coresets = (0...halvings).map { [Coreset](repeating: Coreset(), count: 1 << $0) }
        self.count = count
        self.delta = delta
    }

    /// The coresets of the last level, of count / 2^m points each.
    mutating func candidates(_ kernel: KernelSum, _ run: Run) throws -> [[Int]] {
        var random = run.random()
        for i in 0..<count {
            try run.checkTime()
            coresets[0][0].append(i, kernel.sum(i, 0..<i))
            // A coreset on level j gets a point with every 2^j of the sample.
            for level in 0..<min(halvings, (i + 1).trailingZeroBitCount) {
                for parent in coresets[level].indices { divide(level, parent, kernel, random.uniform()) }
            }
        }
        return coresets[halvings].map(\.points)
    }

    /// Sends the last two points of a coreset to its children.
    private mutating func divide(_ level: Int, _ index: Int, _ kernel: KernelSum, _ uniform: Double) {
        let parent = coresets[level][index], last = parent.points.count - 1
        let x = parent.points[last - 1], y = parent.points[last]
        let kxy = kernel[x, y]
        // b² = ‖k(x, ·) − k(y, ·)‖².
        let squaredNorm = kernel[x, x] + kernel[y, y] - 2 * kxy
        let threshold = updateThreshold(level, index, squaredNorm)

        // Sums over what the parent had before the two, and of these over what its left child has; the right child has the others.
        let parentSums = (parent.sums[last - 1], parent.sums[last] - kxy)
        let leftPoints = coresets[level + 1][2 * index].points
        let leftSums = (kernel.sum(x, leftPoints), kernel.sum(y, leftPoints))
        // α: the inner product of k(x, ·) − k(y, ·) with the right child less the left one.
        let alpha = (parentSums.0 - 2 * leftSums.0) - (parentSums.1 - 2 * leftSums.1)
        let forX = (point: x, left: leftSums.0, right: parentSums.0 - leftSums.0), forY = (point: y, left: leftSums.1, right: parentSums.1 - leftSums.1)
        let yGoesLeft = uniform <= 0.5 * (1 - alpha / threshold)
        let (left, right) = yGoesLeft ? (forY, forX) : (forX, forY)
        coresets[level + 1][2 * index].append(left.point, left.left)
        coresets[level + 1][2 * index + 1].append(right.point, right.right)
    }

    /// The threshold a beyond which the walk is cut off, at the failure probability δ/n · 2^(j−1)/m of level j = 1, …, m; and σ² of
    /// the coreset updated by it.
    private mutating func updateThreshold(_ level: Int, _ index: Int, _ squaredNorm: Double) -> Double {
        let variance = coresets[level][index].variance
        let failure = delta / Double(count) * Double(1 << level) / Double(halvings)
        let threshold = max((variance * squaredNorm * 2 * logarithm(2 / failure)).squareRoot(), squaredNorm)
        // Two points that are the same: whichever goes left, nothing changes.
        guard threshold > 0 else { return 1 }
        coresets[level][index].variance += squaredNorm * max(0, 1 + (squaredNorm - 2 * threshold) * variance / (threshold * threshold))
        return threshold
    }
}
