public import AssayKit
import ForeignFunctions
public import Registry

/// A method of a loaded library, by whatever lane it came in: what the host knows of it, and how it is run.
public protocol LoadedMethod: Sendable {
    /// What it says of itself.
    var entry: MethodEntry { get }
    /// The method with these options, for one run.
    /// - Throws: where an option is unknown or outside its limits, or the method refuses them.
    func make(_ options: [String: String]) throws -> RunnableMethod
    /// What a compressor restores from bytes alone, encoded.
    /// - Throws: what the method throws, or `Refusal` where it is no compressor.
    func restore(_ bytes: [UInt8]) throws -> [UInt8]
}

/// A method with its options, ready for a run.
public struct RunnableMethod {
    private let body: (any Metered, Run, ([UInt8]) -> Void) throws -> Void

    /// - Parameter body: the whole run, given the problem and where a compressor's bytes go.
    package init(_ body: @escaping (any Metered, Run, ([UInt8]) -> Void) throws -> Void) { self.body = body }

    /// Runs to the method's end.
    /// - Parameter compressed: given what a compressor returns.
    /// - Throws: `Dispatch.Mismatch` where the problem is not what the method needs, or what the method throws.
    public func run(on problem: any Metered, _ run: Run, compressed: ([UInt8]) -> Void) throws { try body(problem, run, compressed) }
}

/// A method that is a Swift type.
public struct SwiftMethod: LoadedMethod {
    public let type: any Method.Type
    public let entry: MethodEntry

    init(_ type: any Method.Type) throws(Refusal) {
        self.type = type
        entry = try MethodEntry(describing: type)
    }

    public func make(_ options: [String: String]) throws -> RunnableMethod {
        let method = try type.init(try Options(options, for: type.card))
        return RunnableMethod { try Dispatch.call(method, on: $0, $1, compressed: $2) }
    }

    public func restore(_ bytes: [UInt8]) throws -> [UInt8] {
        func restore<C: Compressor>(_ type: C.Type) throws -> [UInt8] { try type.restore(bytes.span).encoded }
        guard let compressor = type as? any Compressor.Type else { throw Refusal("\(entry.id) is no compressor") }
        return try restore(compressor)
    }
}
