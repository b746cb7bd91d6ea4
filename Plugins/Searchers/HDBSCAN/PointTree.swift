import AssayKit

/// A space tree: points divided at the median of the widest axis until few are left, each part in a box or a ball.
///
/// Hot: bounds between nodes are asked for at every step of a traversal. The buffers are raw, since an array in a class
/// pays for exclusivity and bounds at every access; they are written by `init` alone.
final class PointTree {
    struct Node {
        /// Where its points begin and end in `order`.
        let begin: Int
        let end: Int
        /// Its left child; the right one follows it. Zero for a leaf.
        var left = 0
        var isLeaf: Bool { left == 0 }
        var right: Int { left + 1 }
    }

    let dimension: Int
    let leafSize: Int
    /// The points, node by node.
    private(set) var order: [Int32]
    private(set) var nodes: [Node] = []
    let isBall: Bool
    /// In that order: the points of a leaf one after the other.
    private let coordinates: UnsafeMutablePointer<Double>
    /// For each node the least and the greatest coordinates; for a ball its centre, and from then on its radius.
    private let bounds: UnsafeMutablePointer<Double>

    init(_ points: Span<Double>, dimension: Int, leafSize: Int, isBall: Bool) {
        let count = points.count / dimension
        self.dimension = dimension
        self.leafSize = leafSize
        self.isBall = isBall
        order = (0..<Int32(count)).map { $0 }
        nodes.append(Node(begin: 0, end: count))
        var next = 0
        var boxes: [Double] = []
        while next < nodes.count {
            let (begin, end) = (nodes[next].begin, nodes[next].end)
            let axis = Self.appendBox(order[begin..<end], points, dimension, to: &boxes)
            if end - begin > leafSize {
                let middle = (begin + end) / 2
                Self.select(middle, in: begin..<end, of: &order) { points[Int($0) * dimension + axis] }
                nodes[next].left = nodes.count
                nodes.append(Node(begin: begin, end: middle))
                nodes.append(Node(begin: middle, end: end))
            }
            next += 1
        }
        unsafe coordinates = .allocate(capacity: points.count)
        for (place, point) in order.enumerated() {
            for axis in 0..<dimension { unsafe (coordinates + place * dimension + axis).initialize(to: points[Int(point) * dimension + axis]) }
        }
        unsafe bounds = .allocate(capacity: boxes.count)
        for (place, bound) in boxes.enumerated() { unsafe (bounds + place).initialize(to: bound) }
        if isBall { for node in nodes.indices { makeBall(node) } }
    }

    deinit {
        unsafe coordinates.deallocate()
        unsafe bounds.deallocate()
    }

    /// Where a node's points are in `order`.
    func places(_ node: Int) -> Range<Int> { nodes[node].begin..<nodes[node].end }
    func points(_ node: Int) -> ArraySlice<Int32> { order[nodes[node].begin..<nodes[node].end] }

    /// A lower bound of the squared distances between points of two nodes.
    func squaredGap(_ a: Int, _ b: Int) -> Double {
        let p = unsafe bounds + a * 2 * dimension, q = unsafe bounds + b * 2 * dimension
        if isBall { return unsafe Self.ballGap(p, q, dimension, radii: p[dimension] + q[dimension]) }
        return unsafe squaredBoxGap(p, p + dimension, q, q + dimension, dimension: dimension)
    }

    /// A lower bound of the squared distances from the point at a place to those of a node.
    func squaredGap(place: Int, _ node: Int) -> Double {
        let p = unsafe coordinates + place * dimension, q = unsafe bounds + node * 2 * dimension
        if isBall { return unsafe Self.ballGap(p, q, dimension, radii: q[dimension]) }
        return unsafe squaredBoxGap(p, p, q, q + dimension, dimension: dimension)
    }

    /// Less a little, since centres and radii are rounded and a bound must not be above what it bounds.
    private static func ballGap(_ p: UnsafePointer<Double>, _ q: UnsafePointer<Double>, _ dimension: Int, radii: Double) -> Double {
        let gap = unsafe max(0, squaredDistance(p, q, dimension).squareRoot() * (1 - 1e-12) - radii)
        return gap * gap * (1 - 1e-12)
    }

    /// Eight sums side by side, as one alone would wait for each addition before the next.
    private static func squaredDistance(_ p: UnsafePointer<Double>, _ q: UnsafePointer<Double>, _ dimension: Int) -> Double {
        var sums = SIMD8<Double>.zero
        var axis = 0
        while axis + 8 <= dimension {
            let a = unsafe UnsafeRawPointer(p + axis).loadUnaligned(as: SIMD8<Double>.self)
            let b = unsafe UnsafeRawPointer(q + axis).loadUnaligned(as: SIMD8<Double>.self)
            sums += (a - b) * (a - b)
            axis += 8
        }
        var sum = sums.sum()
        for axis in axis..<dimension { unsafe sum += (p[axis] - q[axis]) * (p[axis] - q[axis]) }
        return sum
    }

    /// The ball around the middle of a node's box that holds all its points.
    private func makeBall(_ node: Int) {
        let box = unsafe bounds + node * 2 * dimension
        for axis in 0..<dimension { unsafe box[axis] = (box[axis] + box[dimension + axis]) / 2 }
        var largest = 0.0
        for place in places(node) {
            largest = unsafe max(largest, Self.squaredDistance(coordinates + place * dimension, box, dimension))
        }
        unsafe box[dimension] = largest.squareRoot() * (1 + 1e-12)
    }

    /// Appends the least and the greatest coordinates of points. Returns the widest axis.
    private static func appendBox(
        _ points: ArraySlice<Int32>, _ coordinates: Span<Double>, _ dimension: Int, to boxes: inout [Double]
    ) -> Int {
        let begin = boxes.count
        for sign in [1.0, -1.0] {
            for axis in 0..<dimension {
                var least = Double.infinity
                for point in points { least = min(least, sign * coordinates[Int(point) * dimension + axis]) }
                boxes.append(sign * least)
            }
        }
        var widest = 0
        func width(_ axis: Int) -> Double { boxes[begin + dimension + axis] - boxes[begin + axis] }
        for axis in 0..<dimension where width(axis) > width(widest) { widest = axis }
        return widest
    }

    /// Hoare's selection: puts at `place` the point that would be there in sorted order, lesser ones before it.
    private static func select(
        _ place: Int, in range: Range<Int>, of order: inout [Int32], by key: (Int32) -> Double
    ) {
        var (low, high) = (range.lowerBound, range.upperBound - 1)
        while low < high {
            let pivot = key(order[(low + high) / 2])
            var (i, j) = (low, high)
            while i <= j {
                while key(order[i]) < pivot { i += 1 }
                while key(order[j]) > pivot { j -= 1 }
                if i <= j {
                    order.swapAt(i, j)
                    i += 1
                    j -= 1
                }
            }
            if place <= j { high = j } else if place >= i { low = i } else { return }
        }
    }
}
