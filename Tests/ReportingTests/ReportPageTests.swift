import Foundation
import TestSupport
import Testing

/// The report as a reader has it: made by the command, opened in a browser.
@Suite(.serialized) struct ReportPageTests {
    private static let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func compared(_ name: String, _ arguments: [String], in scratch: ScratchFolder) throws -> String {
        let file = "\(scratch.path)/\(name).json"
        _ = try Command.assay(["compare", "--records", scratch.path + "/records", "-o", file] + arguments)
        return file
    }

    private func page(_ files: [String]) throws -> String {
        let file = scratch.path + "/page.html"
        let command = try Command.assay(["report"] + files + ["-o", file])
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.output == file + "\n")
        return try String(contentsOfFile: file, encoding: .utf8)
    }

    /// Two optimisers on two instances, searchers that trade recall for speed, and one that fails.
    private func example() throws -> String {
        let registry = scratch.path + "/registry.json"
        try Data(#"{"version": 0, "libraries": []}"#.utf8).write(to: URL(filePath: registry))
        let libraries = [Project.fixture("Hostile")] + ["GradientDescent", "AcceleratedGradient", "HNSW", "ExactSearch"].map(Project.plugin)
        let installed = try Command.assay(["install", "--registry", registry] + libraries)
        #expect(installed.status == 0, "\(installed.errors)")
        let common = ["--registry", registry, "--data", Project.root + "/Data"]
        return try page([
            compared(
                "optimizers", common + [
                    "--on", "rosenbrock/100", "quadratic/ill-conditioned", "--methods", "gradient-descent", "gradient-descent[firstStep=0.3]",
                    "throws", "hnsw", "--seeds", "3", "--budget", "50gradients",
                ], in: scratch),
            compared(
                "searchers", common + ["--on", "neighbors/digits", "--methods", "exact-search", "hnsw[efSearch=10]", "hnsw[efSearch=50]", "--seeds", "2"],
                in: scratch),
        ])
    }

    /// Runs the page with a script of the test's own before and after its scripts, and gives what that leaves in the page.
    private func inBrowser(_ html: String, width: Int, flags: [String] = []) throws -> [String: Any] {
        let before = """
            <script>window.complaints = [];
            for (const kind of ["error", "warn"]) { const old = console[kind]; console[kind] = (...all) => { complaints.push(all.join(" ")); old(...all); }; }
            addEventListener("error", (event) => complaints.push(event.message));</script>
            """
        let after = """
            <script>addEventListener("load", () => setTimeout(() => {
              const canvases = [...document.querySelectorAll("canvas")];
              const drawn = canvases.filter((canvas) => canvas.width > 0 && canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte !== 0));
              const points = canvases.map((canvas) => Chart.getChart(canvas).data.datasets.reduce((sum, set) => sum + set.data.length, 0));
              const result = document.createElement("pre");
              result.id = "result";
              result.textContent = JSON.stringify({
                complaints, canvases: canvases.length, drawn: drawn.length, points, wide: document.documentElement.scrollWidth > innerWidth,
                unnamed: canvases.filter((canvas) => !canvas.ariaLabel).length, requests: performance.getEntriesByType("resource").filter((entry) => !entry.name.startsWith("data:")).length,
                choices: document.querySelectorAll("input[type=radio]").length,
              });
              document.body.append(result);
            }, 1500));
            // The other cost of every chart is drawn too.
            setTimeout(() => document.querySelectorAll("input[value=seconds]").forEach((input) => input.click()), 500);
            </script></body>
            """
        let file = try scratch.write(
            html.replacingOccurrences(of: "<head>", with: "<head>" + before).replacingOccurrences(of: "</body>", with: after), "tested.html")
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.browser))
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--window-size=\(width),1000",
            "--user-data-dir=\(scratch.path)/profile", "--dump-dom",
        ] + flags + ["file://" + file]
        let output = try scratch.write("", "dom")
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
        process.standardError = FileHandle.nullDevice
        try process.run()
        try process.waitUntilExit(within: 120)
        let dom = try String(contentsOfFile: output, encoding: .utf8)
        let begin = try #require(dom.range(of: "<pre id=\"result\">"), "the page's scripts did not come to their end")
        let end = try #require(dom.range(of: "</pre>", range: begin.upperBound..<dom.endIndex))
        let text = dom[begin.upperBound..<end.lowerBound].replacingOccurrences(of: "&amp;", with: "&").replacingOccurrences(of: "&lt;", with: "<")
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test(.enabled(if: browser != nil, "there is no Chromium on this machine")) func everyChartIsDrawn() throws {
        let html = try example()
        // Two optimisation instances with three charts each, their profile, and one with intervals and a trade-off.
        for (width, flags) in [(1300, []), (1300, ["--blink-settings=preferredColorScheme=0"]), (500, [])] {
            let result = try inBrowser(html, width: width, flags: flags)
            #expect(result["complaints"] as? [String] == [])
            #expect(result["canvases"] as? Int == 9)
            #expect(result["drawn"] as? Int == 9)
            #expect((result["points"] as? [Int])?.allSatisfy { $0 > 1 } == true, "\(result)")
            #expect(result["wide"] as? Bool == false, "the page is wider than its window of \(width)")
            #expect(result["unnamed"] as? Int == 0)
            #expect(result["requests"] as? Int == 0, "the page asks for something beside itself")
        }
    }

    /// What a reader must find without any script.
    @Test func theTextSaysItAll() throws {
        let html = try example()
        #expect(!html.contains("http://") && !html.contains("src=\"http"), "everything is in the page")
        for part in [
            "3 failed", "nothing suits me", "hnsw is one of the searchers, and rosenbrock/100 is for optimizers", "gap", "lower is better",
            "higher is better", "Environment", "&quot;version&quot; : 0",
            "assay run &#39;gradient-descent[firstStep=0.3]&#39; --on rosenbrock/100 --seed 3 --budget 50gradients",
            "assay compare --on neighbors/digits --methods &#39;hnsw[efSearch=10]&#39; --seeds 2 --fresh",
        ] { #expect(html.contains(part), "\(part)") }
    }

    /// A library's words stand in the page as words.
    @Test func nothingInAResultIsMarkup() throws {
        let file = try compared("plain", ["--on", "rosenbrock/100", "--methods", "gradient-descent", "--seeds", "2", "--budget", "20gradients"], in: scratch)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let forged = text.replacingOccurrences(of: "\"gradient-descent\"", with: #""</script><script>alert(1)</script><b>'\"&""#)
        let html = try page([try scratch.write(forged, "forged.json")])
        #expect(!html.contains("<script>alert") && !html.contains("<b>'"))
        #expect(html.contains("&lt;/script&gt;&lt;script&gt;alert(1)"))
    }

    @Test func mistakesAreTold() throws {
        let file = try compared("plain", ["--on", "rosenbrock/100", "--methods", "gradient-descent", "--seeds", "1", "--budget", "5gradients"], in: scratch)
        let whole = try Data(contentsOf: URL(filePath: file))
        let cut = try scratch.write([UInt8](whole.prefix(whole.count / 2)), "cut.json")
        for (arguments, message) in [
            ([cut], "were cut off"), ([scratch.path + "/none.json"], "there is no such file"),
            ([file, "--chart-library", "/nowhere.js"], "install Debian's libjs-chart.js"),
            (["--records", scratch.path + "/nothing"], "there are no results in"),
        ] {
            let command = try Command.assay(["report"] + arguments + ["-o", scratch.path + "/never.html"])
            #expect(command.status == 1 && command.errors.contains(message), "\(command.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/never.html"))
    }
}
