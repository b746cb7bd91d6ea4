import AssayKit
import Foundation
import Problems
import Testing

/// What make_optimization.py wrote of one regression.
struct OptimizationFixture: Decodable {
    struct Minimum: Decodable { let value: Double }
    struct Kept: Decodable {
        let norm: Double
        /// The first entries of the vector.
        let entries: [Double]
    }
    struct Probe: Decodable {
        let value: Double
        let gradient: Kept
        let hessianProduct: Kept
    }
    let minimum: Minimum
    let probe: Probe

    static func load(_ id: String) throws -> OptimizationFixture {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/optimization.json")
        return try #require(try JSONDecoder().decode([String: Self].self, from: Data(contentsOf: file.standardized))[id])
    }
}

/// The problem as a worker makes it.
func optimizationProblem<Kind>(_ id: String, as kind: Kind.Type, _ budget: Budget = Budget()) throws -> Kind {
    let instance = try #require(Catalog.instance(id))
    let context = ProblemContext(
        seed: 1, meter: Meter(budget), data: shippedData, clock: RunClock(), deliver: { _ in Issue.record("nothing is delivered") })
    return try #require(try instance.makeProblem(context) as? Kind)
}

func optimizationScorer(_ id: String) throws -> any Scorer { try #require(Catalog.instance(id)).makeScorer(shippedData) }

extension Random {
    mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }

    mutating func direction(_ count: Int) -> [Double] {
        let vector = normals(count)
        let length = norm(vector)
        return vector.map { $0 / length }
    }
}

/// ‖x − y‖ / ‖y‖.
func relativeDistance(_ x: [Double], _ y: [Double]) -> Double { norm(difference(x, y)) / norm(y) }

func difference(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 - $1 } }

/// x + a·y.
func moved(_ x: [Double], _ a: Double, _ y: [Double]) -> [Double] { zip(x, y).map { $0 + a * $1 } }

/// The fixture's probe: w, and the direction v.
func probe(_ dimension: Int, scale: Double = 0.1) -> (point: [Double], direction: [Double]) {
    ((1...dimension).map { scale * sine(Double($0)) }, (1...dimension).map { cosine(Double($0)) })
}

/// Vectors come back from oracles into arrays.
extension Differentiable {
    func gradient(at point: [Double]) throws -> [Double] {
        var result = [Double](repeating: .nan, count: dimension)
        try gradient(at: point, into: &result)
        return result
    }
}

extension TwiceDifferentiable {
    func hessianProduct(at point: [Double], _ vector: [Double]) throws -> [Double] {
        var result = [Double](repeating: .nan, count: dimension)
        try hessianProduct(at: point, vector, into: &result)
        return result
    }

    /// The Hessian, column by column.
    func hessian(at point: [Double]) throws -> Matrix {
        var columns: [Double] = []
        for index in 0..<dimension {
            columns += try hessianProduct(at: point, (0..<dimension).map { $0 == index ? 1 : 0 })
        }
        return Matrix(rows: dimension, columns: dimension, entries: columns)
    }
}

extension ApproximateHessian {
    func curvatureProduct(at point: [Double], _ vector: [Double]) throws -> [Double] {
        var result = [Double](repeating: .nan, count: dimension)
        try curvatureProduct(at: point, vector, into: &result)
        return result
    }
}

extension FiniteSum {
    func batchGradient(_ batch: [Int], at point: [Double]) throws -> (value: Double, gradient: [Double]) {
        var result = [Double](repeating: .nan, count: dimension)
        var span = result.mutableSpan
        let value = try gradient(of: batch.span, at: point.span, into: &span)
        return (value, result)
    }
}

extension Composite {
    func smoothGradient(at point: [Double]) throws -> (value: Double, gradient: [Double]) {
        var result = [Double](repeating: .nan, count: dimension)
        var span = result.mutableSpan
        let value = try smoothGradient(at: point.span, into: &span)
        return (value, result)
    }

    func proximal(of point: [Double], step: Double) throws -> [Double] {
        var result = [Double](repeating: .nan, count: dimension)
        var span = result.mutableSpan
        try proximal(of: point.span, step: step, into: &span)
        return result
    }
}
