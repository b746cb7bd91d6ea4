import AssayKit
import Formats
import Foundation
import Problems
import TestSupport
import Testing

/// Predicates of attributes: those that are made, and a user's own.
@Suite struct PredicateTests {
    private static let data = DataFolder(#filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/Data")

    private func space(_ id: String) throws -> any AttributeNeighbors {
        let instance = try #require(Catalog.instance(id))
        let problem = try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: Self.data, clock: RunClock(), deliver: { _ in }))
        return try #require(problem as? any AttributeNeighbors)
    }

    /// How many vectors each query's filter admits.
    private func admitted(_ space: any AttributeNeighbors) throws -> [Int] {
        var counts: [Int] = []
        try space.serveFiltered { _, filter, _, _ in counts.append((0..<space.count).count { space.admits($0, filter) }) }
        return counts
    }

    /// Sizes are all different. Years are shared by a 35th of the vectors, 571 give or take 24: a range of years may hold up to
    /// 650 more at either end.
    @Test(arguments: [("-0.1", 20), ("-1", 200), ("-10", 2000), ("-50", 10_000)]) func predicatesAdmitTheirShare(name: String, wanted: Int) throws {
        let space = try space("attribute-neighbors/clustered-20k" + name)
        #expect(space.count == 20_000 && space.dimension == 64 && space.attributes.map(\.name) == ["section", "language", "year", "size"])
        let counts = try admitted(space)
        #expect(counts.count == 200 && counts.allSatisfy { wanted...(wanted + 1300) ~= $0 })
        #expect(counts.count { $0 == wanted } >= 50)
    }

    @Test func sharesAreSpread() throws {
        let counts = try admitted(try space("attribute-neighbors/clustered-20k")).sorted()
        // Evenly by the logarithm from 20 to 10,000: half lie below 447, and a tenth beyond 5,371; years add at most 1,300.
        #expect(counts[0] >= 20 && counts[0] < 60 && counts[100] > 200 && counts[100] < 1000 && counts[199] > 5000 && counts[199] <= 11_300)
        let digits = try space("attribute-neighbors/digits")
        #expect(digits.attributes[0].categories == (0...9).map { "\($0)" } && digits.attributes.map(\.name) == ["digit", "ink", "width"])
        #expect(digits.attributes[2].values.allSatisfy { 1...8 ~= $0 })
        // The first picture of digits.csv is a zero, whose 15 + 13 + … pixels hold 294.
        #expect(digits.attributes[0].values[0] == 0 && digits.attributes[1].values[0] == 294)
        #expect(try admitted(digits).allSatisfy { $0 >= 16 })
    }

    // MARK: A user's own

    /// 220 vectors, of which the last 22 are queries.
    private static let rowCount = 220

    private func own(_ folder: ScratchFolder, attributes: String, predicates: String) throws -> String {
        var random = Random(seed: 3)
        try NumPy.write(.init(shape: [Self.rowCount, 3], elements: (0..<3 * Self.rowCount).map { _ in random.normal() }), to: folder.path + "/v.npy")
        try attributes.write(toFile: folder.path + "/a.csv", atomically: true, encoding: .utf8)
        try predicates.write(toFile: folder.path + "/p.txt", atomically: true, encoding: .utf8)
        return "attribute-neighbors:\(folder.path)/v.npy@\(folder.path)/a.csv@\(folder.path)/p.txt"
    }

    /// Row i: a section of three, the size i or none at every tenth, and a name that needs quotes.
    private static let table = "section,size,the name\n"
        + (0..<rowCount).map { "\(["utils", "net", "it's \"it\""][$0 % 3].csv),\($0 % 10 == 9 ? "" : "\($0)"),n \($0 % 2)\n" }.joined()

    private static let admitting: [(text: String, isAdmitted: @Sendable (Int) -> Bool)] = [
        ("", { _ in true }), ("   ", { _ in true }), ("section = utils", { $0 % 3 == 0 }), ("section='utils'and size<1000", { $0 % 3 == 0 && $0 % 10 != 9 }),
        ("section IN (utils, net) AND size >= 20 AND size < 40", { $0 % 3 != 2 && 20..<40 ~= $0 && $0 % 10 != 9 }), ("size > 20 and size <= 40", { 21...40 ~= $0 && $0 % 10 != 9 }),
        ("size = 12", { $0 == 12 }), ("size in (1,2.0, 3e0)", { 1...3 ~= $0 }), ("size<-5", { _ in false }), ("size >= -5", { $0 % 10 != 9 }),
        ("section = ghosts", { _ in false }), ("section in (ghosts, net)", { $0 % 3 == 1 }), ("\"the name\" = 'n 1'", { $0 % 2 == 1 }),
        ("section = 'it''s \"it\"'", { $0 % 3 == 2 }), ("section = \"it's \"\"it\"\"\"", { $0 % 3 == 2 }), ("section = utils AND section = net", { _ in false }),
    ]

    @Test(arguments: admitting.indices) func predicatesSayWhatIsAdmitted(number: Int) throws {
        let (text, isAdmitted) = Self.admitting[number]
        let folder = try ScratchFolder()
        let space = try space(try own(folder, attributes: Self.table, predicates: text + "\nsize < 0\n"))
        #expect(space.count == 198 && space.attributes.map(\.name) == ["section", "size", "the name"] && space.attributes.allSatisfy { $0.values.count == 198 })
        var query = 0
        try space.serveFiltered { _, filter, _, _ in
            // Every other query has the second line, which nothing satisfies.
            for index in 0..<space.count { #expect(space.admits(index, filter) == (query % 2 == 0 && isAdmitted(index)), "vector \(index)") }
            query += 1
        }
        #expect(query == 22)
    }

    @Test(arguments: [
        ("size < 5\nweight < 5\n", "line 2, column 1: there is no attribute ‘weight’", "‘section’, ‘size’, ‘the name’"),
        ("section < utils", "line 1, column 9: the attribute ‘section’ has texts", "= or IN"), ("size = big", "line 1, column 8: ‘big’ is not a finite number", "‘size’ is one of numbers"),
        ("size < nan", "column 8: ‘nan’ is not a finite number", ""), ("size < ", "column 8: the line's end stands where a value should", "quote"),
        ("size", "the line's end stands where =, IN, <, <=, > or >= should", ""), ("size != 5", "‘!=’ stands where", ""), ("= 5", "‘=’ stands where an attribute's name should", "size < 1000"),
        ("size < 5 OR size > 7", "line 1, column 10: ‘OR’ stands where the line should end", "no OR"), ("size < 5 AND", "line 1, column 13: the line's end stands where an attribute's name", ""),
        ("section IN utils", "‘utils’ stands where ( should", "(utils, net)"), ("section IN (utils net)", "‘net’ stands where , or ) should", "quote"), ("section IN ()", "‘)’ stands where a value should", ""),
        ("section = two words", "‘words’ stands where the line should end", ""), ("section = 'utils", "line 1, column 11: a quote is not closed", "doubled"), ("section = é OR", "line 1, column 14: ‘OR’ stands", ""),
        ("size = \u{1B}[2J", "‘\u{FFFD}[2J’ is not a finite number", ""), ("section = net AND 'é", "column 19: a quote is not closed", ""), ("", "is empty", "predicate on each line"),
    ])
    func whatIsNoPredicateIsTold(text: String, problem: String, remedy: String) throws {
        let folder = try ScratchFolder()
        let id = try own(folder, attributes: Self.table, predicates: text)
        let error = try #require(throws: FormatError.self) { _ = try #require(Catalog.instance(id)).makeScorer(Self.data) }
        #expect(error.file.hasSuffix("p.txt") && "\(error)".contains(problem) && (remedy.isEmpty || "\(error)".contains(remedy)), "\(error)")
    }

    @Test func attributesThatDoNotFitAreTold() throws {
        let folder = try ScratchFolder()
        let short = Self.table.split(separator: "\n").dropLast().joined(separator: "\n")
        let words = Self.table.replacing(",12,", with: ",twelve,")
        for (attributes, file, problem) in [(short, "a.csv", "220 vectors take as many"), (words, "p.txt", "the attribute ‘size’ has texts"), ("", "a.csv", "is empty"), ("x,x\n1,2\n", "a.csv", "two columns are called")] {
            let id = try own(folder, attributes: attributes, predicates: "size < 5")
            let error = try #require(throws: FormatError.self) { _ = try #require(Catalog.instance(id)).makeScorer(Self.data) }
            #expect(error.file.hasSuffix(file) && "\(error)".contains(problem), "\(error)")
        }
    }

    @Test func formsAreToldApart() {
        for id in ["attribute-neighbors:v.npy", "attribute-neighbors:v.npy@a.csv", "attribute-neighbors:v.npy@a.txt@p.txt", "attribute-neighbors:v.npy@a.csv@p.csv"] {
            #expect(Catalog.instance(id) == nil, "\(id)")
        }
        #expect(OwnData.absolute("attribute-neighbors:v@2.npy@a.csv@p.txt") { "/a/" + $0 } == "attribute-neighbors:/a/v@2.npy@/a/a.csv@/a/p.txt")
        #expect(Catalog.instance("attribute-neighbors:v@2.npy@a.csv@p.txt")?.dataFiles == ["v@2.npy", "a.csv", "p.txt"])
    }
}

extension String {
    /// As a field of a CSV file.
    fileprivate var csv: String { "\"\(replacing("\"", with: "\"\""))\"" }
}
