/// The record of one cell, as `--json` prints it.
public struct CellResult: Codable, Sendable {
    /// The method with its options: `hnsw[efSearch=50]`.
    public var method: String
    public var instance: String
    public var seed: UInt64
    public var outcome: Outcome
    /// Why, where the outcome wants a reason.
    public var reason: String
    /// The metrics of the best answer, as the host measured them.
    public var metrics: [String: Double] = [:]
    /// The charged calls at the end of the run.
    public var oracleCalls: [String: Int] = [:]
    public var seconds = Seconds(wall: 0, cpu: 0)
    /// The worker's peak resident memory.
    public var peakBytes = 0
    /// What became better when: the first metric of the best answer so far.
    public var trace: [TracePoint] = []
    /// What the method stated of itself; the host has not measured it.
    public var stated: [String: Double] = [:]
    /// What the method remarked.
    public var log: [String] = []

    public struct Seconds: Codable, Sendable {
        public var wall: Double
        public var cpu: Double
    }

    public struct TracePoint: Codable, Sendable {
        public var oracleCalls: [String: Int]
        public var seconds: Double
        public var best: Double
    }

    init(_ cell: Plan.Cell, _ outcome: Outcome, _ reason: String) {
        method = cell.contestant.label
        instance = cell.instance.id
        seed = cell.seed
        self.outcome = outcome
        self.reason = reason
    }
}
