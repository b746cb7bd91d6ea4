import Arena
import Records
public import Problems
import Statistics

/// A comparison for people at a terminal.
public struct Leaderboard {
    private let document: ComparisonDocument
    private let instances: [any Problems.Instance]
    private let style: Style

    public init(_ document: ComparisonDocument, instances: [any Problems.Instance], style: Style) {
        self.document = document
        self.instances = instances
        self.style = style
    }

    public var text: String { instances.map(section).joined(separator: "\n") }

    private func section(_ instance: any Problems.Instance) -> String {
        let cells = document.cells.filter { $0.instance == instance.id }
        let rankings = document.rankings.filter { $0.instance == instance.id }
        guard let main = rankings.first else { return "" }
        var columns: [(String, Table.Alignment)] = [("", .right), ("method", .left)]
        for metric in instance.metrics {
            columns.append(("\(metric.name)\(metric.unit.isEmpty ? "" : " (\(metric.unit))") \(metric.better == .lower ? "↓" : "↑")", .right))
        }
        let plot = IntervalPlot(main.order.flatMap { [$0.median, $0.low, $0.high].compactMap { $0 } })
        if let plot { columns.insert((plot.title, .left), at: 3) }
        columns += [("wall", .right), ("cpu", .right), ("memory", .right), ("conforms", .left), ("outcomes", .left)]
        var table = Table(columns)
        for place in main.order {
            let own = cells.filter { $0.method == place.method }
            var row = ["\(place.rank)", place.method]
            row += rankings.map { ranking in
                guard let entry = ranking.order.first(where: { $0.method == place.method }), let median = entry.median else { return "–" }
                guard let low = entry.low, let high = entry.high, low != high else { return Number.text(median) }
                return "\(Number.text(median)) [\(Number.text(low)), \(Number.text(high))]"
            }
            if let plot { row.insert(plot.line(median: place.median, low: place.low, high: place.high), at: 3) }
            row.append(Number.seconds(Summary.median(own.map(\.seconds.wall))))
            row.append(Number.seconds(Summary.median(own.map(\.seconds.cpu))))
            row.append(Number.bytes(own.map(\.peakBytes).max() ?? 0))
            row.append(document.conforms(place.method))
            row.append(outcomes(own))
            table.append(row)
        }
        var text = style.bold(instance.id) + style.dim("  \(instance.summary)") + "\n" + table.text(style: style)
        text += "  → \(main.verdict)\n"
        let tuned = document.tuned?.filter { $0.instance == instance.id } ?? []
        if !tuned.isEmpty { text += style.dim("  \(TunedOption.text(tuned))\n") }
        if let front = paretoFront(instance, rankings) { text += "  → best trade-offs: \(front)\n" }
        if let times = document.expectedRunningTimes?.first(where: { $0.instance == instance.id }) { text += runningTimes(times) }
        for cell in cells.uniqued(by: { [$0.method, $0.outcome.rawValue, $0.reason] }) where !cell.outcome.counts {
            let line = "  \(cell.method): \(cell.outcome.rawValue): \(cell.reason)\n"
            text += cell.outcome == .skipped ? style.dim(line) : style.bad(line)
        }
        return text
    }

    private func runningTimes(_ times: ExpectedRunningTimes) -> String {
        var table = Table([("  expected calls to a \(times.metric) of", .left)] + times.titles.map { ($0, .right) })
        for row in times.rows { table.append(["  " + row.method] + times.targets.indices.map { times.text(row, $0) }) }
        return table.text(style: style)
    }

    private func outcomes(_ cells: [CellResult]) -> String {
        Outcome.allCases.compactMap { outcome in
            let count = cells.count { $0.outcome == outcome }
            return count == 0 ? nil : count == cells.count && count == 1 ? outcome.rawValue : "\(count) \(outcome.rawValue)"
        }
        .joined(separator: ", ")
    }

    /// The methods that no other beats in both of the metrics that trade against each other, where two do.
    private func paretoFront(_ instance: any Problems.Instance, _ rankings: [ComparisonDocument.Ranking]) -> String? {
        guard !instance.tradeOff.isEmpty, rankings[0].order.count >= 2 else { return nil }
        let traded = zip(rankings, instance.metrics).filter { instance.tradeOff.contains($0.1.name) }
        let methods = rankings[0].order.map(\.method)
        let costs = methods.map { method in
            traded.map { ranking, metric -> Double in
                guard let median = ranking.order.first(where: { $0.method == method })?.median else { return .infinity }
                return metric.better == .lower ? median : -median
            }
        }
        let members = zip(methods, ParetoFront.membership(costs)).filter(\.1).map(\.0)
        return "\(members.joined(separator: ", ")) (\(instance.tradeOff.joined(separator: " against ")))"
    }
}

extension Sequence {
    fileprivate func uniqued<Key: Hashable>(by key: (Element) -> Key) -> [Element] {
        var seen: Set<Key> = []
        return filter { seen.insert(key($0)).inserted }
    }
}
