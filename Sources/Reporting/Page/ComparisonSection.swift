import FoundationEssentials
import Records
import Statistics

/// A comparison's part of the page: its verdicts, a section for each instance, all instances together, where and how it was run.
struct ComparisonSection {
    private let document: ComparisonDocument
    private let isAlone: Bool
    private let commands: Commands
    private let runs: [InstanceRuns]
    private var anchor: String { HTML.anchor(document.comparison) }

    init(_ document: ComparisonDocument, isAlone: Bool, commands: Commands, runs: [InstanceRuns]) {
        self.document = document
        self.isAlone = isAlone
        self.commands = commands
        self.runs = runs
    }

    /// The headings that the page's navigation leads to.
    var links: [(anchor: String, text: String)] {
        runs.map { (InstanceSection.anchor($0, anchor), $0.instance.id) } + [("\(anchor)-made", made(isAlone))]
    }

    var html: String {
        let sections = runs.map { InstanceSection($0, commands: commands, prefix: anchor).html }.joined(separator: "\n")
        return """
            <section class="comparison" aria-labelledby="\(anchor)-short">
            <h2 id="\(anchor)-short">\(isAlone ? "In short" : "Comparison \(HTML.escaped(document.comparison))")</h2>
            <p class="facts">\(facts)</p>
            <ul class="verdicts">
            \(verdicts)
            </ul>
            \(warnings)
            </section>
            \(sections)
            \(profile)
            \(made)
            """
    }

    private func made(_ isAlone: Bool) -> String { "How \(isAlone ? "it" : document.comparison) was made" }

    private var facts: String {
        let cells = document.cells.filter { $0.outcome != .skipped }
        let failed = cells.count { !$0.outcome.counts }
        let methods = Set(cells.map(\.method)).count, seeds = Set(cells.map(\.seed)).count
        func number(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        return "\(number(cells.count, "run")): \(number(methods, "method")), \(number(runs.count, "instance")), \(number(seeds, "seed")). "
            + (failed == 0 ? "No run failed." : "<strong>\(number(failed, "run")) failed</strong>, and count as worst.")
    }

    private var verdicts: String {
        runs.map { run in
            let verdict = run.rankings.first { $0.metric == run.metric.name }?.verdict ?? ""
            return "<li><a href=\"#\(InstanceSection.anchor(run, anchor))\">\(HTML.escaped(run.instance.id))</a>: \(HTML.escaped(verdict))</li>"
        }.joined(separator: "\n")
    }

    private var warnings: String {
        let list = document.environment?.warnings ?? []
        return list.isEmpty ? "" : "<ul class=\"warnings\">" + list.map { "<li>\(HTML.escaped($0))</li>" }.joined() + "</ul>"
    }

    /// Performance profiles over the instances of a role whose runs can be followed.
    private var profile: String {
        let followed = runs.filter(\.hasTraces)
        let roles = followed.map(\.instance.role)
        return Set(roles).sorted().map { role in
            let own = followed.filter { $0.instance.role == role }
            let data = ProfileData(own)
            guard data.problems > 1, data.calls.count > 1, let json = try? JSONEncoder().encode(data) else { return "" }
            let id = "\(anchor)-profile-\(role)"
            return """
                <section aria-labelledby="\(id)">
                <h2 id="\(id)">All \(HTML.escaped(role)) instances together</h2>
                \(Figure(
                    kind: "profile", title: "Performance profile", data: id + "-data", choosesCost: true,
                    description: "Share of \(data.problems) problems (instance and seed) on which each method made \(ProfileData.share) of the possible improvement within a multiple of the quickest method’s cost. Higher and further left is better."
                ).html)
                <script type="application/json" id="\(id)-data">\(HTML.script(json: String(decoding: json, as: UTF8.self)))</script>
                </section>
                """
        }.joined(separator: "\n")
    }

    private var made: String {
        var parts = ["<section aria-labelledby=\"\(anchor)-made\">", "<h2 id=\"\(anchor)-made\">\(HTML.escaped(made(isAlone)))</h2>"]
        if let environment = document.environment {
            let facts: [(String, String)] = [
                ("Processor", "\(environment.processor), \(environment.processors) to use"), ("Memory", Number.bytes(environment.memoryBytes)),
                ("System", environment.kernel), ("BLAS", environment.blas + ", one thread a run"), ("Compiler", environment.compiler),
                ("Assay", environment.host), ("Load before", Number.text(environment.load)),
            ]
            parts.append("<h3>Environment</h3><dl class=\"environment\">" + facts.map { "<dt>\($0)</dt><dd>\(HTML.escaped($1))</dd>" }.joined() + "</dl>")
        }
        if let plan = document.plan {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let text = (try? encoder.encode(plan)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            parts.append("<h3>Plan</h3><p>Saved as <code>plan.json</code>, this makes the whole comparison again: \(HTML.command("assay compare plan.json --fresh"))</p>")
            parts.append("<pre tabindex=\"0\">\(HTML.escaped(text))</pre>")
        }
        parts.append("</section>")
        return parts.joined(separator: "\n")
    }
}

/// What a performance profile is drawn from.
struct ProfileData: Encodable {
    static let precision = 1e-3
    static let share = "99.9 %"

    var problems: Int
    var calls: [ChartData.Line]
    var seconds: [ChartData.Line]

    /// - Complexity: O(runs · length of a trace).
    init(_ runs: [InstanceRuns]) {
        var methods: [String] = []
        for run in runs { for method in run.methods where !methods.contains(method) { methods.append(method) } }
        let problems = runs.flatMap { run in Set(run.cells.map(\.seed)).sorted().map { (run: run, seed: $0) } }
        self.problems = problems.count
        func lines(_ cost: InstanceRuns.Cost) -> [ChartData.Line] {
            let costs = methods.map { method in
                (method: method, costs: problems.map { run, seed -> Double? in
                    let cells = run.cells.filter { $0.seed == seed }
                    let traces = cells.map { run.improvements($0, .calls).map(\.best) }
                    guard let targets = Targets(traces, lowerIsBetter: run.lowerIsBetter, precisions: [Self.precision]),
                        let cell = cells.first(where: { $0.method == method })
                    else { return nil }
                    return targets.cost(of: run.improvements(cell, cost), to: targets.values[0]).map { max($0, cost == .calls ? 1 : 1e-6) }
                })
            }
            return PerformanceProfile(costs).ratios.map { .init(method: $0.method, points: steps($0.ratios, of: problems.count)) }
        }
        calls = lines(.calls)
        seconds = lines(.seconds)
    }
}

/// A chart with its title, and the words for who cannot see it.
struct Figure {
    var kind: String
    var title: String
    /// The id of the element with its data.
    var data: String
    var choosesCost = false
    var description: String

    var html: String {
        let name = "\(data)-\(kind)"
        let choice = """
            <fieldset class="choice"><legend>Cost</legend>
            <label><input type="radio" name="\(name)-cost" value="calls" checked> calls</label>
            <label><input type="radio" name="\(name)-cost" value="seconds"> seconds</label></fieldset>
            """
        return """
            <figure data-chart="\(kind)" data-source="\(data)">
            <figcaption id="\(name)-title">\(title)</figcaption>
            \(choosesCost ? choice : "")
            <div class="canvas"><canvas role="img" aria-label="\(HTML.escaped(title + ". " + description))"></canvas></div>
            <p class="description">\(HTML.escaped(description))</p>
            </figure>
            """
    }
}
