import Problems
public import Registry

/// What every method must do, whatever it is a method of: each check has a name, is described, and runs in processes of its own.
public struct Conformance: Sendable {
    /// One thing that is looked at.
    public struct Check: Sendable {
        /// What it is about, and what it looks at: `run/repeats`.
        public let name: String
        /// What must be so, in one sentence.
        public let description: String
        let applies: @Sendable (MethodEntry) -> Bool
        let body: @Sendable (Examiner) throws -> String?
    }

    /// What became of a check.
    public struct Finding: Sendable {
        public let check: Check
        /// What is wrong; nil where nothing is.
        public let complaint: String?
    }

    /// Everything that is checked of some method or other.
    public static let checks: [Check] = cardChecks + runChecks + trialChecks + restoreChecks

    private let arena: Arena
    /// How many damaged inputs a compressor is given to restore, and the seed of the first.
    public var damagedInputs = 100
    public var firstSeed: UInt64 = 1

    public init(_ arena: Arena) { self.arena = arena }

    /// The checks that a method is put to.
    public static func checks(for method: MethodEntry) -> [Check] { checks.filter { $0.applies(method) } }

    /// Puts a method to the checks.
    /// - Throws: where no process could be started.
    public func findings(_ contestant: Contestant, _ checks: [Check]) throws -> [Finding] {
        let examiner = Examiner(arena: arena, contestant: contestant, damagedInputs: damagedInputs, firstSeed: firstSeed)
        return try checks.map { Finding(check: $0, complaint: try $0.body(examiner)) }
    }
}

/// Runs a method for the checks.
struct Examiner: Sendable {
    let arena: Arena
    let contestant: Contestant
    let damagedInputs: Int
    let firstSeed: UInt64

    var method: MethodEntry { contestant.method }

    /// The instance on which the method does its ordinary work.
    var plain: Trial? { method.plainTrial }

    func with(_ options: [String: String]) -> Examiner {
        Examiner(
            arena: arena, contestant: Contestant(library: contestant.library, method: method, options: options), damagedInputs: damagedInputs,
            firstSeed: firstSeed)
    }
}
