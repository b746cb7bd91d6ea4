import Synchronization

/// Counts a run's oracle calls and refuses the one beyond its budget.
///
/// A meter belongs to one run in one thread; only `stop` may be called from another.
public final class Meter {
    // A raw buffer, since an array's uniqueness and exclusivity checks would cost as much as the call they guard.
    private let counts: UnsafeMutablePointer<Int>
    private let limits: UnsafeMutablePointer<Int>
    private let stopSignal: StopSignal

    public init(_ budget: Budget = Budget(), stopSignal: StopSignal = StopSignal()) {
        counts = .allocate(capacity: Oracle.capacity)
        counts.initialize(repeating: 0, count: Oracle.capacity)
        limits = .allocate(capacity: Oracle.capacity)
        limits.initialize(repeating: .max, count: Oracle.capacity)
        self.stopSignal = stopSignal
        for (name, limit) in budget.calls { limits[Oracle(name).index] = limit }
    }

    deinit {
        counts.deallocate()
        limits.deallocate()
    }

    /// Charges calls before they are made. A batch that does not fit whole is refused whole.
    /// - Throws: `Stop`, with nothing charged.
    /// - Complexity: O(1), a few nanoseconds.
    public func charge(_ oracle: Oracle, _ amount: Int = 1) throws(Stop) {
        try checkTime()
        let index = oracle.index
        guard amount >= 0, amount <= limits[index] - counts[index] else { throw .spent(oracle) }
        counts[index] += amount
    }

    /// Charges like `charge` and gives the receipt that the kind's `compute…` functions ask for.
    func paid(_ oracle: Oracle, _ amount: Int = 1) throws(Stop) -> Receipt {
        try charge(oracle, amount)
        return Receipt()
    }

    /// Ends a method that works long without calling an oracle.
    /// - Throws: `Stop.timeUp` once the run's time is used up.
    public func checkTime() throws(Stop) {
        if stopSignal.isRaised { throw .timeUp }
    }

    /// What was charged so far, by the oracle's name; oracles never called are left out.
    public var calls: [String: Int] {
        var calls: [String: Int] = [:]
        for oracle in Oracle.all where counts[oracle.index] > 0 { calls[oracle.name] = counts[oracle.index] }
        return calls
    }
}

/// Proof that an oracle call was charged. Only AssayKit makes one, so a method cannot call `compute…` unpaid.
public struct Receipt: ~Copyable {
    init() {}
}

/// Raised by the host from any thread when a run's time is used up.
public final class StopSignal: Sendable {
    private let raised = Atomic<Bool>(false)
    public init() {}
    public var isRaised: Bool { raised.load(ordering: .relaxed) }
    public func raise() { raised.store(true, ordering: .relaxed) }
}
