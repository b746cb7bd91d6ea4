public import Records
public import Registry
public import Statistics

/// What came of a claim here.
public enum ClaimVerdict: String, Codable, Sendable, CaseIterable {
    /// The whole interval is within the bound.
    case holds
    /// The whole interval is beyond the bound.
    case fails
    /// The interval lies on both sides of the bound: more seeds may tell.
    case undecided
    /// It could not be tried, and the reason is said.
    case untestable
}

/// A claim of a registered method.
public struct RegisteredClaim: Sendable {
    public let library: LibraryEntry
    public let method: MethodEntry
    public let claim: ClaimEntry

    public init(library: LibraryEntry, method: MethodEntry, claim: ClaimEntry) {
        self.library = library
        self.method = method
        self.claim = claim
    }

    /// The method as on the command line.
    public var contender: String { claim.options.map { "\(method.id)[\($0)]" } ?? method.id }
}

/// A claim, and what was measured of it.
public struct TestedClaim: Sendable {
    public let registered: RegisteredClaim
    public let verdict: ClaimVerdict
    /// The median over seeds of the ratio or the value that the claim is about, with its 95 % interval; none where nothing could be measured.
    public let measured: Summary?
    /// Why it could not be tried or decided, or what went wrong in runs.
    public let reason: String

    public init(_ registered: RegisteredClaim, untestable reason: String) {
        self.registered = registered
        verdict = .untestable
        measured = nil
        self.reason = reason
    }

    /// Judges by the cells of the claim's instance, paired by seed.
    /// - Parameters:
    ///   - cells: the runs of the method and its rival, as they are labelled.
    ///   - contender, rival: those labels.
    public init(_ registered: RegisteredClaim, cells: [CellResult], contender: String, rival: String?) {
        let bound: ClaimExpectation.Bound
        switch ClaimExpectation(registered.claim.expectation) {
        case nil:
            self.init(registered, untestable: "the card expects ‘\(registered.claim.expectation)’, which is no bound")
            return
        case .untestable(let reason):
            self.init(registered, untestable: reason)
            return
        case .bound(let stated): bound = stated
        }
        let own = cells.filter { $0.method == contender }
        let pairs = own.map { cell in (cell, bound.isOfRatio ? cells.first { $0.method == rival && $0.seed == cell.seed } : nil) }
        if let skipped = pairs.flatMap({ [$0, $1] }).compactMap({ $0 }).first(where: { $0.outcome == .skipped }) {
            self.init(registered, untestable: skipped.reason)
            return
        }
        let metric = registered.claim.metric
        func figure(_ cell: CellResult) -> Double? {
            guard cell.outcome.counts else { return nil }
            return metric == "seconds" ? cell.seconds.wall : cell.metrics[metric]
        }
        var values: [Double] = []
        var isRivalSilent = false
        for (cell, other) in pairs {
            guard let value = figure(cell) else {
                values.append(bound.worst)
                continue
            }
            guard bound.isOfRatio else {
                values.append(value)
                continue
            }
            // Without the rival's answer a lead is not shown.
            guard let other, let otherValue = figure(other) else {
                isRivalSilent = true
                continue
            }
            values.append(value == otherValue ? 1 : value / otherValue)
        }
        let silent = pairs.flatMap { [$0, $1] }.compactMap { $0 }.filter { figure($0) == nil }
        let reason = Set(silent.map(\.method)).sorted().map { Self.told(silent, of: $0, runs: own.count) }.joined(separator: "; ")
        guard !values.isEmpty else {
            self.init(registered, untestable: reason.isEmpty ? "nothing was run" : reason)
            return
        }
        let summary = Summary(values)
        self.init(registered, isRivalSilent ? .undecided : bound.verdict(on: summary), summary, reason)
    }

    private init(_ registered: RegisteredClaim, _ verdict: ClaimVerdict, _ measured: Summary, _ reason: String) {
        self.registered = registered
        self.verdict = verdict
        self.measured = measured
        self.reason = reason
    }

    /// The runs of a method that gave no answer, in words.
    private static func told(_ silent: [CellResult], of method: String, runs: Int) -> String {
        let own = silent.filter { $0.method == method }
        let first = own.first.map { "\($0.outcome.rawValue)\($0.reason.isEmpty ? "" : ": \($0.reason)")" } ?? ""
        return "\(own.count) of \(runs) runs of \(method) gave no answer (\(first))"
    }
}
