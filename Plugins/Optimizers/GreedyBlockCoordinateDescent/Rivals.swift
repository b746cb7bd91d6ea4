import AssayKit

/// Block coordinate descent by the Gauss–Southwell rule: the block with the largest gradient.
public struct GaussSouthwell: Optimizer {
    public static var card: Card {
        Card(
            id: "gauss-southwell-block-coordinate-descent", name: "Gauss–Southwell block coordinate descent", summary: "Moves the block with the largest gradient.",
            options: [Descent.blocks(default: "variable"), Descent.size, Descent.update(default: "matrix")])
    }

    private let descent: Descent
    public init(_ options: Options) {
        descent = Descent(
            rule: "gs", shape: options[Descent.blocks(default: "variable")], size: options[Descent.size], update: options[Descent.update(default: "matrix")])
    }
    public func minimize(_ problem: any BlockCoordinates, _ run: Run) throws { try descent.minimize(problem, run) }
}

/// Block coordinate descent in turn (Beck and Tetruashvili, "On the Convergence of Block Coordinate Descent Type Methods", 2013).
public struct CyclicCoordinateDescent: Optimizer {
    public static var card: Card {
        Card(
            id: "cyclic-coordinate-descent", name: "Cyclic block coordinate descent", summary: "Moves one block after the other.",
            options: [Descent.blocks(default: "order"), Descent.size, Descent.update(default: "matrix")])
    }

    private let descent: Descent
    public init(_ options: Options) {
        descent = Descent(
            rule: "cyclic", shape: options[Descent.blocks(default: "order")], size: options[Descent.size], update: options[Descent.update(default: "matrix")])
    }
    public func minimize(_ problem: any BlockCoordinates, _ run: Run) throws { try descent.minimize(problem, run) }
}

/// Randomised block coordinate descent (Nesterov, "Efficiency of Coordinate Descent Methods on Huge-Scale Optimization
/// Problems", 2012), each block as likely as the other.
public struct RandomCoordinateDescent: Optimizer {
    public static var card: Card {
        Card(
            id: "random-coordinate-descent", name: "Random block coordinate descent", summary: "Moves blocks drawn at random.",
            options: [Descent.blocks(default: "order"), Descent.size, Descent.update(default: "matrix")])
    }

    private let descent: Descent
    public init(_ options: Options) {
        descent = Descent(
            rule: "random", shape: options[Descent.blocks(default: "order")], size: options[Descent.size], update: options[Descent.update(default: "matrix")])
    }
    public func minimize(_ problem: any BlockCoordinates, _ run: Run) throws { try descent.minimize(problem, run) }
}
