import AssayKit

/// Sarkar's combinatorial construction in the Poincaré ball, as Sala, De Sa, Gu and Ré use it ("Representation Tradeoffs for
/// Hyperbolic Embeddings", arXiv:1804.03329, algorithm 1, and its extension to more than two dimensions): no optimisation, and
/// a distortion as low as its scale allows.
///
/// The root is in the middle, and each node's neighbours stand around it at the hyperbolic distance τ, in two dimensions with
/// equal angles between them and in more as the points of a spherical code. All dimensions that the problem allows are used:
/// the wider the angles, the smaller τ may be. The paper computes with as many bits as the depth asks for; here a coordinate
/// has 106, or 53, and τ is no larger than they hold, by the rule of the authors' program. The root is not the node of most
/// neighbours but one in the tree's centre, from which the longest path is shortest, so that τ may be larger. Of a graph that
/// is no tree, one of breadth-first paths is taken.
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
            id: "sarkar", name: "Sarkar's construction", summary: "Places a tree in the Poincaré ball node by node, each with its neighbours at wide angles around it.",
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
        guard space.dimension >= 2 else { throw Refused(description: "neighbours stand around a node in two dimensions at least, and one is allowed") }
        var neighbors = [[Int]](repeating: [], count: space.nodeCount)
        try space.edges { children, parents in
            for edge in children.indices {
                neighbors[Int(children[edge])].append(Int(parents[edge]))
                neighbors[Int(parents[edge])].append(Int(children[edge]))
            }
        }
        let tree = SpanningTree(neighbors)
        guard tree.order.count == space.nodeCount else { throw Refused(description: "the hierarchy falls apart into trees that no path joins; one tree can be placed") }
        let layout = Layout(tree, space.dimension)
        let wanted = scale > 0 ? scale : Self.scale(for: distortion, angle: layout.angle)
        let length = min(wanted, Self.largestScale(depth: tree.depth, bits: doubles == 2 ? 104 : 52))
        run.report("scale", length)
        let places = layout.places(length).flatMap(\.coordinates)
        run.offer(
            HierarchyEmbedding(
                .poincareBall, dimension: space.dimension, coordinates: places.map(\.high), remainders: doubles == 2 ? places.map(\.low) : []
            ).numbers)
    }

    /// The τ at which Sarkar's cones are narrow enough for distances within 1 + ε: (1 + ε)/ε · 2 log cot(β/2), where β is a little less
    /// than half the angle between neighbours: 1.2 times less.
    static func scale(for distortion: Double, angle: Double) -> Double {
        let half = angle / 2.4 / 2
        return (1 + distortion) / distortion * -2 * logarithm(sine(half) / cosine(half))
    }

    /// The τ at which the outermost nodes are still told from the rim: log((2 − u) / u) / 1.3 over the depth, u being half a unit in
    /// the last place of one.
    static func largestScale(depth: Int, bits: Int) -> Double {
        let unit = Double(sign: .plus, exponent: -bits, significand: 0.5)
        return logarithm((2 - unit) / unit) / (1.3 * Double(max(1, depth)))
    }
}

/// A tree, and a spherical code for each number of neighbours that a node of it has.
private struct Layout {
    private let tree: SpanningTree
    private let dimension: Int
    private let codes: [Int: SphericalCode]
    /// The least angle between two neighbours of a node, in radians.
    var angle: Double { codes.values.reduce(.pi) { min($0, $1.angle) } }

    init(_ tree: SpanningTree, _ dimension: Int) {
        self.tree = tree
        self.dimension = dimension
        let degrees = Set(tree.order.map(tree.degree))
        codes = Dictionary(uniqueKeysWithValues: degrees.filter { $0 > 0 }.map { ($0, SphericalCode($0, dimension: dimension)) })
    }

    /// Algorithm 1, over nodes from the root outwards.
    func places(_ length: Double) -> [BallPoint] {
        var places = [BallPoint](repeating: .centre(dimension), count: tree.order.count)
        // (e^τ − 1) / (e^τ + 1), the Euclidean radius of the hyperbolic one τ.
        let radius = DoubleDouble(1) - DoubleDouble(2) / (DoubleDouble(exponential(length)) + DoubleDouble(1))
        for node in tree.order {
            guard !tree.children[node].isEmpty, let code = codes[tree.degree(node)] else { continue }
            let mirror = Mirror(places[node])
            // The parent, seen from the node when that is moved to the middle, stands in the first direction.
            let parent = tree.parents[node].map { mirror.reflected(places[$0]).direction }
            let directions = parent.map { code.turned(to: $0).dropFirst() } ?? code.directions[...]
            for (child, direction) in zip(tree.children[node], directions) {
                places[child] = mirror.reflected(BallPoint(direction: direction, radius: radius))
            }
        }
        return places
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(SarkarConstruction.self, HyperbolicScaling.self, ClassicalScaling.self)
}
