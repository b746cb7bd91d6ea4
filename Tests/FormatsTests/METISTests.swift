import Formats
import Testing

@Suite struct METISTests {
    /// The manual's example of a graph with weights at its edges (7 nodes, 11 edges), without and with them.
    @Test func theManualsGraph() throws {
        let plain = "% a comment\n7 11\n5 3 2\n1 3 4\n5 4 2 1\n2 3 6 7\n1 3 6\n5 4 7\n6 4\n"
        let weighted = "7 11 001\n5 1 3 2 2 1\n1 1 3 2 4 1\n5 3 4 2 2 2 1 2\n2 1 3 2 6 2 7 5\n1 1 3 3 6 2\n5 2 4 2 7 6\n6 6 4 5\n"
        let graph = try METIS.decode(Array(plain.utf8)), other = try METIS.decode(Array(weighted.utf8))
        #expect(graph.names == Array(1...7) && graph.edges.count == 11 && graph.edges.allSatisfy { $0.weight == 1 })
        #expect(graph.edges.map { [$0.source, $0.target] } == other.edges.map { [$0.source, $0.target] })
        #expect(other.edges.contains(.init(source: 3, target: 6, weight: 5)))
    }

    @Test func weightsOfNodesAreReadOver() throws {
        let graph = try METIS.decode(Array("2 1 011 2\n10 20 2 0.5\n1 1 1 0.5\n".utf8))
        #expect(graph.edges == [.init(source: 0, target: 1, weight: 0.5)])
    }

    /// An empty line is a node; a loop is named once.
    @Test func loneNodes() throws {
        let graph = try METIS.decode(Array("4 2\n\n2 3\n2\n\n\n".utf8))
        #expect(graph.names.count == 4)
        #expect(graph.edges == [.init(source: 1, target: 2, weight: 1), .init(source: 1, target: 1, weight: 1)])
        #expect(try METIS.decode(Array("0 0\n".utf8)).names.isEmpty)
    }

    @Test(arguments: [
        ("", ""), ("3\n", "line 1"), ("3 2 abc\n", "line 1"), ("3 2 1111\n", "line 1"), ("3 2\n2\n1 3\n", "line 3"), ("2 1\n2\n3\n", "line 3"), ("2 1\n2\n0\n", "line 3"),
        ("2 1 1\n2 1\n1\n", "line 3"), ("2 1 1\n2 x\n1 1\n", "line 2"), ("2 1\n2\n\n", "node 1"), ("2 1 1\n2 1\n1 2\n", "node 2"), ("3 2\n2\n1\n\n", "line of sizes"),
        ("1 0\n\n1\n", "line 3"), ("99999999999 1\n", "line 1"), ("2000000000 1\n2\n", "line 2"), ("2 1\n2 2\n1\n", "node 1"),
    ]) func theLineIsNamed(text: String, place: String) {
        do throws(FormatError) {
            _ = try METIS.decode(Array(text.utf8))
            Issue.record("it was read")
        } catch { #expect(error.place == place && !error.remedy.isEmpty, "\(error)") }
    }
}
