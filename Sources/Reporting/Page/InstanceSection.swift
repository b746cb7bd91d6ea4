import FoundationEssentials
import Records
import Statistics

/// An instance's part of the page: who won, by how much, and what went wrong.
struct InstanceSection {
    private let runs: InstanceRuns
    private let commands: Commands
    private let id: String

    init(_ runs: InstanceRuns, commands: Commands, prefix: String) {
        self.runs = runs
        self.commands = commands
        id = Self.anchor(runs, prefix)
    }

    static func anchor(_ runs: InstanceRuns, _ prefix: String) -> String { "\(prefix)-\(HTML.anchor(runs.instance.id))" }

    var html: String {
        let verdict = runs.rankings.first { $0.metric == runs.metric.name }?.verdict ?? ""
        return """
            <section class="instance" aria-labelledby="\(id)">
            <h2 id="\(id)">\(HTML.escaped(runs.instance.id))</h2>
            <p class="summary">\(HTML.escaped(runs.instance.summary))</p>
            <p class="verdict">\(HTML.escaped(verdict))</p>
            \(leaderboard)
            \(tuned)
            \(runningTimes)
            \(failures)
            \(skipped)
            \(charts)
            \(everyRun)
            </section>
            """
    }

    private var tuned: String {
        runs.tuned.isEmpty ? "" : "<p class=\"facts\">Chosen for each before the comparison, on the same budget: \(HTML.escaped(TunedOption.text(runs.tuned))).</p>"
    }

    private func arrow(_ better: String) -> String { better == "lower" ? "↓" : "↑" }
    private func words(_ better: String) -> String { better == "lower" ? "lower is better" : "higher is better" }

    private var leaderboard: String {
        // What ranks, how sure that is and what failed come first: they must show on a narrow screen.
        func head(_ metric: ProblemsDocument.Instance.Metric) -> String {
            "<th scope=\"col\" class=\"number\">\(HTML.escaped(metric.name))\(metric.unit.isEmpty ? "" : " (\(HTML.escaped(metric.unit)))")"
                + " <abbr title=\"\(words(metric.better))\">\(arrow(metric.better))</abbr></th>"
        }
        func figure(_ metric: ProblemsDocument.Instance.Metric, _ method: String) -> String {
            let entry = runs.rankings.first { $0.metric == metric.name }?.order.first { $0.method == method }
            guard let median = entry?.median else { return "<td class=\"number\">–</td>" }
            var text = Number.text(median)
            if entry?.low != entry?.high {
                text += " <span class=\"interval\">[\(Self.bound(entry?.low)), \(Self.bound(entry?.high))]</span>"
            }
            return "<td class=\"number\">\(text)</td>"
        }
        let others = runs.instance.metrics.filter { $0.name != runs.metric.name }
        let tellsChance = runs.main.contains { $0.pValue != nil }
        let rows = runs.main.map { place -> String in
            let own = runs.cells(of: place.method)
            let p = place.pValue.map { $0 < 0.001 ? "&lt; 0.001" : Number.fixed($0, digits: 3) } ?? ""
            return """
                <tr><td class="number">\(place.rank)</td><th scope="row">\(HTML.escaped(place.method))</th>\(figure(runs.metric, place.method))\
                \(tellsChance ? "<td class=\"number\">\(p)</td>" : "")<td>\(outcomes(own))</td><td>\(conforms(place.method))</td>\(others.map { figure($0, place.method) }.joined())\
                <td class="number">\(Number.seconds(Summary.median(own.map(\.seconds.wall))))</td>\
                <td class="number">\(Number.seconds(Summary.median(own.map(\.seconds.cpu))))</td>\
                <td class="number">\(Number.bytes(own.map(\.peakBytes).max() ?? 0))</td></tr>
                """
        }.joined(separator: "\n")
        return """
            <div class="scroll" role="region" aria-label="Leaderboard of \(HTML.escaped(runs.instance.id))" tabindex="0"><table>
            <thead><tr><th scope="col" class="number">#</th><th scope="col">method</th>\(head(runs.metric))\
            \(tellsChance ? "<th scope=\"col\" class=\"number\"><abbr title=\"of the first one’s lead, after Holm’s correction\">p</abbr></th>" : "")<th scope="col">outcomes</th>\
            <th scope="col"><abbr title="whether it passes the checks of assay conform">conforms</abbr></th>\
            \(others.map(head).joined())<th scope="col" class="number">wall</th><th scope="col" class="number">cpu</th>\
            <th scope="col" class="number">memory</th></tr></thead>
            <tbody>
            \(rows)
            </tbody></table></div>
            <details><summary>The commands that make these figures again</summary>
            <ul class="commands">\(runs.methods.map { "<li>\(HTML.command(commands.place($0, on: runs.instance.id)))</li>" }.joined(separator: "\n"))</ul></details>
            """
    }

    private var runningTimes: String {
        guard let times = runs.runningTimes else { return "" }
        let head = times.titles.map { "<th scope=\"col\" class=\"number\">\($0)</th>" }.joined()
        let rows = times.rows.map { row in
            "<tr><th scope=\"row\">\(HTML.escaped(row.method))</th>" + times.targets.indices.map { "<td class=\"number\">\(times.text(row, $0))</td>" }.joined() + "</tr>"
        }.joined(separator: "\n")
        return """
            <h3>Expected oracle calls to a \(HTML.escaped(times.metric)) of</h3>
            <div class="scroll" role="region" aria-label="Expected running times" tabindex="0"><table>
            <thead><tr><th scope="col">method</th>\(head)</tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }

    private func conforms(_ method: String) -> String {
        guard let verdict = runs.conformance[method] else { return "–" }
        let title = verdict.failed.isEmpty ? "passes \(verdict.checks) checks" : "fails " + verdict.failed.joined(separator: ", ")
        return "<span class=\"outcome \(verdict.failed.isEmpty ? "good" : "bad")\" title=\"\(HTML.escaped(title))\">\(verdict.word)</span>"
    }

    /// An end of an interval; none where runs that failed reach into it.
    private static func bound(_ value: Double?) -> String { value.map(Number.text) ?? "failed" }

    private func outcomes(_ cells: [CellResult]) -> String {
        Outcome.allCases.compactMap { outcome in
            let count = cells.count { $0.outcome == outcome }
            guard count > 0 else { return nil }
            return "<span class=\"outcome \(outcome.counts ? "good" : "bad")\">\(count) \(outcome.rawValue)</span>"
        }.joined(separator: " ")
    }

    private var failures: String {
        let failed = runs.cells.filter { !$0.outcome.counts && $0.outcome != .skipped }
        guard !failed.isEmpty else { return "" }
        // What happened on every seed alike is told once.
        var groups: [(first: CellResult, seeds: [UInt64])] = []
        for cell in failed {
            if let index = groups.firstIndex(where: { $0.first.method == cell.method && $0.first.outcome == cell.outcome && $0.first.reason == cell.reason }) {
                groups[index].seeds.append(cell.seed)
            } else {
                groups.append((cell, [cell.seed]))
            }
        }
        let rows = groups.map { cell, seeds in
            let list = seeds.prefix(10).map(String.init).joined(separator: ", ") + (seeds.count > 10 ? " and \(seeds.count - 10) more" : "")
            return "<tr><th scope=\"row\">\(HTML.escaped(cell.method))</th><td><span class=\"outcome bad\">\(cell.outcome.rawValue)</span></td>"
                + "<td class=\"reason\">\(HTML.escaped(cell.reason))</td><td>\(list)</td></tr>"
        }.joined(separator: "\n")
        return """
            <h3>Failures</h3>
            <div class="scroll" role="region" aria-label="Failures" tabindex="0"><table>
            <thead><tr><th scope="col">method</th><th scope="col">outcome</th><th scope="col">reason</th><th scope="col">seeds</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }

    private var skipped: String {
        var reasons: [String] = []
        for cell in runs.cells where cell.outcome == .skipped && !reasons.contains(cell.reason) { reasons.append(cell.reason) }
        guard !reasons.isEmpty else { return "" }
        return "<h3>Skipped</h3><ul>\(reasons.map { "<li>\(HTML.escaped($0))</li>" }.joined())</ul>"
    }

    private var charts: String {
        let data = runs.chartData
        guard let json = try? JSONEncoder().encode(data) else { return "" }
        let source = id + "-data", metric = runs.metric
        var figures: [Figure] = []
        if data.intervals.contains(where: { $0.median != nil }) {
            figures.append(Figure(
                kind: "intervals", title: "\(metric.name.capitalizedFirst) of each method", data: source,
                description: "Median of \(metric.name) over seeds with its 95 % interval; \(words(metric.better))."))
        }
        if data.convergence != nil {
            figures.append(Figure(
                kind: "convergence", title: "Convergence", data: source, choosesCost: true,
                description: "Best \(metric.name) so far, median over seeds, by what was spent; \(words(metric.better)), and further left is quicker."))
        }
        if data.runtimes != nil {
            figures.append(Figure(
                kind: "runtimes", title: "Targets reached", data: source, choosesCost: true,
                description: "Share of runs and targets reached by what was spent, failures included; higher and further left is better."))
        }
        if let tradeOff = data.tradeOff {
            figures.append(Figure(
                kind: "tradeOff", title: "\(tradeOff.x.name.capitalizedFirst) against \(tradeOff.y.name)", data: source,
                description: "Medians over seeds; \(tradeOff.x.name): \(words(tradeOff.x.better)), \(tradeOff.y.name): \(words(tradeOff.y.better)). The dashed line is the front."))
        }
        return """
            <div class="figures">
            \(figures.map(\.html).joined(separator: "\n"))
            </div>
            <script type="application/json" id="\(source)">\(HTML.script(json: String(decoding: json, as: UTF8.self)))</script>
            """
    }

    private var everyRun: String {
        let shown = runs.cells.filter { $0.outcome != .skipped }
        let rows = shown.map { cell -> String in
            let figures = runs.instance.metrics.map { "<td class=\"number\">\(cell.metrics[$0.name].map(Number.text) ?? "–")</td>" }.joined()
            let calls = cell.oracleCalls.sorted { $0.key < $1.key }.map { "\(Number.text(Double($0.value))) \($0.key)" }.joined(separator: ", ")
            return """
                <tr><th scope="row">\(HTML.escaped(cell.method))</th><td class="number">\(cell.seed)</td>\(figures)\
                <td>\(HTML.escaped(calls))</td><td class="number">\(Number.seconds(cell.seconds.wall))</td>\
                <td><span class="outcome \(cell.outcome.counts ? "good" : "bad")">\(cell.outcome.rawValue)</span></td><td>\(HTML.command(commands.run(cell)))</td></tr>
                """
        }.joined(separator: "\n")
        let head = runs.instance.metrics.map { "<th scope=\"col\" class=\"number\">\(HTML.escaped($0.name))</th>" }.joined()
        return """
            <details><summary>Every run, with the command that makes it again</summary>
            <div class="scroll" role="region" aria-label="Every run" tabindex="0"><table class="runs">
            <thead><tr><th scope="col">method</th><th scope="col" class="number">seed</th>\(head)<th scope="col">oracle calls</th><th scope="col" class="number">wall</th><th scope="col">outcome</th><th scope="col">command</th></tr></thead>
            <tbody>
            \(rows)
            </tbody></table></div></details>
            """
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
