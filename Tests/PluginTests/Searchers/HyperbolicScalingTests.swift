import AssayKit
import Testing

@Suite struct HyperbolicScalingTests {
    /// Exact recovery: of points drawn in the ball of d dimensions the distances alone give them back, but for an isometry.
    @Test(arguments: [1, 2, 5], 1...3 as ClosedRange<UInt64>) func pointsComeBack(dimension: Int, seed: UInt64) throws {
        var random = Random(seed: seed)
        let coordinates = (0..<30).flatMap { _ in
            let direction = (0..<dimension).map { _ in random.normal() }
            let radius = hyperbolicTangent(random.uniform(0, 4) / 2)
            return direction.map { radius * $0 / norm(direction) }
        }
        let truth = HierarchyEmbedding(.poincareBall, dimension: dimension, coordinates: coordinates)
        let run = try Plugin.run("h-mds", on: GivenHierarchy(30, dimension: dimension, edges: []) { $0 == $1 ? 0 : ballDistance(truth, $0, $1) })
        let numbers = try #require(run.points.last)
        let found = try #require(HierarchyEmbedding(numbers: numbers, count: 30))
        #expect(found.geometry == .poincareBall && found.dimension == dimension)
        for a in 0..<30 {
            // cosh of up to 8 is 1,500: its square root's rounding error of the eigenvalues, relative to sinh of short distances, stays below this.
            for b in 0..<a { #expect(abs(ballDistance(found, a, b) - ballDistance(truth, a, b)) < 1e-6) }
        }
    }

    /// Euclidean points come back from their distances by classical scaling; by the hyperbolic one they do not.
    @Test func classicalScalingIsForEuclideanSpace() throws {
        var random = Random(seed: 9)
        let points = (0..<20).map { _ in (0..<3).map { _ in 2 * random.normal() } }
        func distance(_ a: [Double], _ b: [Double]) -> Double { norm(zip(a, b).map { $0 - $1 }) }
        func worst(_ method: String) throws -> Double {
            let run = try Plugin.run(method, on: GivenHierarchy(20, dimension: 3, edges: []) { distance(points[$0], points[$1]) })
            let numbers = try #require(run.points.last)
            let found = try #require(HierarchyEmbedding(numbers: numbers, count: 20))
            let rows = (0..<20).map { point in (0..<3).map { found.coordinate(point, $0).high } }
            return (0..<20).flatMap { a in
                (0..<a).map { b in abs((found.geometry == .euclidean ? distance(rows[a], rows[b]) : ballDistance(found, a, b)) - distance(points[a], points[b])) }
            }.max() ?? 0
        }
        #expect(try worst("classical-mds") < 1e-10)
        #expect(try worst("h-mds") > 0.1)
    }

    @Test(arguments: ["h-mds", "classical-mds"]) func oddHierarchies(method: String) throws {
        #expect(throws: (any Error).self) {
            try Plugin.run(method, on: GivenHierarchy(2, dimension: 2, edges: []) { $0 == $1 ? 0 : .infinity })
        }
        let none = try Plugin.run(method, on: GivenHierarchy(0, dimension: 3, edges: []) { _, _ in 0 })
        #expect(none.points.isEmpty)
        let single = try Plugin.run(method, on: GivenHierarchy(1, dimension: 3, edges: []) { _, _ in 0 })
        #expect(single.points.last?.suffix(3) == [0, 0, 0])
    }

    /// A chain of three nodes with edges of 30 has its ends near the rim; of 300, on it, by rounding: that is told, as is what has no cosh.
    @Test func pathsThatAreTooLongAreRefused() throws {
        let chain = GivenHierarchy(3, dimension: 2, edges: []) { 30 * abs(Double($0 - $1)) }
        let numbers = try #require(try Plugin.run("h-mds", on: chain).points.last)
        #expect(numbers.suffix(6).allSatisfy { abs($0) < 1 })
        for scale in ["3.0", "10.0", "100.0"] { #expect(throws: (any Error).self) { try Plugin.run("h-mds", ["scale": scale], on: chain) } }
    }
}
