import Records

/// Cells put together into tasks: one that ends in a second costs the cluster more than it does for us.
struct Batches {
    /// Seconds that a cell takes beside its run: a worker started, the answer judged, the record brought to the disk.
    static let overhead = 0.05
    /// What a run is taken to last of which nothing is known.
    static let unknown = 1.0

    private let means: [RunKind: Double]

    /// - Parameter means: how long such runs took before.
    init(means: [RunKind: Double]) { self.means = means }

    /// About how long a cell takes: what its like took before, else the seconds of its budget.
    func seconds(of cell: Plan.Cell, in plan: Plan) -> Double {
        let budget = plan.budget ?? cell.instance.defaultBudget
        let kind = RunKind(method: cell.contestant.method.id, instance: cell.instance.id, budget: budget.text)
        return Self.overhead + (means[kind] ?? budget.seconds ?? Self.unknown)
    }

    /// Cells in their order, cut into tasks.
    /// - Parameters:
    ///   - target: seconds of work that a task has at the least, as far as there is enough.
    ///   - most: how many tasks there may be; they are longer then.
    static func cut<Cell>(_ cells: [Cell], target: Double, most: Int, seconds: (Cell) -> Double) -> [[Cell]] {
        let costs = cells.map(seconds)
        // A task is closed once it is full, so that none but the last is less.
        let target = max(target, costs.reduce(0, +) / Double(max(1, most)))
        var tasks: [[Cell]] = []
        var filled = Double.infinity
        for (cell, cost) in zip(cells, costs) {
            if filled >= target * (1 - 1e-9) {
                tasks.append([])
                filled = 0
            }
            tasks[tasks.count - 1].append(cell)
            filled += cost
        }
        return tasks
    }
}
