import Foundation
import TestSupport
import Testing

/// Methods in training have their learning rate chosen before they are compared, all of them alike.
@Suite struct TuningTests {
    private let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    private func compare(_ arguments: [String]) throws -> [String: Any] {
        let command = try Command.assay(
            ["compare", "--registry", Project.root + "/registry.json", "--records", scratch.path + "/r", "--on", "training/digits-mlp", "--json",
                "--budget", "15minibatchGradients", "--methods"] + arguments, in: scratch.path)
        #expect(command.status == 0, "\(command.errors)")
        return try command.json()
    }

    private func losses(_ document: [String: Any]) throws -> [Double] {
        try #require(document["cells"] as? [[String: Any]]).compactMap { ($0["metrics"] as? [String: Double])?["validationLoss"] }
    }

    @Test func theRateIsTheBestOfTheGrid() throws {
        let document = try compare(["sgd-momentum", "adamw[learningRate=0.002]", "--seeds", "1", "-o", scratch.path + "/tuned.json"])
        let tuned = try #require(document["tuned"] as? [[String: Any]])
        // What was given stays, and only the other one is chosen.
        #expect(tuned.count == 1 && tuned[0]["method"] as? String == "sgd-momentum" && tuned[0]["option"] as? String == "learningRate")
        let grid = try #require(tuned[0]["grid"] as? [String]), value = try #require(tuned[0]["value"] as? String)
        #expect(grid.count == 8)
        // Chosen by the least validation loss with the seed that it says.
        let seed = try #require(tuned[0]["seed"] as? Int)
        let each = try losses(try compare(grid.map { "sgd-momentum[learningRate=\($0)]" } + ["--seeds", "\(seed),"]))
        let best = try #require(each.firstIndex(of: each.min() ?? 0))
        #expect(each.count == 8 && grid[best] == value)
        // And taken: the runs are those of a method that is given it.
        let given = try losses(try compare(["sgd-momentum[learningRate=\(value)]", "adamw[learningRate=0.002]", "--seeds", "1"]))
        #expect(try losses(document) == given)
        // The page says it, and its commands make the same runs.
        let report = try Command.assay(["report", scratch.path + "/tuned.json", "-o", scratch.path + "/tuned.html"])
        #expect(report.status == 0, "\(report.errors)")
        let page = try String(contentsOfFile: scratch.path + "/tuned.html", encoding: .utf8)
        #expect(page.contains("assay run ") && page.contains("sgd-momentum[learningRate=\(value)]") && page.contains("sgd-momentum \(value)"))
    }

    @Test func defaultsStayWhereNothingIsToBeChosen() throws {
        let untuned = try compare(["sgd-momentum", "--seeds", "1", "--untuned"])
        #expect(untuned["tuned"] == nil)
        #expect(try losses(untuned) == losses(try compare(["sgd-momentum[learningRate=0.05]", "--seeds", "1"])))
    }
}
