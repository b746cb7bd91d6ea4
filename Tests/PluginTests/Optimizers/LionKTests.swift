import AssayKit
import Testing

@Suite struct LionKTests {
    /// ½ Σ cᵢ(xᵢ − tᵢ)².
    private final class Target: Differentiable {
        let meter: Meter
        let start: [Double]
        private let curvature: [Double]
        private let target: [Double]

        init(curvature: [Double], target: [Double], start: [Double], steps: Int) {
            self.curvature = curvature
            self.target = target
            self.start = start
            meter = Meter(Budget(calls: ["gradients": steps]))
        }

        var dimension: Int { start.count }

        func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double {
            point.indices.reduce(0) { $0 + curvature[$1] * (point[$1] - target[$1]) * (point[$1] - target[$1]) / 2 }
        }

        func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
            for i in point.indices { gradient[i] = curvature[i] * (point[i] - target[i]) }
            return computeValue(at: point, receipt)
        }
    }

    private let curvature = [1, 4, 2, 0.5], target = [6, -1, 0.5, -4], start = [20, -30, 10, 0.5]

    private func points(_ options: [String: String], steps: Int, start: [Double]? = nil) throws -> [[Double]] {
        let problem = Target(curvature: curvature, target: target, start: start ?? self.start, steps: steps)
        return try Plugin.run("lion-k-full", options.merging(["weightDecay": "0.5"]) { $1 }, on: problem).points
    }

    private func distance(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).map { abs($0 - $1) }.max() ?? .infinity }

    /// λx moves by ελ of the way to a subgradient of κ, which lies in the ball of κ*; so in the ball's norm what is beyond it shrinks
    /// by 1 − ελ in every step.
    @Test(arguments: [
        ("one-norm", .infinity), ("p-norm", 1.5), ("thresholded", .infinity), ("huber", .infinity), ("relativistic", .infinity), ("largest", .infinity),
    ] as [(String, Double)])
    func iteratesComeIntoTheBallExponentiallyFast(kappa: String, q: Double) throws {
        func size(_ x: [Double]) -> Double {
            q == .infinity ? x.map(abs).max() ?? 0 : power(x.reduce(0) { $0 + power(abs($1), q) }, 1 / q)
        }
        // p = 3 and q = 3/2 are conjugate.
        let points = try points(["kappa": kappa, "p": "3.0", "count": "2", "learningRate": "0.1"], steps: 300)
        let beyond = size(points[0]) - 2
        #expect(points.count == 301 && beyond > 25)
        for (step, x) in points.enumerated() { #expect(size(x) - 2 <= power(1 - 0.1 * 0.5, Double(step)) * beyond + 1e-12) }
    }

    /// min f in the box ‖x‖∞ ≤ 1/λ = 2 is (2, −1, 0.5, −2): the target clipped. Lion comes as near as its steps are long, ε(1 + λ|x|)
    /// at most.
    @Test func lionFindsTheMinimumInTheBox() throws {
        func errorAtTheEnd(_ learningRate: String, steps: Int) throws -> Double {
            let tail = try points(["learningRate": learningRate], steps: steps).suffix(500)
            return tail.map { distance($0, [2, -1, 0.5, -2]) }.max() ?? .infinity
        }
        let coarse = try errorAtTheEnd("0.01", steps: 4000), fine = try errorAtTheEnd("0.001", steps: 40_000)
        #expect(coarse < 0.02 && fine < 0.002, "\(coarse), \(fine)")
    }

    /// With a smooth κ it converges, to the minimum of f(x) + κ*(λx)/λ: for Huber's function ½cᵢ(x − tᵢ)² + ½eλx² in the box.
    @Test func huberAddsASquare() throws {
        let end = try #require(try points(["kappa": "huber", "width": "0.8", "learningRate": "0.05"], steps: 5000).last)
        let expected = zip(curvature, target).map { c, t in max(-2, min(2, c * t / (c + 0.8 * 0.5))) }
        #expect(distance(end, expected) < 1e-9)
    }

    /// For the soft sign, where −∇f(x) = z with λx = z/√(z² + e²).
    @Test func theSoftSignIsAtItsStationaryPoint() throws {
        let end = try #require(try points(["kappa": "relativistic", "width": "0.8", "learningRate": "0.05"], steps: 10_000).last)
        for (i, x) in end.enumerated() {
            let z = -curvature[i] * (x - target[i])
            #expect(abs(0.5 * x - z / (z * z + 0.64).squareRoot()) < 1e-9)
            #expect(abs(x) < 2)
        }
    }

    /// For the thresholded sign an ℓ₁ term: f(x) + e‖x‖₁ in the box, so that small targets go to zero.
    @Test func theThresholdMakesZeros() throws {
        let end = try #require(try points(["kappa": "thresholded", "width": "1.5", "learningRate": "0.0005"], steps: 60_000).last)
        // cᵢ(x − tᵢ) + e sign x = 0: 4.5, −0.625, and 0 and −1 for the last two, in the box.
        #expect(distance(end, [2, -0.625, 0, -1]) < 2 * 0.0005)
    }

    /// For p = 2 the ball is round; its point nearest to t is t/‖t‖ times the radius, where f has the same curvature everywhere.
    @Test func theTwoNormFindsTheNearestPointOfTheBall() throws {
        let problem = Target(curvature: [1, 1, 1, 1], target: target, start: start, steps: 5000)
        let recorder = try Plugin.run("lion-k-full", ["kappa": "p-norm", "p": "2.0", "weightDecay": "0.5", "learningRate": "0.05"], on: problem)
        let end = try #require(recorder.points.last)
        #expect(distance(end, target.map { 2 * $0 / norm(target) }) < 1e-9)
    }

    /// For κ = the largest |zᵢ| alone the set is the cross-polytope ‖x‖₁ ≤ 2: from targets (6, −1, 0.5, −4) with equal curvature, (2, 0, 0, 0).
    @Test func theLargestEntryFindsTheCorner() throws {
        let problem = Target(curvature: [1, 1, 1, 1], target: target, start: start, steps: 5000)
        let recorder = try Plugin.run("lion-k-full", ["kappa": "largest", "count": "1", "weightDecay": "0.5", "learningRate": "0.01"], on: problem)
        #expect(distance(try #require(recorder.points.last), [2, 0, 0, 0]) < 1e-6)
    }

    @Test func stepsThatTakeAwayMoreThanThereIsAreRefused() {
        #expect(throws: OptionError.self) { try Plugin.make("lion-k-full", ["learningRate": "0.1", "weightDecay": "11.0"]) }
    }
}
