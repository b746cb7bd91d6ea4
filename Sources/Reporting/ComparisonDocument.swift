public import Records
public import Problems
public import Registry
import Statistics

/// A comparison as `--json` prints it and as it is kept.
public struct ComparisonDocument: Codable {
    public struct Ranking: Codable {
        public struct Place: Codable {
            public var method: String
            /// Null where most runs gave no answer.
            @Nullable public var median: Double?
            @Nullable public var low: Double?
            @Nullable public var high: Double?
            public var rank: Int
            /// Of the first one's signed-rank test against this one, after Holm's correction; none for the first one.
            public var pValue: Double?
        }
        public var instance: String
        public var metric: String
        public var order: [Place]
        public var verdict: String
    }

    public var version = 0
    /// What the comparison is called: when it was begun.
    public var comparison: String
    /// What was asked for.
    public var plan: PlanDocument?
    /// Where it was run.
    public var environment: Environment?
    /// What it was run on.
    public var instances: [ProblemsDocument.Instance]?
    /// What `assay conform` found of the methods by then, by id; those that it had not looked at are left out.
    public var conformance: [String: ConformanceVerdict]?
    public var cells: [CellResult]
    /// What was chosen for methods before they were compared.
    public var tuned: [TunedOption]?
    public var rankings: [Ranking]
    /// Of instances that name targets.
    public var expectedRunningTimes: [ExpectedRunningTimes]?

    public init(
        name: String, plan: PlanDocument? = nil, environment: Environment? = nil, conformance: [String: ConformanceVerdict]? = nil, cells: [CellResult],
        tuned: [TunedOption] = [], instances: [any Problems.Instance]
    ) {
        comparison = name
        self.plan = plan
        self.environment = environment
        self.instances = instances.map(ProblemsDocument.Instance.init)
        self.conformance = conformance
        self.cells = cells
        self.tuned = tuned.isEmpty ? nil : tuned
        rankings = instances.flatMap { instance in
            instance.metrics.map { Ranking(instance: instance.id, metric: $0, cells: cells.filter { $0.instance == instance.id }) }
        }
        let times = instances.compactMap { instance in
            ExpectedRunningTimes(instance, cells, order: rankings.first { $0.instance == instance.id }?.order.map(\.method) ?? [])
        }
        expectedRunningTimes = times.isEmpty ? nil : times
    }
}

extension ComparisonDocument {
    /// What was found of the method of a label such as `hnsw[efSearch=50]`: `yes`, how many checks it fails, or a dash.
    func conforms(_ label: String) -> String {
        conformance?[String(label.prefix { $0 != "[" })]?.word ?? "–"
    }
}

extension ComparisonDocument.Ranking {
    init(instance: String, metric: Metric, cells: [CellResult]) {
        var labels: [String] = []
        // A pair that does not fit is no contestant; every other outcome is charged.
        for cell in cells where cell.outcome != .skipped && !labels.contains(cell.method) { labels.append(cell.method) }
        let samples = labels.map { label in
            (method: label, values: cells.filter { $0.method == label }.map { $0.outcome.counts ? $0.metrics[metric.name] : nil })
        }
        let ranking = Statistics.Ranking(samples, lowerIsBetter: metric.better == .lower)
        self.init(
            instance: instance, metric: metric.name,
            order: ranking.order.map {
                .init(
                    method: $0.method, median: finite($0.summary.median), low: finite($0.summary.low), high: finite($0.summary.high),
                    rank: $0.rank, pValue: $0.comparison?.pValue)
            },
            verdict: ranking.verdict)
    }
}

