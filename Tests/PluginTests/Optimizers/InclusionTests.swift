import AssayKit
import Testing

@Suite struct InclusionTests {
    /// Fᵢ(u) = Mᵢu + qᵢ in two dimensions, with whatever constants are stated.
    private final class Affine: CocoerciveInclusion {
        let meter: Meter
        let matrices: [[Double]]
        let offsets: [[Double]]
        let start: [Double]
        let constant: Double
        private(set) var asked: [[Double]] = []

        init(_ matrices: [[Double]], _ offsets: [[Double]], start: [Double] = [1, 1], constant: Double, budget: Int) {
            (self.matrices, self.offsets, self.start, self.constant) = (matrices, offsets, start, constant)
            meter = Meter(Budget(calls: ["components": budget]))
        }

        let dimension = 2
        var componentCount: Int { matrices.count }
        var lipschitz: Double { constant }
        var averageLipschitz: Double { constant }
        var cocoercivity: Double { constant }
        var averageCocoercivity: Double { constant }

        func value(_ component: Int, _ u: [Double]) -> [Double] {
            let m = matrices[component], q = offsets[component]
            return [m[0] * u[0] + m[1] * u[1] + q[0], m[2] * u[0] + m[3] * u[1] + q[1]]
        }
        func mean(_ u: [Double]) -> [Double] {
            var sum = [0.0, 0.0]
            for component in matrices.indices { add(1 / Double(matrices.count), value(component, u), to: &sum) }
            return sum
        }
        func computeOperator(of batch: Span<Int>, at point: Span<Double>, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
            var sum = [0.0, 0.0]
            for place in batch.indices { add(1 / Double(batch.count), value(batch[place], [point[0], point[1]]), to: &sum) }
            for j in 0..<2 { result[j] = sum[j] }
        }
        func computeOperator(at point: Span<Double>, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
            asked.append([point[0], point[1]])
            let value = mean([point[0], point[1]])
            for j in 0..<2 { result[j] = value[j] }
        }
        func computeResolvent(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
            for j in 0..<2 { result[j] = point[j] }
        }
    }

    /// On xy, F(x, y) = (y, −x): a step multiplies u by (1 − η²)I − ηJ, which shrinks its square to 1 − η² + η⁴.
    @Test func extragradientTurnsAndShrinks() throws {
        let problem = Affine([[0, 1, -1, 0]], [[0, 0]], constant: 1, budget: 6)
        let points = try Plugin.run("extragradient", ["step": "0.5"], on: problem).points
        #expect(points.count == 4)
        for (u, next) in zip(points, points.dropFirst()) {
            #expect(abs(next[0] - (0.75 * u[0] - 0.5 * u[1])) < 1e-15 && abs(next[1] - (0.75 * u[1] + 0.5 * u[0])) < 1e-15)
            #expect(abs(dot(next, next) - 0.8125 * dot(u, u)) < 1e-15)
        }
    }

    /// The bound that Lieder proved: ‖F(u_k)‖ ≤ 2L‖u₀ − u*‖/(k + 1), over random operators; by none it is missed.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func halpernKeepsItsBound(seed: UInt64) throws {
        var random = Random(seed: seed)
        // Symmetric positive semidefinite with a skew part that it dominates: cocoercive by the norm found below.
        let a = random.normal(), b = random.normal(), c = random.normal(), skew = 0.5 * random.normal()
        let matrix = [a * a + b * b, b * c + skew * 1e-3, b * c - skew * 1e-3, c * c + 1e-3]
        // ‖Mu‖² ≤ L⟨Mu, u⟩: L is at most ‖M‖² over the least eigenvalue of the symmetric part.
        let trace = matrix[0] + matrix[3], determinant = matrix[0] * matrix[3] - b * c * b * c
        let least = trace / 2 - max(0, trace * trace / 4 - determinant).squareRoot()
        let square = matrix.reduce(0) { $0 + $1 * $1 }
        let constant = square / least
        let problem = Affine([matrix], [[0, 0]], start: [3, -2], constant: constant, budget: 60)
        let points = try Plugin.run("halpern", on: problem, seed: seed).points
        #expect(points.count > 50)
        for (k, point) in points.enumerated() {
            #expect(norm(problem.mean(point)) <= 2 * constant * norm([3, -2]) / Double(k + 1) * (1 + 1e-12))
        }
    }

    /// With one component the estimate is F itself, and the iteration is the one without chance:
    /// u ← λₖu₀ + (1 − λₖ)u − F(u)/4L.
    @Test func oneComponentLeavesNothingToChance() throws {
        let problem = Affine([[2, 0.5, -0.5, 1]], [[0.3, -0.2]], constant: 4, budget: 30)
        let points = try Plugin.run("vr-halpern", on: problem, seed: 5).points
        #expect(points.count > 10)
        for k in 1..<points.count {
            let lambda = 2 / Double(k + 4), u = points[k - 1], value = problem.mean(points[k - 1])
            for j in 0..<2 { #expect(abs(points[k][j] - (lambda * 1 + (1 - lambda) * u[j] - value[j] / 16)) < 1e-13) }
        }
    }

    /// The recursive estimate has no bias left in it where the components differ by constants: F_S(u⁺) − F_S(u) is then exact, and so
    /// are all iterates, whatever the minibatches are; and late iterations cost less than n.
    @Test func theEstimateIsCorrectedByDifferences() throws {
        let matrix = [1.5, 1, -1, 1], n = 100
        let offsets = (0..<n).map { [Double($0) / 10 - 4.95, 0.2] }
        let problem = Affine([[Double]](repeating: matrix, count: n), offsets, constant: 3.25, budget: 20_000)
        let points = try Plugin.run("vr-halpern", on: problem, seed: 2).points
        for k in 1..<points.count {
            let lambda = 2 / Double(k + 4), u = points[k - 1], value = problem.mean(points[k - 1])
            // Rounding of the corrections adds up.
            for j in 0..<2 { #expect(abs(points[k][j] - (lambda + (1 - lambda) * u[j] - value[j] / 13)) < 1e-10) }
        }
        // n at first, then 20 for an iteration and n with probability 4/(k + 5): by far more than one for each n calls.
        #expect(points.count > 400)
    }

    /// The first image is the resolvent of the start: (I + ηM)v = u₀ − ηq, here solved by hand for two by two.
    @Test func theInnerMethodSolvesTheResolvent() throws {
        let matrices = [[0.0, 2, -2, 0], [0, 1, -1, 0], [0, 0, 0, 0]], offsets = [[1.0, 0], [0, -1], [0.5, 0.5]]
        let problem = Affine(matrices, offsets, constant: 2, budget: 100_000)
        let points = try Plugin.run("vr-halpern-resolvent", ["accuracy": "1e-9"], on: problem, seed: 4).points
        let eta = 3.0.squareRoot() / 2, right = [1 - eta * 0.5, 1 + eta * 0.5 / 3]
        // M = [0, 1; −1, 0], q = (1/2, −1/6).
        let v = [(right[0] - eta * right[1]) / (1 + eta * eta), (right[1] + eta * right[0]) / (1 + eta * eta)]
        #expect(abs(points[1][0] - v[0]) < 1e-8 && abs(points[1][1] - v[1]) < 1e-8)
        // And on to the solution, u* = (−1/6, −1/2).
        let last = try #require(points.last)
        #expect(norm([last[0] + 1.0 / 6, last[1] + 0.5]) < 0.1)
    }
}
