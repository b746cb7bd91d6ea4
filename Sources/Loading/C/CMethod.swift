import AssayKit
import CAssay
import ForeignFunctions
import Glibc
import Registry

/// A method of a library that speaks the C interface (`assay.h`).
struct CMethod: LoadedMethod {
    let entry: MethodEntry
    private let card: Card
    private let index: UInt32
    private let options: [CCard.NumberedOption]
    // Unchecked: the factory lasts for good, and the host calls it from one thread at a time.
    private nonisolated(unsafe) let factory: UnsafePointer<assay_methods_t>

    /// - Throws: `Refusal` where its card makes no sense.
    init(_ factory: UnsafePointer<assay_methods_t>, _ index: UInt32) throws(Refusal) {
        guard let read = unsafe factory.pointee.card, let found = unsafe read(index) else { throw Refusal("its method \(index) has no card") }
        let description = try unsafe CCard(found)
        unsafe self.factory = factory
        self.index = index
        card = description.card
        options = description.options
        entry = MethodEntry(card, role: description.role, needs: description.needs)
    }

    func make(_ texts: [String: String]) throws -> RunnableMethod {
        let instance = try instance(texts)
        let id = entry.id, needs = entry.needs
        return RunnableMethod { problem, run, compressed in
            let offered = ProblemKind.offered(by: type(of: problem))
            guard needs.allSatisfy(offered.contains) else { throw Dispatch.Mismatch(needed: needs.joined(separator: " & ")) }
            let oracles = CProblem(problem), wayBack = CRun(run, problem.meter), sink = CSink()
            guard let status = instance.call(oracles, wayBack, sink) else {
                throw Refusal("\(id) has none of the extensions \(ASSAY_OPTIMIZER), \(ASSAY_SEARCHER) and \(ASSAY_COMPRESSOR)")
            }
            if status == ASSAY_OK, instance.isCompressor { compressed(sink.bytes) }
            switch status {
            case ASSAY_OK: return
            case ASSAY_STOP:
                if let stop = oracles.stop ?? wayBack.stop { throw stop }
                throw Complaint("it says that its budget is spent, and it is not")
            default: throw Complaint(wayBack.reason ?? "it gave up without a reason (status \(status.rawValue))")
            }
        }
    }

    func restore(_ bytes: [UInt8]) throws -> [UInt8] {
        let instance = try instance([:])
        let sink = CSink()
        guard let status = instance.restore(bytes, sink) else { throw Refusal("\(entry.id) is no compressor") }
        guard status == ASSAY_OK else { throw DamagedBytes(at: 0, "the library could not restore them") }
        return entry.needs.contains("RawBytes") ? RestoredBytes(sink.bytes).encoded : sink.tensors.encoded
    }

    private func instance(_ texts: [String: String]) throws -> CInstance {
        _ = try Options(texts, for: card)
        guard let create = unsafe factory.pointee.create else { throw Refusal("its factory makes no methods") }
        let values = options.map { $0.value(texts[$0.option.name] ?? $0.option.defaultText) }
        defer { for value in unsafe values { unsafe free(UnsafeMutablePointer(mutating: value.choice)) } }
        guard let made = unsafe create(index, values, UInt32(values.count)) else { throw Complaint("it cannot be made with these options") }
        return unsafe CInstance(made)
    }
}

/// One method of the library's, ended with this object.
private final class CInstance {
    let pointer: UnsafeMutablePointer<assay_method_t>

    init(_ pointer: UnsafeMutablePointer<assay_method_t>) { unsafe self.pointer = pointer }

    deinit { unsafe pointer.pointee.destroy?(pointer) }

    var isCompressor: Bool { unsafe table(ASSAY_COMPRESSOR) != nil }

    /// Calls the method as what it is; nil where it is nothing that the host knows.
    func call(_ problem: CProblem, _ run: CRun, _ sink: CSink) -> assay_status? {
        if let table = unsafe table(ASSAY_OPTIMIZER) {
            return unsafe table.assumingMemoryBound(to: assay_optimizer_t.self).pointee.minimize?(pointer, problem.pointer, run.pointer)
        }
        if let table = unsafe table(ASSAY_SEARCHER) {
            return unsafe table.assumingMemoryBound(to: assay_searcher_t.self).pointee.search?(pointer, problem.pointer, run.pointer)
        }
        if let table = unsafe table(ASSAY_COMPRESSOR) {
            return unsafe table.assumingMemoryBound(to: assay_compressor_t.self).pointee.compress?(pointer, problem.pointer, run.pointer, sink.pointer)
        }
        return nil
    }

    /// Nil where it is no compressor.
    func restore(_ bytes: [UInt8], _ sink: CSink) -> assay_status? {
        guard let table = unsafe table(ASSAY_COMPRESSOR) else { return nil }
        let compressor = unsafe table.assumingMemoryBound(to: assay_compressor_t.self)
        return unsafe bytes.withUnsafeBufferPointer { unsafe compressor.pointee.restore?(pointer, $0.baseAddress, $0.count, sink.pointer) }
    }

    private func table(_ name: String) -> UnsafeRawPointer? { unsafe pointer.pointee.extension?(pointer, name) }
}
