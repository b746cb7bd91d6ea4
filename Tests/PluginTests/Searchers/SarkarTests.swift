import AssayKit
import Testing

@Suite struct SarkarTests {
    private func tree(_ count: Int, _ parent: (Int) -> Int) -> GivenHierarchy {
        GivenHierarchy(count, dimension: 2, edges: (1..<count).map { ($0, parent($0)) })
    }

    private func embed(_ tree: GivenHierarchy, _ options: [String: String] = [:]) throws -> (HierarchyEmbedding, scale: Double) {
        let run = try Plugin.run("sarkar", options, on: tree)
        let numbers = try #require(run.points.last)
        let embedding = try #require(HierarchyEmbedding(numbers: numbers, count: tree.nodeCount))
        #expect(run.points.count == 1)
        return (embedding, try #require(run.reports["scale"]))
    }

    private func paths(_ tree: GivenHierarchy) -> [[Double]] {
        var neighbors = [[Int]](repeating: [], count: tree.nodeCount)
        for (child, parent) in tree.pairs {
            neighbors[Int(child)].append(Int(parent))
            neighbors[Int(parent)].append(Int(child))
        }
        return (0..<tree.nodeCount).map { start in
            var lengths = [Double](repeating: .infinity, count: tree.nodeCount)
            lengths[start] = 0
            var queue = [start]
            while !queue.isEmpty {
                let node = queue.removeFirst()
                for other in neighbors[node] where lengths[other] == .infinity {
                    lengths[other] = lengths[node] + 1
                    queue.append(other)
                }
            }
            return lengths
        }
    }

    /// Every edge is τ long, and the neighbours of a node stand at equal angles: by the law of cosines cosh d = cosh²τ − sinh²τ cos φ for two
    /// of them, φ a multiple of 2π/deg, each as often as in a regular polygon.
    @Test(arguments: [1.0, 3.0]) func neighboursMakeRegularPolygons(scale: Double) throws {
        let tree = tree(40) { ($0 - 1) / 3 }
        let (embedding, used) = try embed(tree, ["scale": "\(scale)"])
        #expect(used == scale)
        let lengths = paths(tree)
        for node in 0..<40 {
            let neighbors = (0..<40).filter { lengths[node][$0] == 1 }
            for other in neighbors { #expect(abs(ballDistance(embedding, node, other) - scale) < 1e-9) }
            let cosh = hyperbolicCosine(scale)
            let cosines = neighbors.flatMap { a in
                neighbors.filter { $0 != a }.map { (cosh * cosh - hyperbolicCosine(ballDistance(embedding, a, $0))) / (cosh * cosh - 1) }
            }.sorted()
            let expected = neighbors.indices.flatMap { _ in (1..<max(1, neighbors.count)).map { cosine(2 * .pi * Double($0) / Double(neighbors.count)) } }.sorted()
            // Angles were computed to 1e-16; a cosine near ±1 through cosh of up to 6 loses some digits.
            #expect(zip(cosines, expected).allSatisfy { abs($0 - $1) < 1e-8 } && cosines.count == expected.count)
        }
    }

    /// The bound: at the scale for ε no ratio of distance to path leaves [1, 1 + ε] by more than that factor.
    @Test(arguments: [("1.0", 2.0), ("0.3", 1.3), ("0.1", 1.1)], [2, 3, 6]) func distortionIsBounded(option: (String, Double), branching: Int) throws {
        let tree = tree(branching == 2 ? 31 : branching == 3 ? 40 : 7) { ($0 - 1) / branching }
        let (embedding, scale) = try embed(tree, ["distortion": option.0])
        let lengths = paths(tree)
        var least = Double.infinity, most = 0.0
        for a in 0..<tree.nodeCount {
            for b in 0..<a {
                let ratio = ballDistance(embedding, a, b) / (scale * lengths[a][b])
                least = min(least, ratio)
                most = max(most, ratio)
            }
        }
        // No path in the disk is longer than that along the tree's edges.
        #expect(most <= 1 + 1e-9 && most / least <= option.1, "\(most / least)")
    }

    /// In one double a deep tree's outermost nodes still stay inside, since the scale is chosen for it; two allow twice the scale.
    @Test func theScaleFitsThePrecision() throws {
        let chain = tree(101) { $0 - 1 }
        let (single, short) = try embed(chain, ["doubles": "1", "distortion": "0.01"]), (double, long) = try embed(chain, ["distortion": "0.01"])
        #expect(single.remainders.isEmpty && !double.remainders.isEmpty)
        // log((2 − u)/u) / (1.3 · 50), u = 2⁻⁵³ and 2⁻¹⁰⁵: the root is in the middle of the chain.
        #expect(abs(short - 37.43 / 65) < 1e-3 && abs(long - 73.47 / 65) < 1e-3)
        for (embedding, scale) in [(single, short), (double, long)] {
            for node in 1...100 { #expect(abs(ballDistance(embedding, node, node - 1) / scale - 1) < 1e-3) }
        }
    }

    @Test func oddTrees() throws {
        let single = try embed(GivenHierarchy(1, dimension: 2, edges: [])).0
        #expect(single.coordinates == [0, 0])
        let (pair, scale) = try embed(tree(2) { _ in 0 }, ["scale": "2.0"])
        #expect(abs(ballDistance(pair, 0, 1) - scale) < 1e-12)
        for apart in [GivenHierarchy(3, dimension: 2, edges: [(1, 0)]), GivenHierarchy(2, dimension: 1, edges: [(1, 0)])] {
            #expect(throws: (any Error).self) { try Plugin.run("sarkar", on: apart) }
        }
    }
}
