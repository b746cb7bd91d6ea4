import AssayKit

/// Block coordinate descent by the Gauss–Southwell rule: the block with the largest gradient.
public struct GaussSouthwell: Optimizer {
    public static var card: Card {
        Card(
            id: "gauss-southwell-block-coordinate-descent", name: "Gauss–Southwell block coordinate descent", summary: "Moves the block with the largest gradient.",
            paper: Paper(
                title: "Coordinate Descent Converges Faster with the Gauss-Southwell Rule Than Random Selection",
                authors: "Julie Nutini, Mark Schmidt, Issam Laradji, Michael Friedlander, Hoyt Koepke", year: 2015, arxiv: "1506.00552"),
            options: [blocks, Descent.size, Descent.update],
            claims: [
                Claim(
                    "It converges faster than random selection (abstract), and where dependencies are sparse it costs no more. Tested with single coordinates, at 100,000 of them.",
                    paperValue: "faster except in extreme cases", instance: "label-propagation/lattice-50", rival: "random-coordinate-descent[size=1]",
                    metric: "gap", budget: "100000coordinates", expectation: .ratioAtMost(1)
                ).with(options: "size=1").with(
                    remark: "An iteration costs the derivatives of five nodes here, a random one that of one. After about as many iterations (400,000 coordinates) the gap is 10.7, where the random ones leave 204: the paper counts iterations."
                )
            ])
    }

    private static let blocks = Descent.blocks(default: "variable")
    private let descent: Descent
    public init(_ options: Options) { descent = Descent(rule: "gs", Self.blocks, options) }
    public func minimize(_ problem: any BlockCoordinates, _ run: Run) throws { try descent.minimize(problem, run) }
}

/// Block coordinate descent in turn (Beck and Tetruashvili, "On the Convergence of Block Coordinate Descent Type Methods", 2013).
public struct CyclicCoordinateDescent: Optimizer {
    public static var card: Card {
        Card(
            id: "cyclic-coordinate-descent", name: "Cyclic block coordinate descent", summary: "Moves one block after the other.",
            paper: Paper(title: "On the Convergence of Block Coordinate Descent Type Methods", authors: "Amir Beck, Luba Tetruashvili", year: 2013),
            options: [blocks, Descent.size, Descent.update],
            claims: [
                Claim(
                    "Its rate is linear on a strongly convex function (abstract), as that of gradient steps is. Tested for no more than gradient descent leaves at the cost of 40 gradients.",
                    paperValue: "a linear rate", instance: "label-propagation/lattice-50", rival: "gradient-descent", metric: "gap",
                    budget: "96000coordinates,40gradients", expectation: .ratioAtMost(1))
            ])
    }

    private static let blocks = Descent.blocks(default: "order")
    private let descent: Descent
    public init(_ options: Options) { descent = Descent(rule: "cyclic", Self.blocks, options) }
    public func minimize(_ problem: any BlockCoordinates, _ run: Run) throws { try descent.minimize(problem, run) }
}

/// Randomised block coordinate descent (Nesterov, "Efficiency of Coordinate Descent Methods on Huge-Scale Optimization
/// Problems", 2012), each block as likely as the other.
public struct RandomCoordinateDescent: Optimizer {
    public static var card: Card {
        Card(
            id: "random-coordinate-descent", name: "Random block coordinate descent", summary: "Moves blocks drawn at random.",
            paper: Paper(title: "Efficiency of Coordinate Descent Methods on Huge-Scale Optimization Problems", authors: "Yurii Nesterov", year: 2012),
            options: [blocks, Descent.size, Descent.update],
            claims: [
                Claim(
                    "Where a partial derivative costs 1/n of a gradient, it is more efficient than full-dimensional gradient steps, whose length the worst coordinate sets. Tested with single coordinates, at the cost of 100 gradients.",
                    paperValue: "better efficiency estimates", instance: "least-squares/scaled-1000", rival: "gradient-descent", metric: "gap",
                    budget: "100000coordinates,100gradients", expectation: .ratioAtMost(1)
                ).with(options: "size=1")
            ])
    }

    private static let blocks = Descent.blocks(default: "order")
    private let descent: Descent
    public init(_ options: Options) { descent = Descent(rule: "random", Self.blocks, options) }
    public func minimize(_ problem: any BlockCoordinates, _ run: Run) throws { try descent.minimize(problem, run) }
}
