extension Oracle {
    public static let matrixVectorProducts = Oracle("matrixVectorProducts")
}

/// A sequence of linear systems Aᵢx = bᵢ of one size, in any order that the method likes; known by products with the matrices.
public protocol LinearSystems: Metered {
    /// n.
    var dimension: Int { get }
    var systemCount: Int { get }
    /// A system is solved where ‖b − Ax‖ is at most this times ‖b‖.
    var tolerance: Double { get }
    /// The numbers that make a system what it is, such as a coefficient at every point of a grid: as many for each.
    func parameters(of system: Int) -> [Double]
    /// b: n numbers.
    func rightHandSide(of system: Int) -> [Double]
    func computeProduct(of system: Int, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
    /// Asks for the solution of each system in this order. Those that were answered count even where the budget ends the rest.
    func solve(inOrder order: [Int], _ solution: (_ system: Int) throws -> [Double]) throws
}

/// Systems of which every matrix is symmetric and positive definite.
public protocol PositiveDefiniteSystems: LinearSystems {}

extension LinearSystems {
    /// Aᵢ·vector. Charged as one of `matrixVectorProducts`.
    /// - Throws: `Stop` where the budget is spent.
    public func product(of system: Int, _ vector: [Double]) throws(Stop) -> [Double] {
        precondition(0..<systemCount ~= system && vector.count == dimension, "system \(system) of \(systemCount), a vector of \(vector.count) for dimension \(dimension)")
        let receipt = try meter.paid(.matrixVectorProducts)
        var product = [Double](repeating: 0, count: dimension)
        var span = product.mutableSpan
        computeProduct(of: system, vector.span, into: &span, receipt)
        return product
    }
}
