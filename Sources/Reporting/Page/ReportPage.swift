import FoundationEssentials
import Records
import Statistics

/// Comparisons as one page that needs nothing beside itself: tables that stand without any script, and charts by Chart.js.
public struct ReportPage {
    private let documents: [ComparisonDocument]
    private let claims: [ClaimsDocument]
    private let chartLibrary: String

    /// - Parameters:
    ///   - documents: comparisons, each with its instances.
    ///   - claims: what came of claims; together with the comparisons at least one.
    ///   - chartLibrary: the text of Chart.js 3.
    public init(_ documents: [ComparisonDocument], claims: [ClaimsDocument] = [], chartLibrary: String) {
        self.documents = documents
        self.claims = claims
        self.chartLibrary = chartLibrary
    }

    public var html: String {
        let comparisons = documents.map { document in
            ComparisonSection(document, isAlone: documents.count == 1, commands: Commands(document), runs: (document.instances ?? []).compactMap { InstanceRuns($0, document) })
        }
        let claimed = claims.enumerated().map { ClaimsSection($1, number: claims.count == 1 ? nil : $0 + 1) }
        let title = documents.isEmpty ? "Claims of papers" : documents.count == 1 ? "Comparison \(documents[0].comparison)" : "\(documents.count) comparisons"
        let navigation = (comparisons.flatMap(\.links) + claimed.map(\.link)).map { "<a href=\"#\($0.anchor)\">\(HTML.escaped($0.text))</a>" }.joined(separator: "\n")
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(HTML.escaped(title)) · Assay</title>
            <link rel="icon" href="data:,">
            <style>
            \(String(decoding: PackageResources.report_css, as: UTF8.self))
            </style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the results</a>
            <header>
            <p class="brand">Assay</p>
            <h1>\(HTML.escaped(title))</h1>
            <nav aria-label="Sections">
            \(navigation)
            </nav>
            </header>
            <main id="main">
            \((comparisons.map(\.html) + claimed.map(\.html)).joined(separator: "\n"))
            \(Self.explanation)
            </main>
            <script>\(chartLibrary.replacing("</script", with: "<\\/script"))</script>
            <script>
            \(String(decoding: PackageResources.report_js, as: UTF8.self))
            </script>
            </body>
            </html>

            """
    }

    /// What the words and figures mean.
    private static let explanation = """
        <section id="reading" aria-labelledby="reading-title">
        <h2 id="reading-title">How to read this</h2>
        <dl class="prose">
        <dt>Who measured</dt><dd>Every figure was measured by the host from the answers it received; a method sees neither clock nor score. Each run was a process of its own.</dd>
        <dt>Figures</dt><dd>A figure is the median over seeds, in brackets its 95 % bootstrap interval. With one seed there is no interval. ↓ means lower is better, ↑ higher.</dd>
        <dt>Failures</dt><dd>A run that failed counts as worse than every answer, in medians and in charts; none is left out. Pairs that do not fit are listed as skipped.</dd>
        <dt>Conforms</dt><dd>Whether the method passes the checks that every method must pass, such as to repeat itself with the same seed and to keep to its budget (<code>assay conform</code>). A dash: nobody has looked.</dd>
        <dt>Expected oracle calls</dt><dd>All that was spent until a target was reached or the run was over, over the number of runs that reached it (COCO’s expected running time); in brackets how many did, where not all. A dash: none did.</dd>
        <dt>p</dt><dd>The chance of a lead as clear as this if the two were alike: Wilcoxon’s signed-rank test, paired by seed, against the first in the table, after Holm’s correction. At 0.05 and below the difference counts as detected.</dd>
        <dt>Convergence</dt><dd>The median over seeds of the best answer so far; the band reaches from the lower to the upper quartile.</dd>
        <dt>Targets reached</dt><dd>The share of pairs of a run and a target that was reached by so many calls or seconds. The 25 targets lie between where the runs began and the best that any reached, each harder by a factor of 10<sup>0.2</sup>, down to 10<sup>−5</sup> of that way.</dd>
        <dt>Performance profile</dt><dd>The share of problems (instance and seed) on which a method reached the target within so many times what the quickest one took. At 1: how often it is the quickest; to the right: how often it gets there at all.</dd>
        <dt>Claims</dt><dd>What a method’s paper says of it, tried here: the median over seeds of the method’s figure, or of its ratio to the rival’s on the same seed, in brackets its 95 % bootstrap interval. It holds where the whole interval is within the bound, fails where the whole interval is beyond it, and is undecided in between.</dd>
        <dt>Trade-off</dt><dd>Each point is a method with its settings. No other one beats a point on the dashed front in both figures.</dd>
        </dl>
        </section>
        """
}

/// The commands that make a comparison's figures again.
struct Commands {
    private let document: ComparisonDocument

    init(_ document: ComparisonDocument) { self.document = document }

    private var limits: String {
        guard let plan = document.plan else { return "" }
        let budget = plan.budget.map { " --budget \(shellWord($0))" } ?? ""
        return budget + (plan.timeout == 120 ? "" : " --timeout \(plan.timeout)") + (plan.memory.map { " --memory \($0)" } ?? "")
            + (plan.sealed == true ? " --sealed" : "")
    }

    /// The method with the option that was chosen for it on the instance.
    private func chosen(_ method: String, on instance: String) -> String {
        guard let choice = document.tuned?.first(where: { $0.instance == instance && $0.method == method }), let value = choice.value else { return method }
        let option = "\(choice.option)=\(value)]"
        return method.hasSuffix("]") ? method.dropLast() + "," + option : "\(method)[\(option)"
    }

    private var untuned: String { document.plan?.untuned == true ? " --untuned" : "" }

    /// One run.
    func run(_ cell: CellResult) -> String {
        "assay run \(shellWord(chosen(cell.method, on: cell.instance))) --on \(shellWord(cell.instance)) --seed \(cell.seed)\(limits)"
    }

    /// All runs of a method on an instance.
    func place(_ method: String, on instance: String) -> String {
        let seeds = document.plan?.seeds ?? Array(Set(document.cells.map(\.seed))).sorted()
        return "assay compare --on \(shellWord(instance)) --methods \(shellWord(chosen(method, on: instance))) --seeds \(seedsWord(seeds))\(limits)\(untuned) --fresh"
    }
}
