import Problems
import Records
import Registry

/// What makes each cell of a plan, for the keys of its records.
struct RecordedInputs {
    private let plan: Plan
    private let registry: Registry
    private let data: [String: [String: String]]

    /// - Throws: where a data file cannot be read.
    init(_ plan: Plan, _ registry: Registry, _ folder: DataFolder) throws {
        self.plan = plan
        self.registry = registry
        var digests: [String: String] = [:]
        var data: [String: [String: String]] = [:]
        for instance in plan.instances where data[instance.id] == nil && instance.absence(from: folder) == nil {
            var files: [String: String] = [:]
            for name in instance.dataFiles {
                let digest = try digests[name] ?? Digest(ofFile: try folder.file(name)).sha256
                digests[name] = digest
                files[name] = digest
            }
            data[instance.id] = files
        }
        self.data = data
    }

    func of(_ cell: Plan.Cell) -> RecordInputs {
        let contestant = cell.contestant
        var options = Dictionary(contestant.method.options.map { ($0.name, $0.default) }) { first, _ in first }
        options.merge(contestant.allOptions) { $1 }
        let budget = plan.budget ?? cell.instance.defaultBudget
        return RecordInputs(
            library: registry.identity(of: contestant.library), method: contestant.method.id, options: options,
            instance: cell.instance.id, data: data[cell.instance.id] ?? [:], seed: cell.seed, budget: budget.text,
            timeout: plan.timeout, memory: plan.memory == 4 << 30 ? nil : plan.memory,
            isSealed: plan.isSealed ? true : nil,
            threads: plan.threads == 1 ? nil : plan.threads, host: Host.identity)
    }
}
