import Foundation
import TestSupport
import Testing

/// The commands as other programs and people use them.
@Suite struct CommandTests {
    @Test func listHasTheShapeThatProgramsRelyOn() throws {
        let document = try Command.assay(["list", "--json"]).json()
        #expect(document["version"] as? Int == 0)
        let methods = try #require(document["methods"] as? [[String: Any]])
        for method in methods {
            #expect(Set(method.keys).isSuperset(of: ["id", "name", "role", "kind", "lane", "library", "state", "paper"]))
            #expect(method["state"] as? String == "ready", "\(method)")
        }
        let hnsw = try #require(methods.first { $0["id"] as? String == "hnsw" })
        let paper = try #require(hnsw["paper"] as? [String: Any])
        #expect(paper["arxiv"] as? String == "1603.09320" && paper["id"] as? String == "P315" && paper["year"] as? Int == 2016)
        #expect(methods.first { $0["id"] as? String == "exact-search" }?["paper"] is NSNull)
    }

    @Test func problemsHasTheShapeThatProgramsRelyOn() throws {
        let document = try Command.assay(["problems", "--json"]).json()
        let instances = try #require(document["instances"] as? [[String: Any]])
        #expect(instances.count >= 11)
        for instance in instances {
            #expect(Set(instance.keys).isSuperset(of: ["id", "role", "kind", "offers", "metrics"]))
            let metrics = try #require(instance["metrics"] as? [[String: Any]])
            #expect(metrics.allSatisfy { ["lower", "higher"].contains($0["better"] as? String) && $0["name"] is String && $0["unit"] is String })
        }
    }

    @Test func compareHasTheShapeThatProgramsRelyOnAndKeepsItsResults() throws {
        let scratch = try ScratchFolder()
        let file = scratch.path + "/results.json"
        let command = try Command.assay([
            "compare", "--on", "rosenbrock/100", "--methods", "gradient-descent", "accelerated-gradient", "--seeds", "2", "--budget", "20gradients",
            "--json", "-o", file,
        ])
        #expect(command.status == 0, "a pair that does not fit is no failure")
        let document = try command.json()
        #expect(document["comparison"] is String)
        let cells = try #require(document["cells"] as? [[String: Any]])
        #expect(cells.count == 4)
        let ran = try #require(cells.first { $0["method"] as? String == "gradient-descent" })
        #expect((ran["metrics"] as? [String: Double])?["gap"] != nil)
        #expect((ran["oracleCalls"] as? [String: Int]) == ["gradients": 20])
        #expect((ran["seconds"] as? [String: Double])?.keys.sorted() == ["cpu", "wall"])
        #expect((ran["peakBytes"] as? Int ?? 0) > 1 << 20)
        #expect(cells.contains { $0["outcome"] as? String == "skipped" && !($0["reason"] as? String ?? "").isEmpty })
        let ranking = try #require((document["rankings"] as? [[String: Any]])?.first)
        #expect(ranking["metric"] as? String == "gap" && ranking["verdict"] is String)
        let place = try #require((ranking["order"] as? [[String: Any]])?.first)
        #expect(Set(place.keys) == ["method", "median", "low", "high", "rank"])
        let kept = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file))) as? NSDictionary)
        #expect(kept == document as NSDictionary)
    }

    /// COCO's expected running time, made again by hand from what each run tells.
    @Test func expectedRunningTimesAreThoseOfTheRuns() throws {
        let scratch = try ScratchFolder()
        let document = try Command.assay([
            "compare", "--on", "bbob/rosenbrock-5", "--methods", "cma-es[restarts=0]", "random-search", "--seeds", "4", "--budget", "1500values", "--json",
            "--records", scratch.path,
        ]).json()
        let times = try #require((document["expectedRunningTimes"] as? [[String: Any]])?.first)
        let targets = try #require(times["targets"] as? [Double])
        #expect(targets.first == 10 && targets.last == 1e-8)
        let cells = try #require(document["cells"] as? [[String: Any]])
        for row in try #require(times["rows"] as? [[String: Any]]) {
            let runs = cells.filter { $0["method"] as? String == row["method"] as? String }
            #expect(runs.count == 4 && row["runs"] as? Int == 4)
            for (index, target) in targets.enumerated() {
                var total = 0, successes = 0
                for run in runs {
                    let trace = try #require(run["trace"] as? [[String: Any]])
                    let reached = trace.first { ($0["best"] as? Double ?? .infinity) <= target }
                    if reached != nil { successes += 1 }
                    total += ((reached?["oracleCalls"] ?? run["oracleCalls"]) as? [String: Int])?["values"] ?? 0
                }
                #expect((row["successes"] as? [Int])?[index] == successes)
                let stated = (row["calls"] as? [Any])?[index]
                if successes == 0 { #expect(stated is NSNull) } else { #expect(abs((stated as? Double ?? 0) - Double(total) / Double(successes)) < 1e-6) }
            }
        }
    }

    @Test(arguments: [
        (["info", "no-such-method"], 1, "no method ‘no-such-method’ is registered; there are"),
        (["run", "hnsw", "--on", "no/where"], 1, "no instance ‘no/where’; there are"),
        (["run", "hnsw[efSearch=0]", "--on", "neighbors/digits"], 1, "efSearch must be in 1...100000, not 0"),
        (["run", "hnsw[speed=11]", "--on", "neighbors/digits"], 1, "no option ‘speed’; it has M,"),
        (["run", "hnsw[M=", "--on", "neighbors/digits"], 1, "lacks its closing bracket"),
        (["compare", "--on", "rosenbrock/100", "--budget", "many"], 1, "not an amount"),
        (["compare", "--on", "rosenbrock/100", "--seeds", "0"], 64, "--seeds takes a number"),
        (["compare"], 64, "--on"),
        (["list", "--registry", "/no/registry.json"], 1, "there is no registry at /no/registry.json"),
        (["install", "/no/library.so"], 1, "there is no such file"),
    ])
    func mistakesAreToldInWords(arguments: [String], status: Int32, message: String) throws {
        let command = try Command.assay(arguments)
        #expect(command.status == status)
        #expect(command.errors.contains(message), "\(command.errors)")
        #expect(command.output.isEmpty)
    }

    @Test func aCrashGivesExitCodeThree() throws {
        let scratch = try ScratchFolder()
        let registry = scratch.path + "/registry.json"
        let installed = try Command.assay(["install", Project.fixture("Hostile"), "--registry", registry])
        #expect(installed.status == 0 && installed.output.contains("registered segfaults"), "\(installed.errors)")
        let data = Project.root + "/Data"
        let ran = try Command.assay(["run", "traps", "--on", "rosenbrock/100", "--registry", registry, "--data", data])
        #expect(ran.status == 3 && ran.output.contains("crashed"))
        let removed = try Command.assay(["remove", "traps", "--registry", registry])
        #expect(removed.status == 0)
        #expect(try Command.assay(["list", "--registry", registry, "--json"]).json()["methods"] as? [String] == [])
    }

    @Test func installRefusesATwin() throws {
        let scratch = try ScratchFolder()
        let registry = scratch.path + "/registry.json"
        #expect(try Command.assay(["install", Project.plugin("GradientDescent"), "--registry", registry]).status == 0)
        let twin = try Command.assay(["install", Project.fixture("Twin"), "--registry", registry])
        #expect(twin.status == 1 && twin.errors.contains("two libraries claim the method id ‘gradient-descent’"))
        let methods = try Command.assay(["list", "--registry", registry, "--json"]).json()["methods"] as? [[String: Any]]
        #expect(methods?.count == 1)
    }

    /// The table draws each method's median on one scale: the best at its beginning, the worst at its end.
    @Test func theTableHasAPlot() throws {
        let scratch = try ScratchFolder()
        let command = try Command.assay([
            "compare", "--on", "rosenbrock/100", "--methods", "gradient-descent", "gradient-descent[firstStep=0.3]", "--seeds", "1",
            "--budget", "100gradients", "--records", scratch.path,
        ])
        let rows = command.output.split(separator: "\n").filter { $0.contains("●") }
        #expect(rows.count == 2 && rows[0].hasPrefix("1  gradient-descent[firstStep=0.3]"), "\(command.output)")
        let places = rows.map { row in row.firstIndex(of: "●").map { row.distance(from: row.startIndex, to: $0) } ?? 0 }
        #expect(places.count == 2 && places[1] - places[0] == 23)
    }

    @Test func everyCommandHasHelpWithAnExample() throws {
        for command in ["list", "info", "problems", "run", "compare", "papers", "export", "install", "remove"] {
            let help = try Command.assay([command, "--help"])
            #expect(help.status == 0 && help.output.contains("  assay \(command)"), "\(command)")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func completionScriptsAreWritten(shell: String) throws {
        let script = try Command.assay(["--generate-completion-script", shell])
        #expect(script.status == 0 && script.output.contains("compare") && script.output.contains("papers"))
    }

    @Test func papersAreInStepWithTheRegistry() throws {
        let papers = try #require(try Command.assay(["papers", "--json"]).json()["papers"] as? [[String: Any]])
        #expect(papers.count == 479)
        let source = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: Project.root + "/papers.json"))) as? [String: Any]
        let planned = try #require(source?["papers"] as? [[String: Any]])
        let methods = try #require(try Command.assay(["list", "--json"]).json()["methods"] as? [[String: Any]])
        // Every registered method of a paper stands in that paper's row, and every method of a row is registered.
        for method in methods {
            // A rival may cite a paper that is not among those of papers.json; its id is then left out.
            guard let paper = (method["paper"] as? [String: Any])?["id"] as? String, let id = method["id"] as? String else { continue }
            let row = planned.first { $0["id"] as? String == paper }
            #expect((row?["methods"] as? [String])?.contains(id) == true, "\(id)")
        }
        let ids = Set(methods.compactMap { $0["id"] as? String })
        for row in planned {
            for id in row["methods"] as? [String] ?? [] { #expect(ids.contains(id), "\(id)") }
        }
        for paper in papers {
            let state = paper["state"] as? String
            #expect(["shipped", "planned", "no-method"].contains(state))
            #expect(state != "no-method" || !(paper["reason"] as? String ?? "").isEmpty, "\(paper)")
        }
        #expect(papers.count { $0["state"] as? String == "shipped" } >= 6)
    }

    @Test func everyPluginFolderIsInTheManifest() throws {
        let manifest = try String(contentsOfFile: Project.root + "/Plugins/Package.swift", encoding: .utf8)
        for role in ["Optimizers", "Compressors", "Searchers"] {
            for folder in try FileManager.default.contentsOfDirectory(atPath: Project.root + "/Plugins/" + role) {
                #expect(manifest.contains("\"\(role)/\(folder)\""), "Plugins/\(role)/\(folder) is not listed in Plugins/Package.swift")
            }
        }
    }
}
