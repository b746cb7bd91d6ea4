import Problems
import Records

/// Collects a cell's answers while it runs and judges them when it is over, so that no worker waits for a judge.
struct Judging {
    private let scorer: any Scorer
    private let metric: Metric
    private var answers: [(spent: Message.Spent, answer: Answer)] = []
    private var best: [String: Double]?
    private var trace: [CellResult.TracePoint] = []
    private var complaint: String?

    init(scorer: any Scorer, metric: Metric) {
        self.scorer = scorer
        self.metric = metric
    }

    /// What the run had spent by its last answer: all that is known of one that was killed.
    var lastSpent: Message.Spent? { answers.last?.spent }

    mutating func receive(_ answer: Answer, _ spent: Message.Spent) { answers.append((spent, answer)) }

    mutating func judge() {
        for ((spent, _), score) in zip(answers, scorer.scores(answers.map(\.answer))) {
            do throws(InvalidAnswer) {
                let metrics = try score.get()
                guard let value = metrics[metric.name] else { continue }
                guard !value.isNaN else { throw InvalidAnswer("its \(metric.name) is not a number") }
                if let known = best?[metric.name], !metric.isBetter(value, than: known) { continue }
                best = metrics
                trace.append(.init(oracleCalls: spent.calls, seconds: spent.wall, best: value))
            } catch {
                complaint = complaint ?? error.description
            }
        }
    }

    func conclude(_ result: inout CellResult) {
        result.trace = trace
        result.metrics = best ?? [:]
        // One bad answer spoils the cell: a method must not offer what is none and hope for the rest.
        if let complaint, result.outcome.counts {
            (result.outcome, result.reason) = (.invalid, complaint)
        } else if best == nil, result.outcome.counts {
            (result.outcome, result.reason) = (.invalid, "it gave no answer" + (result.reason.isEmpty ? "" : " (\(result.reason))"))
        }
    }
}

extension Metric {
    public func isBetter(_ value: Double, than other: Double) -> Bool { better == .lower ? value < other : value > other }
}
