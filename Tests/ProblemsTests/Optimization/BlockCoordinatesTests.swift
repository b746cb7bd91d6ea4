import AssayKit
import Problems
import Testing

/// Partial derivatives and entries of the Hessian are those of the whole.
@Suite struct BlockCoordinatesTests {
    private typealias Whole = BlockCoordinates & TwiceDifferentiable
    static let smooth = ["logistic/breast-cancer", "softmax/digits", "least-squares/scaled-1000", "label-propagation/lattice-50"]
    static let sparse = ["lasso/diabetes", "lasso/correlated-500", "lasso/breast-cancer"]

    private func block(_ dimension: Int) -> [Int] { [0, 3, 4, 7, dimension / 2, dimension / 2 + 1, dimension - 1].filter { $0 < dimension } }

    private func derivatives(_ problem: any BlockCoordinates, _ block: [Int], at point: [Double]) throws -> [Double] {
        var result = [Double](repeating: .nan, count: block.count)
        try problem.partialDerivatives(of: block, at: point, into: &result)
        return result
    }

    @Test(arguments: smooth) func derivativesAreTheGradients(id: String) throws {
        let problem = try optimizationProblem(id, as: (any Whole).self)
        let point = probe(problem.dimension).point, block = block(problem.dimension)
        let gradient = try problem.gradient(at: point)
        let own = try derivatives(problem, block, at: point)
        for (i, derivative) in zip(block, own) { #expect((derivative - gradient[i]).magnitude <= 1e-12 * (norm(gradient) + gradient[i].magnitude)) }
        #expect(problem.absoluteWeights.allSatisfy { $0 == 0 })
    }

    @Test(arguments: smooth) func secondDerivativesAreTheHessians(id: String) throws {
        let problem = try optimizationProblem(id, as: (any Whole).self)
        let point = probe(problem.dimension).point, block = block(problem.dimension)
        let own = try problem.blockHessian(of: block, at: point), bound = try problem.blockBound(of: block)
        for (column, j) in block.enumerated() {
            let image = try problem.hessianProduct(at: point, (0..<problem.dimension).map { $0 == j ? 1 : 0 })
            for (row, i) in block.enumerated() { #expect((own[row, column] - image[i]).magnitude <= 1e-12 * norm(image)) }
            #expect(problem.coordinateSmoothness[j] >= image[j] * (1 - 1e-12))
        }
        // Nowhere less than the Hessian: the difference has no negative eigenvalue, rounding aside.
        let least = try #require(try (bound - own).symmetricEigen().values.first)
        #expect(least >= -1e-12 * bound.frobeniusNorm)
    }

    /// Moving a coordinate changes those derivatives that depend on it, and no others.
    @Test func latticeDependenciesAreAllThereAre() throws {
        let problem = try optimizationProblem("label-propagation/lattice-50", as: (any SparseBlockCoordinates & TwiceDifferentiable).self)
        let dependencies = problem.dependencies
        #expect(problem.dimension == 2400 && dependencies.count == 2400)
        let before = try problem.gradient(at: problem.start)
        for i in [0, 49, 1234, 2399] {
            var point = problem.start
            point[i] = 1
            let after = try problem.gradient(at: point)
            #expect(after.indices.filter { after[$0] != before[$0] && $0 != i } == dependencies[i])
        }
    }

    /// f(w) = g(w) + Σ λⱼ|wⱼ|, g's derivatives being those of the smooth part.
    @Test(arguments: sparse) func sparseRegressionsAreTakenApartAlike(id: String) throws {
        let problem = try optimizationProblem(id, as: (any BlockCoordinates & Composite).self)
        let point = probe(problem.dimension, scale: 0.3).point, block = block(problem.dimension)
        let (value, gradient) = try problem.smoothGradient(at: point)
        for (i, derivative) in zip(block, try derivatives(problem, block, at: point)) { #expect((derivative - gradient[i]).magnitude <= 1e-12 * norm(gradient)) }
        let whole = zip(problem.absoluteWeights, point).reduce(value) { $0 + $1.0 * $1.1.magnitude }
        #expect((try problem.value(at: point) - whole).magnitude <= 1e-13 * whole)
        // Along one coordinate a central difference of derivatives is the second.
        let own = try problem.blockHessian(of: block, at: point), bound = try problem.blockBound(of: block)
        for (column, j) in block.enumerated() {
            let (up, down) = (moved(point, 1e-4, unit(j, problem.dimension)), moved(point, -1e-4, unit(j, problem.dimension)))
            let slopes = zip(try derivatives(problem, block, at: up), try derivatives(problem, block, at: down)).map { ($0 - $1) / 2e-4 }
            for row in block.indices { #expect((own[row, column] - slopes[row]).magnitude <= 1e-7 * max(1, norm(gradient))) }
            #expect(problem.coordinateSmoothness[j] >= own[column, column] * (1 - 1e-12))
        }
        #expect(try #require(try (bound - own).symmetricEigen().values.first) >= -1e-12 * bound.frobeniusNorm)
    }

    private func unit(_ j: Int, _ dimension: Int) -> [Double] { (0..<dimension).map { $0 == j ? 1 : 0 } }

    /// A derivative costs one, an entry of the Hessian too, a block its entries on and above the diagonal that need not be zero.
    @Test func everythingIsChargedInCoordinates() throws {
        let dense = try optimizationProblem("logistic/breast-cancer", as: (any BlockCoordinates).self, Budget(calls: ["coordinates": 9]))
        _ = try derivatives(dense, [1, 2, 3], at: dense.start)
        _ = try dense.blockBound(of: [4, 5, 6])
        #expect(dense.meter.calls == ["coordinates": 9])
        #expect(throws: Stop.spent(.coordinates)) { try derivatives(dense, [0], at: dense.start) }
        let graph = try optimizationProblem("label-propagation/lattice-50", as: (any SparseBlockCoordinates).self)
        let around = graph.dependencies
        let neighbor = try #require(around[100].last)
        let far = try #require((0..<2400).first { $0 != 100 && $0 != neighbor && !around[100].contains($0) && !around[neighbor].contains($0) })
        _ = try graph.blockHessian(of: [100, neighbor, far], at: graph.start)
        #expect(graph.meter.calls == ["coordinates": 4])
    }

    /// The least values: of the lattice where the gradient vanishes, and of the least squares zero.
    @Test(arguments: ["label-propagation/lattice-50", "least-squares/scaled-1000"]) func theLeastValueIsRight(id: String) throws {
        let problem = try optimizationProblem(id, as: (any Whole).self)
        let judge = try optimizationScorer(id)
        // Conjugate gradients on ∇f = 0, the coordinates scaled by their curvatures.
        let scales = problem.coordinateSmoothness
        func scaled(_ vector: [Double]) -> [Double] { zip(vector, scales).map { $0 / $1 } }
        var x = problem.start
        var residual = try problem.gradient(at: x).map { -$0 }
        var direction = scaled(residual)
        var square = dot(residual, direction)
        let first = square
        for _ in 0..<4000 where square > 1e-28 * first {
            let image = try problem.hessianProduct(at: x, direction)
            let length = square / dot(direction, image)
            x = moved(x, length, direction)
            residual = moved(residual, -length, image)
            let next = dot(residual, scaled(residual))
            direction = moved(scaled(residual), next / square, direction)
            square = next
        }
        let start = try judge.score(.point(problem.start)), end = try judge.score(.point(x))
        #expect(try #require(end["gap"]) <= 1e-12 * (try #require(start["gap"])))
        let fallen = try #require(start["value"]) - (try #require(end["value"]))
        #expect((fallen - (try #require(start["gap"]))).magnitude <= 1e-11 * fallen)
    }
}
