public import Arena
public import Records
import Registry

/// The claims of papers beside what was measured of them, as `assay claims --json` prints it and as it is kept.
public struct ClaimsDocument: Codable {
    public struct Claim: Codable {
        public var method: String
        /// The title of the method's paper; null where it comes from none.
        @Nullable public var paper: String?
        /// What is claimed, in words.
        public var text: String
        /// The paper's own figure.
        public var paperValue: String
        public var instance: String
        @Nullable public var rival: String?
        public var metric: String
        @Nullable public var budget: String?
        /// What counts as holding: `ratio <= 0.5`, `value >= 0.95`; `untestable: why`.
        public var expectation: String
        /// The median over seeds of the ratio or the value, and its 95 % interval; null where nothing was measured.
        @Nullable public var measured: Double?
        @Nullable public var low: Double?
        @Nullable public var high: Double?
        public var verdict: ClaimVerdict
        /// Why it is untestable or undecided, or what went wrong in runs; empty where there is nothing to say.
        public var reason: String
        /// What was looked into where it does not hold.
        public var remark: String?
        /// Runs the same again, with all that was measured.
        public var command: String
    }

    public var version = 0
    public var seeds: [UInt64]
    public var environment: Environment
    public var claims: [Claim]

    public init(_ tested: [TestedClaim], seeds: [UInt64], environment: Environment) {
        self.seeds = seeds
        self.environment = environment
        claims = tested.map { tested in
            let claim = tested.registered.claim
            let methods = ([tested.registered.contender] + (claim.rival.map { [$0] } ?? [])).map(shellWord).joined(separator: " ")
            let budget = claim.budget.map { " --budget \(shellWord($0))" } ?? ""
            return Claim(
                method: tested.registered.contender, paper: tested.registered.method.paper?.title, text: claim.text, paperValue: claim.paperValue,
                instance: claim.instance, rival: claim.rival, metric: claim.metric, budget: claim.budget, expectation: claim.expectation,
                measured: tested.measured?.median, low: tested.measured?.low, high: tested.measured?.high, verdict: tested.verdict,
                reason: tested.reason, remark: claim.remark,
                command: "assay compare --on \(shellWord(claim.instance)) --methods \(methods) --seeds \(seedsWord(seeds))\(budget)")
        }
    }

    public func count(_ verdict: ClaimVerdict) -> Int { claims.count { $0.verdict == verdict } }

    /// How many claims came out how: `3 hold, 1 fails, 1 untestable`.
    public var summary: String {
        let parts = [("holds", "hold", ClaimVerdict.holds), ("fails", "fail", .fails), ("is undecided", "are undecided", .undecided), ("is untestable", "are untestable", .untestable)]
        let words = parts.compactMap { one, many, verdict in
            let number = count(verdict)
            return number == 0 ? nil : "\(number) \(number == 1 ? one : many)"
        }
        return words.isEmpty ? "no claims" : words.joined(separator: ", ")
    }
}

extension ClaimsDocument.Claim {
    /// What was measured, with its interval.
    public var figure: String {
        guard let measured else { return "–" }
        guard let low, let high, low != high else { return Number.text(measured) }
        return "\(Number.text(measured)) [\(Number.text(low)), \(Number.text(high))]"
    }

    /// What is measured, where: `gap on logistic/digits against gradient-descent, 200gradients`.
    public var setting: String {
        "\(metric) on \(instance)" + (rival.map { " against \($0)" } ?? "") + (budget.map { ", \($0)" } ?? "")
    }
}

/// Seeds as `--seeds` takes them: how many, or which.
func seedsWord(_ seeds: [UInt64]) -> String {
    if seeds == (1...UInt64(max(1, seeds.count))).map({ $0 }) { return "\(seeds.count)" }
    return seeds.map(String.init).joined(separator: ",") + (seeds.count == 1 ? "," : "")
}
