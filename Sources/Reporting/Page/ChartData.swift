import Records
import Registry
import Statistics

/// What the charts of an instance are drawn from, as JSON in the page. A place without a value is null.
struct ChartData: Encodable {
    struct Axis: Encodable {
        var name: String
        var unit: String
        var better: String
    }

    struct Interval: Encodable {
        var method: String
        var median: Double?
        var low: Double?
        var high: Double?
    }

    /// Points of a line: x, y, and for a band its lower and upper edge.
    struct Line: Encodable {
        var method: String
        var points: [[Double?]]
    }

    /// The same lines by charged calls and by seconds.
    struct ByCost: Encodable {
        var calls: [Line]
        var seconds: [Line]
    }

    struct TradeOff: Encodable {
        var x: Axis
        var y: Axis
        /// A method's settings are one line.
        var series: [Series]
        var front: [[Double]]

        struct Series: Encodable {
            var method: String
            var points: [[Double]]
            var labels: [String]
        }
    }

    var metric: Axis
    var intervals: [Interval]
    /// Nil where runs give one answer each and nothing before it.
    var convergence: ByCost?
    var runtimes: ByCost?
    var tradeOff: TradeOff?
}

/// The runs of one instance, prepared for charts.
struct InstanceRuns {
    let instance: ProblemsDocument.Instance
    let metric: ProblemsDocument.Instance.Metric
    /// In the order of the ranking.
    let methods: [String]
    let cells: [CellResult]
    let rankings: [ComparisonDocument.Ranking]
    let runningTimes: ExpectedRunningTimes?
    let tuned: [TunedOption]
    /// What `assay conform` found of each method, in a word; none of those that it had not looked at.
    let conformance: [String: ConformanceVerdict]

    init?(_ instance: ProblemsDocument.Instance, _ document: ComparisonDocument) {
        rankings = document.rankings.filter { $0.instance == instance.id }
        guard let metric = instance.metrics.first, let main = rankings.first(where: { $0.metric == metric.name }) else { return nil }
        self.instance = instance
        self.metric = metric
        methods = main.order.map(\.method)
        cells = document.cells.filter { $0.instance == instance.id }
        tuned = document.tuned?.filter { $0.instance == instance.id } ?? []
        runningTimes = document.expectedRunningTimes?.first { $0.instance == instance.id }
        conformance = Dictionary(
            methods.compactMap { label in document.conformance?[String(label.prefix { $0 != "[" })].map { (label, $0) } }, uniquingKeysWith: { first, _ in first })
    }

    var lowerIsBetter: Bool { metric.better == "lower" }
    var main: [ComparisonDocument.Ranking.Place] { rankings.first { $0.metric == metric.name }?.order ?? [] }

    enum Cost: CaseIterable { case calls, seconds }

    func cells(of method: String) -> [CellResult] { cells.filter { $0.method == method && $0.outcome != .skipped } }

    /// A run's improvements; none for one that failed.
    func improvements(_ cell: CellResult, _ cost: Cost) -> [(cost: Double, best: Double)] {
        guard cell.outcome.counts else { return [] }
        return cell.trace.map { point in
            switch cost {
            case .calls: (Double(point.oracleCalls.values.reduce(0, +)), point.best)
            case .seconds: (point.seconds, point.best)
            }
        }
    }

    /// What a run has spent in all.
    func spent(_ cell: CellResult, _ cost: Cost) -> Double {
        cost == .calls ? Double(cell.oracleCalls.values.reduce(0, +)) : cell.seconds.wall
    }

    /// Whether there is anything to see before a run's end.
    var hasTraces: Bool { cells.contains { $0.trace.count > 2 } }

    var targets: Targets? {
        Targets(cells.map { improvements($0, .calls).map(\.best) }, lowerIsBetter: lowerIsBetter)
    }

    var chartData: ChartData {
        func axis(_ metric: ProblemsDocument.Instance.Metric) -> ChartData.Axis { .init(name: metric.name, unit: metric.unit, better: metric.better) }
        var data = ChartData(
            metric: axis(metric), intervals: main.map { .init(method: $0.method, median: $0.median, low: $0.low, high: $0.high) })
        if hasTraces {
            data.convergence = .init(calls: convergence(.calls), seconds: convergence(.seconds))
            if let targets { data.runtimes = .init(calls: runtimes(targets, .calls), seconds: runtimes(targets, .seconds)) }
        }
        if let traded = instance.tradeOff, traded.count == 2 {
            let axes = traded.compactMap { name in instance.metrics.first { $0.name == name } }
            if axes.count == 2 { data.tradeOff = tradeOff(axes[0], axes[1], axis) }
        }
        return data
    }

    private func convergence(_ cost: Cost) -> [ChartData.Line] {
        methods.map { method in
            let curve = AnytimeCurve(cells(of: method).map { improvements($0, cost) }, lowerIsBetter: lowerIsBetter)
            return .init(method: method, points: curve.points.map { [$0.cost, $0.median, finite($0.lowerQuartile), finite($0.upperQuartile)] })
        }
    }

    /// The share of pairs of a run and a target that are reached by a cost, as steps.
    private func runtimes(_ targets: Targets, _ cost: Cost) -> [ChartData.Line] {
        methods.map { method in
            let runs = cells(of: method)
            let distribution = RuntimeDistribution(runs.flatMap { cell in
                let improvements = improvements(cell, cost)
                return targets.values.map { (reached: targets.cost(of: improvements, to: $0), spent: spent(cell, cost)) }
            })
            return .init(method: method, points: steps(distribution.runtimes, of: distribution.runCount))
        }
    }

    private func tradeOff(
        _ x: ProblemsDocument.Instance.Metric, _ y: ProblemsDocument.Instance.Metric, _ axis: (ProblemsDocument.Instance.Metric) -> ChartData.Axis
    ) -> ChartData.TradeOff? {
        func median(_ metric: ProblemsDocument.Instance.Metric, _ method: String) -> Double? {
            rankings.first { $0.metric == metric.name }?.order.first { $0.method == method }?.median
        }
        let points = methods.compactMap { method -> (method: String, x: Double, y: Double)? in
            guard let x = median(x, method), let y = median(y, method) else { return nil }
            return (method, x, y)
        }
        guard !points.isEmpty else { return nil }
        let costs = points.map { [x.better == "lower" ? $0.x : -$0.x, y.better == "lower" ? $0.y : -$0.y] }
        let front = zip(points, ParetoFront.membership(costs)).filter(\.1).map { [$0.0.x, $0.0.y] }.sorted { $0[0] < $1[0] }
        var ids: [String] = []
        for point in points where !ids.contains(methodID(point.method)) { ids.append(methodID(point.method)) }
        let series = ids.map { id in
            let own = points.filter { methodID($0.method) == id }.sorted { $0.x < $1.x }
            return ChartData.TradeOff.Series(method: id, points: own.map { [$0.x, $0.y] }, labels: own.map(\.method))
        }
        return .init(x: axis(x), y: axis(y), series: series, front: front)
    }
}

/// The shares of a distribution, as the corners of its steps; thinned to what an eye can tell apart.
func steps(_ sorted: [Double], of count: Int) -> [[Double?]] {
    var points: [[Double?]] = []
    for (index, value) in sorted.enumerated() where index + 1 == sorted.count || sorted[index + 1] > value {
        points.append([value, Double(index + 1) / Double(max(1, count))])
    }
    let stride = points.count / 200 + 1
    return points.enumerated().filter { $0.offset % stride == 0 || $0.offset == points.count - 1 }.map(\.element)
}

/// JSON has no infinity.
func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

/// `hnsw` of `hnsw[efSearch=50]`.
func methodID(_ label: String) -> String { String(label.prefix { $0 != "[" }) }
