import AssayKit
import Foundation
import Testing

@Suite struct LinearAssignmentTests {
    /// SciPy's solver; make_assignment.py made the fixture. Of numbers drawn at random the best assignment is the only one.
    @Test func assignmentsAreThoseOfSciPy() throws {
        struct Case: Decodable { let rows: Int; let columns: Int; let costs: [Double]; let chosen: [Int] }
        let folder = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
        let cases = try JSONDecoder().decode([Case].self, from: try Data(contentsOf: URL(filePath: folder + "/Fixtures/assignment.json")))
        for example in cases {
            let costs = Matrix(rows: example.rows, columns: example.columns, entries: example.costs)
            #expect(LinearAssignment.minimize(costs) == example.chosen)
            let negative = Matrix(rows: example.rows, columns: example.columns, entries: example.costs.map { -$0 })
            #expect(LinearAssignment.maximize(negative) == example.chosen)
        }
        #expect(cases.count == 6)
    }

    /// With small whole numbers there are ties in plenty: any of the best will do. Against every permutation.
    @Test(arguments: 1...30 as ClosedRange<UInt64>) func nothingIsCheaper(seed: UInt64) {
        var random = Random(seed: seed)
        let rows = 1 + random.index(below: 5), columns = rows + random.index(below: 2)
        let costs = Matrix(rows: rows, columns: columns, entries: (0..<rows * columns).map { _ in Double(random.index(below: 4)) })
        func least(_ row: Int, _ free: Set<Int>) -> Double {
            row == rows ? 0 : free.map { costs[row, $0] + least(row + 1, free.subtracting([$0])) }.min() ?? .infinity
        }
        let chosen = LinearAssignment.minimize(costs)
        #expect(Set(chosen).count == rows)
        #expect(chosen.indices.reduce(0) { $0 + costs[$1, chosen[$1]] } == least(0, Set(0..<columns)))
    }

    @Test func noRowsHaveNoColumns() { #expect(LinearAssignment.minimize(Matrix(zeros: 0, 0)).isEmpty) }
}
