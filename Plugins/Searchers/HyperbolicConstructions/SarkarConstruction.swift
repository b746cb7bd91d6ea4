import AssayKit

/// Sarkar's combinatorial construction in the Poincaré disk, as Sala, De Sa, Gu and Ré use it ("Representation Tradeoffs for
/// Hyperbolic Embeddings", arXiv:1804.03329, algorithm 1): no optimisation, and a distortion as low as its scale allows.
///
/// The root is in the middle, and each node's neighbours stand around it at the hyperbolic distance τ with equal angles
/// between them. Two coordinates are used, whatever the problem allows; the construction in more dimensions is not here. The
/// paper computes with as many bits as the depth asks for; here a coordinate has 106, or 53, and τ is no larger than they
/// hold, by the rule of the authors' program. The root is not the node of most neighbours but one in the tree's centre, from
/// which the longest path is shortest, so that τ may be larger. Of a graph that is no tree, one of breadth-first paths is taken.
public struct SarkarConstruction: Searcher {
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    static let distortion = Option("distortion", default: 0.1, in: 1e-6...1e3, "ε: no distance comes out by more than a factor of 1 + ε wrong, where the precision allows")
    static let scale = Option("scale", default: 0.0, in: 0...1e3, "τ, the length of an edge, as far as the precision allows it; 0: what ε asks for")
    static let doubles = Option("doubles", default: 2, in: 1...2, "How many of them a coordinate is stored in and computed with")

    static let paper = Paper(
        id: "P160", title: "Representation Tradeoffs for Hyperbolic Embeddings", authors: "Christopher De Sa, Albert Gu, Christopher Ré, Frederic Sala",
        year: 2018, arxiv: "1804.03329")

    public static var card: Card {
        Card(
            id: "sarkar", name: "Sarkar's construction", summary: "Places a tree in the Poincaré disk node by node, each with its neighbours at equal angles around it.",
            paper: paper, options: [distortion, scale, doubles],
            claims: [
                Claim(
                    "In two dimensions it reconstructs WordNet with a mean average precision of 0.989 (abstract).", paperValue: "0.989",
                    instance: "hierarchy/mammals-2d", metric: "edgePrecision", expectation: .valueAtLeast(0.989)),
                Claim(
                    "Its mean average precision in two dimensions is above that of Poincaré embeddings (abstract: theirs in 200 dimensions).",
                    paperValue: "0.989 to 0.87", instance: "hierarchy/mammals-2d", rival: "poincare-embeddings", metric: "edgePrecision",
                    expectation: .ratioAtLeast(0.989 / 0.87)),
                Claim(
                    "A tree's distances come out as closely as one likes (section 3); tested for a tenth.", paperValue: "1 + ε",
                    instance: "hierarchy/balanced-3-5", metric: "worstDistortion", expectation: .valueAtMost(1.1)),
            ])
    }

    private let distortion: Double
    private let scale: Double
    private let doubles: Int

    public init(_ options: Options) throws {
        distortion = options[Self.distortion]
        scale = options[Self.scale]
        doubles = options[Self.doubles]
    }

    public func search(_ space: any Hierarchy, _ run: Run) throws {
        guard space.dimension >= 2 else { throw Refused(description: "the disk has two dimensions, and one is allowed") }
        var neighbors = [[Int]](repeating: [], count: space.nodeCount)
        try space.edges { children, parents in
            for edge in children.indices {
                neighbors[Int(children[edge])].append(Int(parents[edge]))
                neighbors[Int(parents[edge])].append(Int(children[edge]))
            }
        }
        let tree = SpanningTree(neighbors)
        guard tree.order.count == space.nodeCount else { throw Refused(description: "the hierarchy falls apart into trees that no path joins; one tree can be placed") }
        let wanted = scale > 0 ? scale : Self.scale(for: distortion, degree: tree.maxDegree)
        let length = min(wanted, Self.largestScale(depth: tree.depth, bits: doubles == 2 ? 104 : 52))
        run.report("scale", length)
        var places = place(tree, length)
        if doubles == 1 { places = places.map { DiskPoint(DoubleDouble($0.x.high), DoubleDouble($0.y.high)) } }
        run.offer(
            HierarchyEmbedding(
                .poincareBall, dimension: 2, coordinates: places.flatMap { [$0.x.high, $0.y.high] },
                remainders: doubles == 2 ? places.flatMap { [$0.x.low, $0.y.low] } : []
            ).numbers)
    }

    /// The τ at which Sarkar's cones are narrow enough for distances within 1 + ε: (1 + ε)/ε · 2 log cot(β/2), where β, a little less
    /// than half the angle between neighbours, is π / 1.2 deg.
    static func scale(for distortion: Double, degree: Int) -> Double {
        let halfAngle = Double.pi / (1.2 * Double(max(2, degree))) / 2
        return (1 + distortion) / distortion * -2 * logarithm(sine(halfAngle) / cosine(halfAngle))
    }

    /// The τ at which the outermost nodes are still told from the rim: log((2 − u) / u) / 1.3 over the depth, u being half a unit in
    /// the last place of one.
    static func largestScale(depth: Int, bits: Int) -> Double {
        let unit = Double(sign: .plus, exponent: -bits, significand: 0.5)
        return logarithm((2 - unit) / unit) / (1.3 * Double(max(1, depth)))
    }

    /// Algorithm 1, over nodes from the root outwards.
    private func place(_ tree: SpanningTree, _ length: Double) -> [DiskPoint] {
        var places = [DiskPoint](repeating: DiskPoint(), count: tree.order.count)
        // (e^τ − 1) / (e^τ + 1), the Euclidean radius of the hyperbolic one τ.
        let radius = DoubleDouble(1) - DoubleDouble(2) / (DoubleDouble(exponential(length)) + DoubleDouble(1))
        for node in tree.order {
            let mirror = Mirror(places[node])
            // The angle of the parent, seen from the node when it is moved to the middle.
            let parent = tree.parents[node].map { mirror.reflected(places[$0]) }
            let begin = parent.map { arcTangent($0.y.high, $0.x.high) } ?? 0
            let degree = tree.children[node].count + (parent == nil ? 0 : 1)
            for (index, child) in tree.children[node].enumerated() {
                let angle = begin + 2 * .pi * Double(index + (parent == nil ? 0 : 1)) / Double(degree)
                places[child] = mirror.reflected(DiskPoint(angle: angle, radius: radius))
            }
        }
        return places
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(SarkarConstruction.self, HyperbolicScaling.self, ClassicalScaling.self)
}
