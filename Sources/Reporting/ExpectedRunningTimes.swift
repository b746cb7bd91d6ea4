import Problems
import Records
import Statistics

/// What it takes each method to reach an instance's targets, over all runs, the unsuccessful ones included: COCO's ERT.
///
/// Of a long run the host looks at one offer for each twentieth by which their number grows, so that a time is up to 5 % too long.
public struct ExpectedRunningTimes: Codable {
    public struct Row: Codable {
        public var method: String
        /// Oracle calls for each target; null where no run reached it.
        public var calls: [Double?]
        /// How many runs reached each.
        public var successes: [Int]
        public var runs: Int
    }

    public var instance: String
    public var metric: String
    public var targets: [Double]
    public var rows: [Row]

    /// Nil where the instance names no targets.
    init?(_ instance: any Problems.Instance, _ cells: [CellResult], order: [String]) {
        guard !instance.targets.isEmpty, let metric = instance.metrics.first else { return nil }
        self.instance = instance.id
        self.metric = metric.name
        targets = instance.targets
        rows = order.map { method in
            let runs = cells.filter { $0.instance == instance.id && $0.method == method && $0.outcome != .skipped }
            let distributions = instance.targets.map { target in
                RuntimeDistribution(
                    runs.map { run in
                        let reached = run.outcome.counts ? run.trace.first { $0.best <= target } : nil
                        return (reached.map { Double($0.oracleCalls.values.reduce(0, +)) }, Double(run.oracleCalls.values.reduce(0, +)))
                    })
            }
            return Row(
                method: method, calls: distributions.map { $0.expectedRuntime.isFinite ? $0.expectedRuntime : nil }, successes: distributions.map(\.runtimes.count),
                runs: runs.count)
        }
    }

    /// The targets as they are written: 10, 0.1, 1e-05.
    var titles: [String] { targets.map { target in Int(exactly: target).map(String.init) ?? "\(target)" } }

    /// A figure for people: the calls, and how many runs succeeded where not all did.
    func text(_ row: Row, _ index: Int) -> String {
        guard let calls = row.calls[index] else { return "–" }
        let figure = Number.text(calls.rounded())
        return row.successes[index] == row.runs ? figure : "\(figure) (\(row.successes[index])/\(row.runs))"
    }
}
