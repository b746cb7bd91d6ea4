import AssayKit
import Testing

@Suite struct SarkarTests {
    private func tree(_ count: Int, dimension: Int = 2, _ parent: (Int) -> Int) -> GivenHierarchy {
        GivenHierarchy(count, dimension: dimension, edges: (1..<count).map { ($0, parent($0)) })
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

    /// The greatest ratio of distance to path, over the least.
    private func worstDistortion(_ tree: GivenHierarchy, _ options: [String: String], rounding: Double = 1e-9) throws -> Double {
        let (embedding, scale) = try embed(tree, options)
        #expect(embedding.dimension == tree.dimension)
        let lengths = paths(tree)
        var least = Double.infinity, most = 0.0
        for a in 0..<tree.nodeCount {
            for b in 0..<a {
                let ratio = ballDistance(embedding, a, b) / (scale * lengths[a][b])
                least = min(least, ratio)
                most = max(most, ratio)
            }
        }
        // No path in the ball is longer than that along the tree's edges.
        #expect(most <= 1 + rounding)
        return most / least
    }

    /// The bound: at the scale for ε no ratio of distance to path leaves [1, 1 + ε] by more than that factor.
    @Test(arguments: [("1.0", 2.0), ("0.3", 1.3), ("0.1", 1.1)], [2, 3, 6]) func distortionIsBounded(option: (String, Double), branching: Int) throws {
        let tree = tree(branching == 2 ? 31 : branching == 3 ? 40 : 7) { ($0 - 1) / branching }
        #expect(try worstDistortion(tree, ["distortion": option.0]) <= option.1)
    }

    /// The same bound in space; ten neighbours have so wide angles there that 106 bits have room for the scale of a tenth.
    @Test(arguments: [("1.0", 2.0), ("0.3", 1.3), ("0.1", 1.1)], [5, 8, 20]) func distortionIsBoundedInSpace(option: (String, Double), dimension: Int) throws {
        let tree = tree(91, dimension: dimension) { ($0 - 1) / 9 }
        #expect(try worstDistortion(tree, ["distortion": option.0]) <= option.1)
    }

    /// Around one node: its neighbours' least angle, by the hyperbolic law of cosines, and the scale that follows from it.
    private func star(_ leaves: Int, dimension: Int) throws -> (cosine: Double, scale: Double) {
        let (embedding, scale) = try embed(tree(leaves + 1, dimension: dimension) { _ in 0 }, ["distortion": "1.0"])
        let cosh = hyperbolicCosine(scale)
        var greatest = -1.0
        for a in 1...leaves {
            for b in 1..<a { greatest = max(greatest, (cosh * cosh - hyperbolicCosine(ballDistance(embedding, a, b))) / (cosh * cosh - 1)) }
        }
        return (greatest, scale)
    }

    /// Codes that are known: the polygon, the regular simplex (−1/(n − 1)), the axes of the space (0), and vertices of the
    /// ten-dimensional cube of which 32 differ in four places and 64 in three (1 − 2h/10), as the best binary codes do.
    @Test(arguments: [(2, 5, 0.309016994374947), (3, 4, -1.0 / 3), (5, 6, -0.2), (9, 6, -0.2), (3, 6, 0.0), (16, 32, 0.0), (10, 32, 0.2), (10, 64, 0.4)])
    func neighboursStandAsFarApartAsIsKnown(dimension: Int, leaves: Int, expected: Double) throws {
        let (least, scale) = try star(leaves, dimension: dimension)
        // Angles are found to 1e-15; cosh of 10 loses nothing of that, since it is a ratio.
        #expect(abs(least - expected) < 1e-9)
        // (1 + ε)/ε · 2 log cot(β/2), β the angle over 2.4.
        let half = arcCosine(expected) / 4.8
        #expect(abs(scale + 4 * logarithm(sine(half) / cosine(half))) < 1e-9)
    }

    /// The wider the space, the smaller the scale for the same bound; also where a cube has too few vertices, up to five dimensions.
    @Test func moreDimensionsNeedLessScale() throws {
        let stars = try [2, 3, 5, 8, 10, 32, 63].map { try star(64, dimension: $0) }
        for (narrow, wide) in zip(stars, stars.dropFirst()) { #expect(wide.scale < narrow.scale && wide.cosine < narrow.cosine) }
        // A spherical code of n points in three dimensions fills a share of the sphere; in layers, three fifths of it at the least:
        // caps of half the angle, n(1 − cos(θ/2))/2.
        let many = try star(300, dimension: 3)
        let half = arcCosine(many.cosine) / 2
        #expect(150 * (1 - cosine(half)) > 0.6)
    }

    /// In one double: twenty leaves at each node of a chain leave no room in the disk for a distortion of 2, and have it in 16 dimensions.
    @Test func moreDimensionsNeedFewerBits() throws {
        let distortions = try [2, 16].map { dimension in
            // Six edges of 4.8 from the middle ‖x‖² lacks 10⁻¹² of one; rounded to 10⁻¹⁶ it is some 10⁻⁴ of a distance of 4.3 and more that is lost.
            try worstDistortion(
                tree(231, dimension: dimension) { $0 < 11 ? $0 - 1 : ($0 - 11) / 20 }, ["distortion": "1.0", "doubles": "1"], rounding: 1e-4)
        }
        #expect(distortions[0] > 2 && distortions[1] <= 2)
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
