import AssayKit
import CLibFFI
import ForeignFunctions
import Registry

/// A function pointer of the host's, for a library to call: it carries what it needs itself, whether or not the library
/// hands user data through. It stays valid until the run is over.
final class ForeignClosure {
    /// What the library is given.
    let code: UnsafeMutableRawPointer
    private let memory: UnsafeMutableRawPointer
    private let signature: CallSignature
    private let objective: ForeignObjective
    private let point: Int?
    private let gradient: Int?
    private let value: Int?
    private let constant: ForeignValue?

    /// - Throws: `Refusal` where the system gives no memory for code.
    init(_ callback: Binding.Callback, _ signature: CallSignature, _ objective: ForeignObjective) throws(Refusal) {
        func place(_ meaning: Binding.Callback.Meaning) -> Int? { callback.arguments.firstIndex { $0.is == meaning } }
        self.signature = signature
        self.objective = objective
        (point, gradient, value) = (place(.point), place(.gradient), place(.value))
        constant = if case .constant(let constant) = callback.result { ForeignValue(constant) } else { nil }
        var code: UnsafeMutableRawPointer?
        guard let memory = unsafe ffi_closure_alloc(MemoryLayout<ffi_closure>.size, &code), let code = unsafe code else {
            throw Refusal("the system gives no memory for a callback's code")
        }
        unsafe (self.memory, self.code) = (memory, code)
        let status = unsafe ffi_prep_closure_loc(
            memory.assumingMemoryBound(to: ffi_closure.self), signature.pointer,
            { _, result, arguments, context in
                guard let context = unsafe context, let arguments = unsafe arguments else { return }
                unsafe Unmanaged<ForeignClosure>.fromOpaque(context).takeUnretainedValue().answer(arguments, result)
            }, Unmanaged.passUnretained(self).toOpaque(), code)
        guard status == FFI_OK else { throw Refusal("libffi does not take a callback's signature (status \(status.rawValue))") }
    }

    deinit { unsafe ffi_closure_free(memory) }

    private func answer(_ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ result: UnsafeMutableRawPointer?) {
        func pointer(_ index: Int?) -> UnsafeMutablePointer<Double>? {
            guard let index else { return nil }
            return unsafe arguments[index]?.load(as: UnsafeMutablePointer<Double>?.self)
        }
        var answer = ForeignValue.number(0)
        if let point = unsafe pointer(point) {
            let found = unsafe objective.evaluate(point, pointer(gradient))
            unsafe pointer(value)?.pointee = found
            answer = .number(found)
        }
        guard let result = unsafe result else { return }
        let returned = constant ?? answer
        if signature.result.isInteger, let integer = returned.integer {
            // libffi takes a whole word.
            unsafe result.storeBytes(of: integer, as: Int.self)
        } else {
            _ = unsafe signature.result.store(returned, at: result)
        }
    }
}

extension ForeignValue {
    /// Nil for a text, whose memory somebody must own.
    init?(_ constant: Binding.Constant) {
        switch constant {
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .text: return nil
        }
    }
}
