internal import CKernels
import Synchronization

/// Counts a run's oracle calls and refuses the one beyond its budget.
///
/// A meter belongs to one run. Its thread alone charges it, except while the run's threads share it: then each counts for
/// itself, and there are no limits to keep.
public final class Meter {
    // A raw buffer, since an array's uniqueness and exclusivity checks would cost as much as the call they guard.
    private let counts: UnsafeMutablePointer<Int>
    private let limits: UnsafeMutablePointer<Int>
    private let stopSignal: StopSignal
    private let hasLimits: Bool
    private var isShared = false
    /// Items that were paid for, of the one oracle whose answers may be looked at again.
    private let paidItems = Mutex<[Bool]>([])
    /// What threads other than the run's own have counted, while they share the meter.
    private var tallies: UnsafeMutableBufferPointer<Int>

    public init(_ budget: Budget = Budget(), stopSignal: StopSignal = StopSignal()) {
        counts = .allocate(capacity: Oracle.capacity)
        counts.initialize(repeating: 0, count: Oracle.capacity)
        limits = .allocate(capacity: Oracle.capacity)
        limits.initialize(repeating: .max, count: Oracle.capacity)
        self.stopSignal = stopSignal
        hasLimits = !budget.calls.isEmpty
        tallies = UnsafeMutableBufferPointer(start: nil, count: 0)
        for (name, limit) in budget.calls { limits[Oracle(name).index] = limit }
    }

    deinit {
        counts.deallocate()
        limits.deallocate()
        tallies.deallocate()
    }

    /// Lets as many threads charge at once.
    /// - Returns: false where that cannot be: they share it already, or calls are limited.
    func beginSharing(by threads: Int) -> Bool {
        guard !isShared, !hasLimits else { return false }
        tallies = .allocate(capacity: (threads - 1) * Oracle.capacity)
        tallies.initialize(repeating: 0)
        isShared = true
        return true
    }

    /// Adds up what the threads have counted.
    func endSharing() {
        for place in tallies.indices { counts[place % Oracle.capacity] += tallies[place] }
        tallies.deallocate()
        tallies = UnsafeMutableBufferPointer(start: nil, count: 0)
        isShared = false
    }

    /// Counts in a row of the thread's own, so that no thread waits for another's.
    private func tally(_ index: Int, _ amount: Int) {
        let member = Int(assay_team_member())
        if member == 0 { counts[index] += amount } else { tallies[(member - 1) * Oracle.capacity + index] += amount }
    }

    /// Charges calls before they are made. A batch that does not fit whole is refused whole.
    /// - Throws: `Stop`, with nothing charged.
    /// - Complexity: O(1), a few nanoseconds.
    public func charge(_ oracle: Oracle, _ amount: Int = 1) throws(Stop) {
        try checkTime()
        let index = oracle.index
        guard amount >= 0, isShared || amount <= limits[index] - counts[index] else { throw .spent(oracle) }
        if isShared { tally(index, amount) } else { counts[index] += amount }
    }

    /// Charges like `charge` and gives the receipt that the kind's `compute…` functions ask for.
    func paid(_ oracle: Oracle, _ amount: Int = 1) throws(Stop) -> Receipt {
        try charge(oracle, amount)
        return Receipt()
    }

    /// Charges like `paid` for the first time that an item of 0..<count is asked for, and nothing after that.
    func paidOnce(_ oracle: Oracle, _ amount: Int, for item: Int, of count: Int) throws(Stop) -> Receipt {
        let isPaid = paidItems.withLock { items in
            if items.isEmpty { items = Array(repeating: false, count: count) }
            defer { items[item] = true }
            return items[item]
        }
        do { if isPaid { try checkTime() } else { try charge(oracle, amount) } } catch {
            if !isPaid { paidItems.withLock { $0[item] = false } }
            throw error
        }
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
