package import CLibFFI
package import Registry

extension ForeignType {
    var description: UnsafeMutablePointer<ffi_type>? {
        switch self {
        case .void: unsafe assay_ffi_void()
        case .pointer, .string: unsafe assay_ffi_pointer()
        case .float: unsafe assay_ffi_float()
        case .double: unsafe assay_ffi_double()
        default: unsafe assay_ffi_integer(Int32(bytes), isSigned ? 1 : 0)
        }
    }
}

/// The types of a function's arguments and result, as libffi wants them; they outlive what is made of them.
package final class CallSignature {
    package let pointer: UnsafeMutablePointer<ffi_cif>
    package let arguments: [ForeignType]
    package let result: ForeignType
    private let types: UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>

    /// - Parameter fixed: how many arguments stand before `...`, in a function that has it.
    /// - Throws: `Refusal` where libffi makes nothing of them.
    package init(_ arguments: [ForeignType], _ result: ForeignType, fixed: Int? = nil) throws(Refusal) {
        self.arguments = arguments
        self.result = result
        unsafe pointer = .allocate(capacity: 1)
        unsafe types = .allocate(capacity: max(1, arguments.count))
        for (index, type) in arguments.enumerated() { unsafe types[index] = type.description }
        let status =
            if let fixed {
                unsafe ffi_prep_cif_var(pointer, assay_ffi_abi(), UInt32(fixed), UInt32(arguments.count), result.description, types)
            } else {
                unsafe ffi_prep_cif(pointer, assay_ffi_abi(), UInt32(arguments.count), result.description, types)
            }
        guard status == FFI_OK else { throw Refusal("libffi does not take its signature (status \(status.rawValue))") }
    }

    deinit {
        unsafe pointer.deallocate()
        unsafe types.deallocate()
    }
}

/// A function of a library's with its signature.
package final class ForeignFunction {
    package let name: String
    package let signature: CallSignature
    private let symbol: UnsafeMutableRawPointer
    /// One word an argument, and where libffi looks for each.
    private let words: UnsafeMutablePointer<UInt64>
    private let places: UnsafeMutablePointer<UnsafeMutableRawPointer?>

    package init(_ name: String, _ symbol: UnsafeMutableRawPointer, _ signature: CallSignature) {
        self.name = name
        unsafe self.symbol = symbol
        self.signature = signature
        let count = max(1, signature.arguments.count)
        unsafe words = .allocate(capacity: count)
        unsafe words.initialize(repeating: 0, count: count)
        unsafe places = .allocate(capacity: count)
        for index in 0..<count { unsafe places[index] = UnsafeMutableRawPointer(words + index) }
    }

    deinit {
        unsafe words.deallocate()
        unsafe places.deallocate()
    }

    /// Puts a value where the next call takes it from.
    /// - Returns: false where it does not fit the argument's type.
    package func set(_ index: Int, _ value: ForeignValue) -> Bool {
        unsafe signature.arguments[index].store(value, at: UnsafeMutableRawPointer(words + index))
    }

    package func call() -> ForeignValue {
        // Room for what libffi returns: integers smaller than a word come as a whole one.
        var result: (UInt64, UInt64) = (0, 0)
        let function = unsafe unsafeBitCast(symbol, to: (@convention(c) () -> Void).self)
        return withUnsafeMutableBytes(of: &result) { room in
            unsafe ffi_call(signature.pointer, function, room.baseAddress, places)
            guard let base = room.baseAddress else { return .none }
            return unsafe signature.result.load(from: UnsafeRawPointer(base))
        }
    }
}
