import AssayKit
import Problems
public import Records

extension Arena {
    /// Chooses options for the methods of a plan, on the instances that ask for it: a run with each of the grid's values that the method takes,
    /// on the plan's budget, and the best one by the instance's first metric. A method whose option was given keeps it.
    /// - Parameters:
    ///   - executor: runs the cells, where it is not this machine.
    ///   - progress: as for `run`.
    /// - Throws: as `run` does.
    public func tune(
        _ plan: Plan, on executor: SlurmExecutor? = nil, book: RecordBook? = nil, progress: @escaping @Sendable (Int, Int, CellResult) -> Void = { _, _, _ in }
    ) throws -> [TunedOption] {
        var chosen: [TunedOption] = []
        for instance in plan.instances {
            guard let tuning = instance.tuning else { continue }
            var candidates: [(label: String, value: String, contestant: Contestant)] = []
            for contestant in plan.contestants {
                guard contestant.options[tuning.option] == nil, let option = contestant.method.options.first(where: { $0.name == tuning.option }),
                    contestant.method.mismatch(role: instance.role, offers: instance.offers, instance: instance.id) == nil
                else { continue }
                for value in tuning.grid where option.complaint(about: value) == nil {
                    var options = contestant.options
                    options[tuning.option] = value
                    candidates.append((contestant.label, value, Contestant(library: contestant.library, method: contestant.method, options: options)))
                }
            }
            guard !candidates.isEmpty else { continue }
            var search = plan
            search.contestants = candidates.map(\.contestant)
            search.instances = [instance]
            search.seeds = [Tuning.seed]
            let metric = instance.metrics[0]
            let results = zip(candidates, try executor?.run(search, self, progress: progress) ?? run(search, book: book, progress: progress))
            var seen: Set<String> = []
            for label in candidates.map(\.label) where seen.insert(label).inserted {
                var best: (value: String, score: Double)?
                for (candidate, result) in results where candidate.label == label && result.outcome.counts {
                    guard let score = result.metrics[metric.name], score.isFinite else { continue }
                    if let known = best?.score, !metric.isBetter(score, than: known) { continue }
                    best = (candidate.value, score)
                }
                chosen.append(
                    TunedOption(
                        instance: instance.id, method: label, option: tuning.option, value: best?.value, grid: tuning.grid, metric: metric.name,
                        seed: Tuning.seed))
            }
        }
        return chosen
    }
}
