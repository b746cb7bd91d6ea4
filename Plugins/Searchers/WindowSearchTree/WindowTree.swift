import AssayKit

/// A node of the β-WST: a range of positions in the order of labels, an index over it, and what the range is split into.
final class WindowTree {
    struct Shape {
        /// β.
        let branching: Int
        /// A range of no more vectors is not split.
        let leafSize: Int
        let graph: NavigableGraph.Parameters
    }

    let index: RangeIndex
    let children: [WindowTree]
    var range: Range<Int> { index.range }

    /// Algorithm 1: an index over the range, then β parts of it of nearly equal size, the larger ones first, down to leaves.
    init(_ range: Range<Int>, of order: LabelOrder, _ space: any NearestNeighbors, _ shape: Shape, _ random: inout Random) throws(Stop) {
        index = try RangeIndex(range, of: order, space, shape.graph, &random)
        var children: [WindowTree] = []
        if range.count > shape.leafSize {
            var begin = range.lowerBound
            for part in 0..<min(shape.branching, range.count) {
                let size = range.count / shape.branching + (part < range.count % shape.branching ? 1 : 0)
                children.append(try WindowTree(begin..<begin + size, of: order, space, shape, &random))
                begin += size
            }
        }
        self.children = children
    }

    /// Algorithm 2's way down: the nodes that lie in the window whole and below no other such, and of leaves that it cuts
    /// what lies in it. Together they are the window, and no two have a position in common.
    func cover(_ window: Range<Int>, _ nodes: inout [WindowTree], _ rest: inout [Range<Int>]) {
        let common = range.clamped(to: window)
        if common.isEmpty { return }
        if common == range {
            nodes.append(self)
        } else if children.isEmpty {
            rest.append(common)
        } else {
            for child in children { child.cover(window, &nodes, &rest) }
        }
    }

    /// The smallest node that the window lies in.
    func smallestAround(_ window: Range<Int>) -> WindowTree {
        children.first { $0.range.lowerBound <= window.lowerBound && window.upperBound <= $0.range.upperBound }?.smallestAround(window) ?? self
    }

    /// The nodes of the highest level that has any that lie in the window whole; they are neighbours. None where the
    /// window is too narrow for that.
    func largestWithin(_ window: Range<Int>) -> [WindowTree] {
        var level = [self]
        while !level.isEmpty {
            let within = level.filter { $0.range.clamped(to: window) == $0.range }
            if !within.isEmpty { return within }
            level = level.flatMap(\.children).filter { $0.range.overlaps(window) }
        }
        return []
    }

    var nodeCount: Int { children.reduce(1) { $0 + $1.nodeCount } }
}
