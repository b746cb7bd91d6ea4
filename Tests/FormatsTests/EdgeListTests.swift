import Formats
import Testing

@Suite struct EdgeListTests {
    @Test func nodesAreNamedAscending() throws {
        let graph = try EdgeList.load(Fixture.path("signed.edges"))
        #expect(graph.names == [3, 7, 10, 12])
        #expect(
            graph.edges == [
                .init(source: 2, target: 1, weight: 1.5), .init(source: 1, target: 0, weight: -2), .init(source: 0, target: 2, weight: 1),
                .init(source: 3, target: 3, weight: 0.25), .init(source: 2, target: 1, weight: -1e-7),
            ])
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let graph = try EdgeList.load(Fixture.path("signed.edges"))
        try withScratchFile { file in
            try EdgeList.write(graph, to: file)
            #expect(try EdgeList.load(file) == graph)
        }
    }

    @Test(arguments: [
        ("1 2\n3\n", "line 2"), ("1 2 3 4\n", "line 1"), ("# only a comment\n", ""), ("", ""), ("1 -2\n", "line 1"), ("1 2 nan\n", "line 1"),
        ("\n\n1 2 x\n", "line 3"), ("1 99999999999\n", "line 1"), ("1.0 2\n", "line 1"),
    ]) func theLineIsNamed(text: String, place: String) {
        do throws(FormatError) {
            _ = try EdgeList.decode(Array(text.utf8))
            Issue.record("it was read")
        } catch { #expect(error.place == place && !error.remedy.isEmpty, "\(error)") }
    }
}
