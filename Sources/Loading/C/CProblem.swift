import AssayKit
import CAssay
import Glibc

/// A problem as a C library sees it: its oracles as tables of functions, by name.
final class CProblem {
    let pointer: UnsafeMutablePointer<assay_problem_t>
    let problem: any Metered
    var meter: Meter { problem.meter }
    // The problem as each kind that has oracles. Found once, since the cast to a protocol takes several times what a call does.
    let objective: (any Objective)?
    let ranked: (any Ranked)?
    let differentiable: (any Differentiable)?
    let twiceDifferentiable: (any TwiceDifferentiable)?
    let approximateHessian: (any ApproximateHessian)?
    let finiteSum: (any FiniteSum)?
    let composite: (any Composite)?
    let medoids: (any Medoids)?
    let nearestNeighbors: (any NearestNeighbors)?
    let networkWeights: (any NetworkWeights)?
    /// Why the last refused oracle refused.
    fileprivate(set) var stop: Stop?
    /// What lasts as long as the problem: tables and what they point to.
    private var tables: [String: UnsafeMutableRawPointer] = [:]
    private var kept: [UnsafeMutableRawPointer] = []

    init(_ problem: any Metered) {
        self.problem = problem
        objective = problem as? any Objective
        ranked = problem as? any Ranked
        differentiable = problem as? any Differentiable
        twiceDifferentiable = problem as? any TwiceDifferentiable
        approximateHessian = problem as? any ApproximateHessian
        finiteSum = problem as? any FiniteSum
        composite = problem as? any Composite
        medoids = problem as? any Medoids
        nearestNeighbors = problem as? any NearestNeighbors
        networkWeights = problem as? any NetworkWeights
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(
            to: assay_problem_t(
                size: UInt32(MemoryLayout<assay_problem_t>.size), host: nil,
                extension: { problem, name in
                    guard let name = unsafe name else { return nil }
                    return unsafe UnsafeRawPointer(CProblem.of(problem).tables[String(cString: name)])
                }))
        unsafe pointer.pointee.host = Unmanaged.passUnretained(self).toOpaque()
        addOptimizationTables()
        addSearchTables()
        addCompressionTables()
    }

    deinit {
        for table in unsafe tables.values { unsafe free(table) }
        for memory in unsafe kept { unsafe free(memory) }
        unsafe pointer.deallocate()
    }

    static func of(_ problem: UnsafePointer<assay_problem_t>?) -> CProblem {
        guard let host = unsafe problem?.pointee.host else { preconditionFailure("a library calls an oracle without the problem that it was given") }
        return unsafe Unmanaged<CProblem>.fromOpaque(host).takeUnretainedValue()
    }

    /// Lets an oracle work with the problem, which the host keeps for as long as the library runs: without counting references to it, which
    /// would take as long as the rest of a call.
    static func with(_ problem: UnsafePointer<assay_problem_t>?, _ oracle: (CProblem) -> assay_status) -> assay_status {
        guard let host = unsafe problem?.pointee.host else { preconditionFailure("a library calls an oracle without the problem that it was given") }
        return unsafe Unmanaged<CProblem>.fromOpaque(host)._withUnsafeGuaranteedRef { oracle($0) }
    }

    func add<Table>(_ name: String, _ table: Table) {
        let memory = unsafe malloc(MemoryLayout<Table>.size)
        unsafe memory?.bindMemory(to: Table.self, capacity: 1).initialize(to: table)
        unsafe tables[name] = memory
    }

    /// A copy that lasts as long as the problem.
    func keep<Element>(_ elements: [Element]) -> UnsafePointer<Element>? {
        guard let memory = unsafe malloc(max(1, elements.count * MemoryLayout<Element>.stride)) else { return nil }
        unsafe kept.append(memory)
        let copy = unsafe memory.bindMemory(to: Element.self, capacity: max(1, elements.count))
        unsafe copy.initialize(from: elements, count: elements.count)
        return unsafe UnsafePointer(copy)
    }

    func keep(_ text: String) -> UnsafePointer<CChar>? {
        let copy = unsafe strdup(text)
        if let copy = unsafe copy { unsafe kept.append(UnsafeMutableRawPointer(copy)) }
        return unsafe UnsafePointer(copy)
    }

    /// Asks an oracle of a kind that the problem is.
    func ask<Kind>(_ kind: Kind?, _ oracle: (Kind) throws(Stop) -> Void) -> assay_status {
        guard let kind else { return ASSAY_FAILED }
        do throws(Stop) {
            try oracle(kind)
            return ASSAY_OK
        } catch {
            stop = error
            return ASSAY_STOP
        }
    }
}

/// Numbers at a library's pointer, for the length of a call.
func numbers<Number>(_ pointer: UnsafePointer<Number>?, _ count: Int) -> UnsafeBufferPointer<Number> {
    precondition(unsafe pointer != nil || count == 0, "a library passes no memory for \(count) numbers")
    return unsafe UnsafeBufferPointer(start: pointer, count: count)
}

func room<Number>(_ pointer: UnsafeMutablePointer<Number>?, _ count: Int) -> UnsafeMutableBufferPointer<Number> {
    precondition(unsafe pointer != nil || count == 0, "a library passes no room for \(count) numbers")
    return unsafe UnsafeMutableBufferPointer(start: pointer, count: count)
}

extension MemoryLayout { static var tableSize: UInt32 { UInt32(size) } }
