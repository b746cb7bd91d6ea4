import AssayKit
import Testing

@Suite struct ProjectedLBFGSTests {
    /// A strictly convex quadratic in a box: the conditions of Karush, Kuhn and Tucker tell the one minimum.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func theConditionsHold(seed: UInt64) throws {
        var random = Random(seed: seed)
        let count = 2 + random.index(below: 20)
        let root = Matrix(rows: count, columns: count, entries: (0..<count * count).map { _ in random.normal() })
        var hessian = Matrix.product(root, root, transposeRight: true)
        for index in 0..<count { hessian[index, index] += 0.1 }
        let linear = (0..<count).map { _ in 5 * random.normal() }
        let bounds = (0..<count).map { index in index % 5 == 4 ? 0.5...0.5 : -1...(index % 3 == 0 ? Double.infinity : 0.5) }
        var solver = ProjectedLBFGS()
        solver.gradientTolerance = 1e-9
        solver.decreaseTolerance = 0
        let (point, value) = try solver.minimize(from: [Double](repeating: 3, count: count), in: bounds) { x, gradient in
            let product = Matrix.product(hessian, x.span)
            gradient = zip(product, linear).map { $0 + $1 }
            return dot(x, product) / 2 + dot(linear, x)
        }
        let gradient = zip(Matrix.product(hessian, point.span), linear).map { $0 + $1 }
        for (index, bound) in bounds.enumerated() {
            #expect(bound.contains(point[index]))
            guard bound.lowerBound < bound.upperBound else { continue }
            // Decreases of less than rounding of the value, some 1e-14, end it: that leaves slopes of √1e-14 times the curvature.
            if point[index] == bound.lowerBound { #expect(gradient[index] > -1e-5) }
            else if point[index] == bound.upperBound { #expect(gradient[index] < 1e-5) }
            else { #expect(abs(gradient[index]) < 1e-5) }
        }
        #expect(value.isFinite)
    }

    /// Rosenbrock's valley, whose minimum is at (1, 1), and on the line x ≤ ½ at (½, ¼). A value that is NaN is stepped back from.
    @Test func rosenbrock() throws {
        for (upper, expected) in [(Double.infinity, [1, 1]), (0.5, [0.5, 0.25])] {
            var evaluations = 0
            let (point, _) = try ProjectedLBFGS().minimize(from: [-1.2, 1], in: [-10...upper, -10...10]) { x, gradient in
                evaluations += 1
                let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
                gradient = [-2 * a - 400 * x[0] * b, 200 * b]
                return x[0] > 4 ? .nan : a * a + 100 * b * b
            }
            for axis in 0..<2 { #expect(abs(point[axis] - expected[axis]) < 1e-3) }
            #expect(evaluations < 150)
        }
    }
}
