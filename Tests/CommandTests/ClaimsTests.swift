import Foundation
import TestSupport
import Testing

/// `assay claims`: what papers say beside what is measured.
@Suite struct ClaimsTests {
    private let scratch: ScratchFolder
    private let registry: String

    init() throws {
        scratch = try ScratchFolder()
        registry = scratch.path + "/registry.json"
        let libraries = ["GradientDescent", "AcceleratedGradient"].map(Project.plugin)
        #expect(try Command.assay(["install", "--registry", registry] + libraries).status == 0)
    }

    private func claims(_ arguments: [String]) throws -> Command {
        try Command.assay(["claims", "--registry", registry, "--data", Project.root + "/Data", "--records", scratch.path + "/r"] + arguments, in: scratch.path)
    }

    @Test func theFiguresAreThoseOfTheRunsThatTheCommandMakes() throws {
        let command = try claims(["accelerated-gradient", "--seeds", "2", "--json"])
        #expect(command.status == 0, "\(command.errors)")
        let claim = try #require((try command.json()["claims"] as? [[String: Any]])?.first { $0["instance"] as? String == "quadratic/ill-conditioned" })
        let words = try #require(claim["command"] as? String).split(separator: " ").map(String.init)
        #expect(words == ["assay", "compare", "--on", "quadratic/ill-conditioned", "--methods", "accelerated-gradient", "gradient-descent", "--seeds", "2", "--budget", "500gradients"])
        let comparison = try Command.assay(words.dropFirst() + ["--registry", registry, "--records", scratch.path + "/other", "--json"], in: scratch.path).json()
        let cells = try #require(comparison["cells"] as? [[String: Any]])
        func gaps(_ method: String) -> [Double] {
            cells.filter { $0["method"] as? String == method }.compactMap { ($0["metrics"] as? [String: Double])?["gap"] }
        }
        let ratios = zip(gaps("accelerated-gradient"), gaps("gradient-descent")).map { $0 / $1 }
        // No seed changes anything in either of them. Three decimal numbers were read, each to a unit in the last place.
        let measured = try #require(claim["measured"] as? Double)
        #expect(ratios.count == 2 && ratios[0] == ratios[1] && abs(measured - ratios[0]) <= 4 * ratios[0].ulp)
        #expect(claim["verdict"] as? String == "holds" && claim["paperValue"] as? String == "exp(−t/√κ) against exp(−t/κ)")
    }

    @Test func runsAreKept() throws {
        #expect(try claims(["accelerated-gradient", "--seeds", "2"]).status == 0)
        let journal = scratch.path + "/r/records.journal"
        let before = try Project.bytes(journal)
        let again = try claims(["accelerated-gradient", "--seeds", "2"])
        #expect(again.status == 0 && again.output.contains("2 hold"))
        #expect(try Project.bytes(journal) == before)
        // A comparison has them too, and there is none to go on with.
        let resumed = try Command.assay(["compare", "--resume", "--registry", registry, "--records", scratch.path + "/r"], in: scratch.path)
        #expect(resumed.status != 0 && resumed.errors.contains("no comparison"))
    }

    @Test func theLedgerAndTheReportShowThem() throws {
        let ledger = scratch.path + "/Claims.md", results = scratch.path + "/claims.json", page = scratch.path + "/page.html"
        #expect(try claims(["accelerated-gradient", "--seeds", "2", "-o", results, "--ledger", ledger]).status == 0)
        let markdown = try String(contentsOfFile: ledger, encoding: .utf8)
        #expect(markdown.contains("## Holds (2)") && !markdown.contains("## Fails") && markdown.contains("2 claims of 1 methods, 2 hold"))
        #expect(markdown.contains("`assay compare --on logistic/digits --methods accelerated-gradient gradient-descent --seeds 2 --budget 200gradients`"))
        #expect(try Command.assay(["report", results, "-o", page]).status == 0)
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("<h1>Claims of papers</h1>") && html.contains("<span class=\"outcome good\">holds</span>"))
    }

    @Test func aRivalThatIsNotThereIsSaid() throws {
        #expect(try Command.assay(["remove", "gradient-descent", "--registry", registry]).status == 0)
        let command = try claims(["accelerated-gradient"])
        #expect(command.status == 0 && command.output.contains("no method ‘gradient-descent’ is registered") && command.output.contains("2 are untestable"), "\(command.output)\(command.errors)")
    }

    @Test func mistakesAreTold() throws {
        let unknown = try claims(["nothing"])
        #expect(unknown.status != 0 && unknown.errors.contains("no method ‘nothing’ is registered"))
        #expect(try claims(["--seeds", "0"]).status == 64)
        #expect(try claims(["--timeout", "-1"]).status == 64)
        let damaged = try scratch.write(#"{"version": 0, "seeds": [1], "claims": ["#, "cut.json")
        let report = try Command.assay(["report", damaged])
        #expect(report.status != 0 && report.errors.contains("cut off"))
    }
}
