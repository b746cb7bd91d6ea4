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

        public init(wall: Double, cpu: Double) {
            self.wall = wall
            self.cpu = cpu
        }
    }

    public struct TracePoint: Codable, Sendable {
        public var oracleCalls: [String: Int]
        public var seconds: Double
        public var best: Double

        public init(oracleCalls: [String: Int], seconds: Double, best: Double) {
            self.oracleCalls = oracleCalls
            self.seconds = seconds
            self.best = best
        }
    }

    public init(method: String, instance: String, seed: UInt64, _ outcome: Outcome, _ reason: String) {
        self.method = method
        self.instance = instance
        self.seed = seed
        self.outcome = outcome
        self.reason = reason
    }
}
