import AssayKit
import Testing

@Suite struct LinearSystemsTests {
    /// Systems with diagonal matrices, which keep what they are asked.
    private final class Diagonal: PositiveDefiniteSystems {
        let meter = Meter(Budget(calls: ["matrixVectorProducts": 5000]))
        let diagonals: [[Double]]
        let rightHandSides: [[Double]]
        private(set) var asked: [(system: Int, vector: [Double])] = []
        private(set) var solutions: [Int: [Double]] = [:]

        init(_ diagonals: [[Double]], seed: UInt64 = 1) {
            self.diagonals = diagonals
            var random = Random(seed: seed)
            rightHandSides = diagonals.map { $0.map { _ in random.normal() } }
        }

        var dimension: Int { diagonals[0].count }
        var systemCount: Int { diagonals.count }
        let tolerance = 1e-8
        func parameters(of system: Int) -> [Double] { diagonals[system] }
        func rightHandSide(of system: Int) -> [Double] { rightHandSides[system] }
        func computeProduct(of system: Int, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
            asked.append((system, vector.indices.map { vector[$0] }))
            for index in vector.indices { product[index] = diagonals[system][index] * vector[index] }
        }
        func solve(inOrder order: [Int], _ solution: (Int) throws -> [Double]) throws {
            for system in order { solutions[system] = try solution(system) }
        }
        func isSolved(_ system: Int) -> Bool {
            guard let x = solutions[system] else { return false }
            let residual = x.indices.map { rightHandSides[system][$0] - diagonals[system][$0] * x[$0] }
            return norm(residual) <= 1.000001e-8 * norm(rightHandSides[system])
        }
    }

    /// Krylov's methods end after as many steps as the matrix has distinct eigenvalues.
    @Test(arguments: ["conjugate-gradients", "gmres", "sorting-krylov-recycling"]) func asManyStepsAsEigenvalues(method: String) throws {
        let problem = Diagonal([(0..<60).map { [1.0, 2, 5, 7][$0 % 4] }])
        try Plugin.run(method, on: problem)
        #expect(problem.isSolved(0))
        // GMRES asks once more, for the residual itself.
        #expect(problem.asked.count == (method == "gmres" ? 5 : 4))
    }

    /// The residual of GMRES after its first cycle is the least over the Krylov space, here found by projection on an orthonormal
    /// basis of A·K that is made from the powers; the cycle's answer is the combination that belongs to it.
    @Test func aCycleLeavesTheLeastResidual() throws {
        let problem = Diagonal([(0..<40).map { 1 + Double($0) * 0.3 }])
        try Plugin.run("gmres", ["restart": "5"], on: problem)
        // Five products, then the residual at the new point: its vector is the answer of the cycle.
        let x = problem.asked[5].vector, b = problem.rightHandSides[0], diagonal = problem.diagonals[0]
        var basis: [[Double]] = []
        var power = b
        for _ in 0..<5 {
            power = zip(power, diagonal).map { $0 * $1 }
            var next = power
            for _ in 0..<2 { for vector in basis { add(-dot(vector, next), vector, to: &next) } }
            basis.append(next.map { $0 / norm(next) })
        }
        var least = b
        for vector in basis { add(-dot(vector, least), vector, to: &least) }
        let residual = x.indices.map { b[$0] - diagonal[$0] * x[$0] }
        // The powers' basis has lost half of the digits at most: five powers of a matrix of condition 13.
        #expect(abs(norm(residual) - norm(least)) < 1e-8 * norm(b))
        #expect(problem.isSolved(0))
    }

    /// What GCRO-DR carries from one system to the next is the space of the smallest eigenvalues: the first products of the second
    /// system are with vectors of that space. A's eigenvectors are the axes.
    @Test func theSpaceOfTheSmallestEigenvaluesIsKept() throws {
        let diagonal: [Double] = [0.001, 0.002, 0.003] + (3..<100).map { 1 + Double($0) * 0.02 }
        let problem = Diagonal([diagonal, diagonal])
        try Plugin.run("sorting-krylov-recycling", ["size": "12", "recycled": "3"], on: problem)
        #expect(problem.isSolved(0) && problem.isSolved(1))
        let second = problem.asked.filter { $0.system == 1 }, first = problem.asked.filter { $0.system == 0 }
        for product in second.prefix(3) {
            let outside = norm([Double](product.vector.dropFirst(3))) / norm(product.vector)
            // As near as the first system's cycles came; without a choice by Ritz values it would be of the order one.
            #expect(outside < 1e-3, "\(outside)")
        }
        // With those directions known the second system has condition 3; the first had 3,000.
        #expect(second.count < first.count * 2 / 3, "\(first.count) products, then \(second.count)")
    }

    /// A matrix that nothing distinguishes from the one before: all that is left to do is what its right-hand side has of its own.
    @Test func aSpaceThatHoldsTheSolutionNeedsNoMore() throws {
        let problem = Diagonal([[Double]](repeating: [1, 2, 3, 4, 5, 6], count: 2))
        try Plugin.run("sorting-krylov-recycling", ["size": "6", "recycled": "5"], on: problem)
        #expect(problem.isSolved(0) && problem.isSolved(1))
        #expect(problem.asked.filter { $0.system == 1 }.count <= 6)
    }

    /// The sorting algorithm: from the first one always to the nearest that is left.
    @Test func neighboursFollowEachOther() throws {
        let problem = Diagonal(([1, 6, 2, 5, 3] as [Double]).map { [$0, 10, 10] })
        try Plugin.run("sorting-krylov-recycling", on: problem)
        var order: [Int] = []
        for (system, _) in problem.asked where order.last != system { order.append(system) }
        #expect(order == [0, 2, 4, 3, 1])
        let unsorted = Diagonal(([1, 6, 2, 5, 3] as [Double]).map { [$0, 10, 10] })
        try Plugin.run("sorting-krylov-recycling", ["sorts": "false"], on: unsorted)
        #expect(unsorted.asked.map(\.system) == unsorted.asked.map(\.system).sorted())
    }

    /// A singular system has no solution: methods come to an end, and the budget is not what ends them.
    @Test(arguments: ["gmres", "sorting-krylov-recycling"]) func singularSystemsEnd(method: String) throws {
        let problem = Diagonal([(0..<20).map { Double($0) }])
        let recorder = try Plugin.run(method, on: problem)
        #expect(recorder.stop == nil && !problem.isSolved(0))
        #expect(problem.solutions[0]?.allSatisfy(\.isFinite) == true)
    }

    @Test func asManyAreKeptAsFit() {
        #expect(throws: OptionError.self) { try Plugin.make("sorting-krylov-recycling", ["size": "5", "recycled": "5"]) }
    }
}
