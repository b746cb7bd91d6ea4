import Formats
import Testing

@Suite struct DIMACSTests {
    @Test func aClauseEndsByZeroAndNotByItsLine() throws {
        #expect(try DIMACS.load(Fixture.path("satlib.cnf")) == ClauseList(variableCount: 4, clauses: [[1, -3], [2, 3, -1], [4]]))
        #expect(try DIMACS.decode(Array("p cnf 2 3\n1 0 0 -2 0".utf8)).clauses == [[1], [], [-2]])
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let formula = ClauseList(variableCount: 9, clauses: [[1, -9], [], [3]])
        try withScratchFile { file in
            try DIMACS.write(formula, to: file)
            #expect(try DIMACS.load(file) == formula)
        }
    }

    @Test(arguments: [
        ("", "line 1"), ("c only a comment\n", "line 1"), ("1 2 0\n", "line 1"), ("p cnf 2\n", "line 1"), ("p dnf 2 1\n1 0\n", "line 1"),
        ("p cnf 2 1\n3 0\n", "line 2"), ("p cnf 2 1\nx 0\n", "line 2"), ("p cnf 2 1\n1 2\n", "line 2"), ("p cnf 2 2\n1 0\n", "line 2"),
        ("p cnf 2 1\n1 0\n2 0\n", "line 3"), ("p cnf -2 1\n1 0\n", "line 1"), ("p cnf 99999999999 1\n1 0\n", "line 1"),
    ]) func theLineIsNamed(text: String, place: String) {
        do throws(FormatError) {
            _ = try DIMACS.decode(Array(text.utf8))
            Issue.record("it was read")
        } catch { #expect(error.place == place && !error.remedy.isEmpty, "\(error)") }
    }
}
