import AssayKit

extension Trial {
    /// Small tables, and odd ones. What is made may be no larger than the CSV and a bit.
    static let tables = [
        ("", "60 rows of three columns", ["name", "class", "size"], (0..<60).map { ["row \($0)", "class \($0 % 3)", "\($0 * $0 % 17)"] }),
        ("-one", "a single cell", ["a"], [["b"]]), ("-header", "names and no rows", ["a", "b"], []),
        ("-column", "one column, some of whose cells are empty", [""], (0..<50).map { [$0 % 2 == 0 ? "" : "x"] }),
        ("-row", "one row of 200 columns", (0..<200).map { "c\($0)" }, [(0..<200).map { "\($0 % 7)" }]),
        ("-same", "10,000 rows that are all the same", ["a", "b"], [[String]](repeating: ["x", "y"], count: 10_000)),
        ("-quotes", "cells of quotes, commas, line breaks and other scripts", ["a", "a"],
         [["\"", ","], ["\r\n", "\n"], ["", "\"\",\""], ["é", "e\u{301}"], ["日本", "\u{0}"]]),
        ("-different", "500 rows of cells that are all different", ["a", "b"], (0..<500).map { ["\($0 * 7919 % 1009)x", "\($0 * 104_729 % 1013)y"] }),
    ].map { (name: String, summary: String, names: [String], records: [[String]]) in
        let table = Table(names: names, records: records)
        return Trial(
            id: "trial/table" + name, summary: summary, demand: .solve(2 * Double(table.encoded.count) + 1000), role: .compressor,
            problemType: TableProblem.self, metrics: [Metric("bytes", unit: "bytes", better: .lower)], defaultBudget: Budget(),
            problem: { TableProblem(table, $0.meter) }, scorer: { TableScorer(table, idealBits: nil) })
    }
}
