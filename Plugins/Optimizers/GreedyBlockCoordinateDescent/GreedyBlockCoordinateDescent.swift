import AssayKit

/// Block coordinate descent as Nutini, Laradji and Schmidt take it apart in "Let's Make Block Coordinate Descent Converge Faster"
/// (arXiv:1712.08859): which blocks there are, which is next, and how it is moved.
///
/// A greedy rule needs the whole gradient, and pays for it: n coordinates an iteration, or where dependencies are sparse those
/// that the last block's neighbours are.
public struct GreedyBlockCoordinateDescent: Optimizer {
    public static var card: Card {
        Card(
            id: "greedy-block-coordinate-descent", name: "Greedy block coordinate descent",
            summary: "Moves the block that promises most, by a bound of the Hessian.",
            paper: paper, options: [Descent.rule(default: "gsd"), Descent.blocks(default: "variable"), Descent.size, Descent.update],
            claims: [
                claim("least squares", on: "least-squares/scaled-1000", "100000coordinates", .ratioAtMost(0.5)),
                claim("multi-class logistic regression", on: "softmax/digits", "65000coordinates", .ratioAtMost(1)),
                Claim(
                    "Greedy rules get further than random blocks of the same size; where dependencies are sparse, also at the same cost. Tested at 100,000 coordinates.",
                    paperValue: "faster than random at the same block size", instance: "label-propagation/lattice-50", rival: "random-coordinate-descent",
                    metric: "gap", budget: "100000coordinates", expectation: .ratioAtMost(1)
                ).with(
                    remark: "Five nodes that are not near each other ask for some 25 derivatives anew, a random block for its own five. After about as many iterations (480,000 coordinates) the gap is 3.2, where random blocks leave 73: per iteration it holds."
                ),
            ])
    }

    private static func claim(_ what: String, on instance: String, _ budget: String, _ expectation: Claim.Expectation) -> Claim {
        Claim(
            "Rules that know the curvature get further than the Gauss–Southwell rule with blocks of the same size, on \(what).",
            paperValue: "faster at the same block size", instance: instance, rival: "gauss-southwell-block-coordinate-descent", metric: "gap",
            budget: budget, expectation: expectation)
    }

    private let descent: Descent
    public init(_ options: Options) {
        descent = Descent(rule: options[Descent.rule(default: "gsd")], Descent.blocks(default: "variable"), options)
    }
    public func minimize(_ problem: any BlockCoordinates, _ run: Run) throws { try descent.minimize(problem, run) }
}

/// Large greedy blocks on problems with sparse dependencies: coordinates are taken in the order of the rule as long as they form
/// a forest, which message passing then solves in linear time (the same paper).
public struct ForestCoordinateDescent: Optimizer {
    public static var card: Card {
        Card(
            id: "forest-coordinate-descent", name: "Greedy forests by message passing",
            summary: "Moves the best block whose dependencies form a forest to its minimum, in linear time.",
            paper: paper, options: [Descent.rule(default: "gs"), blocks, Descent.update],
            claims: [
                Claim(
                    "Greedy forests get further than blocks that are small enough to be solved densely.",
                    paperValue: "faster than general blocks", instance: "label-propagation/lattice-50", rival: "greedy-block-coordinate-descent",
                    metric: "gap", budget: "100000coordinates", expectation: .ratioAtMost(0.5))
            ])
    }

    private static let blocks = Option(
        "blocks", default: "forest", of: ["forest", "forest-partition", "coloring"], "a forest chosen anew each time, or forests or independent sets fixed beforehand")
    private let descent: Descent
    public init(_ options: Options) {
        descent = Descent(rule: options[Descent.rule(default: "gs")], shape: options[Self.blocks], size: 1, update: options[Descent.update])
    }
    public func minimize(_ problem: any SparseBlockCoordinates, _ run: Run) throws { try descent.minimize(problem, run) }
}

let paper = Paper(
    id: "P099",
    title: "Let's Make Block Coordinate Descent Converge Faster: Faster Greedy Rules, Message-Passing, Active-Set Complexity, and Superlinear Convergence",
    authors: "Julie Nutini, Issam Laradji, Mark Schmidt", year: 2022, arxiv: "1712.08859")

/// The loop that all have in common.
struct Descent: Sendable {
    let rule: String, shape: String, size: Int, update: String

    init(rule: String, shape: String, size: Int, update: String) {
        (self.rule, self.shape, self.size, self.update) = (rule, shape, size, update)
    }

    /// Of a method with the options `blocks`, `size` and `update`.
    init(rule: String, _ blocks: Option<String>, _ options: Options) {
        self.init(rule: rule, shape: options[blocks], size: options[Self.size], update: options[Self.update])
    }

    static func rule(default value: String) -> Option<String> {
        Option("rule", default: value, of: BlockSelection.rules, "how the next block is chosen: Gauss–Southwell, by L_b, by a diagonal, by the quadratic bound, in turn, at random")
    }
    static func blocks(default value: String) -> Option<String> {
        Option(
            "blocks", default: value, of: BlockSelection.shapes,
            "chosen anew each time, or fixed beforehand: in order, sorted by Lᵢ, large Lᵢ beside small, or shaped by sparse dependencies")
    }
    static let update = Option("update", default: "matrix", of: BlockUpdate.kinds, "how a block is moved")
    static let size = Option("size", default: 5, in: 1...10_000, unit: "coordinates", "the size of a block")

    func minimize(_ problem: any BlockCoordinates, _ run: Run) throws {
        var iterate = Iterate(problem)
        var selection = try BlockSelection(rule, shape, size: size, iterate, run.random())
        var update = BlockUpdate(update)
        run.offer(iterate.x)
        var idle = 0
        // A pass without a move is followed by none with one; a random choice may miss some blocks for a while.
        while idle < 20 * iterate.dimension, let block = try selection.next(&iterate), let moved = try update.apply(block, &iterate) {
            let isGreedy = rule != "cyclic" && rule != "random"
            if moved > 1e-16 * max(1, norm(iterate.x)) { idle = 0 } else if isGreedy { return } else { idle += 1 }
            run.offer(iterate.x)
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(
        GreedyBlockCoordinateDescent.self, ForestCoordinateDescent.self, GaussSouthwell.self, CyclicCoordinateDescent.self, RandomCoordinateDescent.self)
}
