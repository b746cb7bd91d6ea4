import AssayKit
import ForeignFunctions
import Registry

/// A compressor of a described library, or its way back.
///
/// A binding that asks for `original.count` when it restores has it kept before the compressed bytes, as a number of
/// variable length; it counts towards the size.
struct DescribedCompressor {
    private let entry: MethodEntry
    private let scope: ForeignScope
    private let script: ForeignScript
    private let keepsCount: Bool
    private let isRestoring: Bool
    private static let originalCount = "original.count"

    init(_ entry: MethodEntry, _ binding: Binding, _ symbols: ForeignSymbols, isRestoring: Bool) throws(Refusal) {
        guard let procedure = isRestoring ? binding.restore : binding.compress, let restore = binding.restore else {
            throw Refusal("its binding has no `\(isRestoring ? "restore" : "compress")`")
        }
        self.entry = entry
        self.isRestoring = isRestoring
        keepsCount = restore.names.contains(Self.originalCount)
        var scope = ForeignScope()
        _ = try scope.add("input", .memory(.uint8))
        if isRestoring { _ = try scope.add(Self.originalCount, .integer) } else { try scope.addSettings(entry) }
        let place = isRestoring ? "binding.restore" : "binding.compress"
        script = try ForeignScript(procedure, at: place, &scope, symbols)
        guard let result = script.result else { throw Refusal("\(place) has no `result`, which says where the bytes are") }
        guard result.type.bytes == 1 else { throw Refusal("\(place).result: bytes are of type uint8 or int8, not \(result.type.rawValue)") }
        self.scope = scope
    }

    func compress(_ block: any RawBytes, _ run: Run, _ options: [String: String]) throws -> [UInt8] {
        let input = block.bytes
        let frame = ForeignFrame(scope)
        try frame.set(entry, scope, run, options)
        var writer = ByteWriter()
        if keepsCount { writer.append(variable: input.count) }
        writer.append(contentsOf: try perform(input, frame))
        return writer.bytes
    }

    func restore(_ bytes: [UInt8]) throws -> [UInt8] {
        var reader = ByteReader(bytes)
        let frame = ForeignFrame(scope)
        // No more than the host takes of any answer.
        if keepsCount { frame[try scope.index(of: Self.originalCount)] = .integer(try reader.variable(atMost: 1 << 30)) }
        let offset = reader.offset
        do { return try perform(reader.bytes(reader.remaining), frame) } catch let complaint as Complaint {
            throw DamagedBytes(at: offset, complaint.description)
        }
    }

    private func perform(_ input: [UInt8], _ frame: ForeignFrame) throws -> [UInt8] {
        frame.keep(try scope.index(of: "input"), input, as: .uint8)
        return try script.run(frame) { frame in
            guard let result = script.result else { return [] }
            let (pointer, count) = try frame.elements(result)
            return unsafe Array(UnsafeRawBufferPointer(start: pointer, count: count))
        }
    }
}

extension Binding.Procedure {
    /// Every name that its steps look at.
    var names: Set<String> {
        var names: Set<String> = []
        for step in steps + (finally ?? []) {
            for argument in (step.arguments ?? []) + (step.structure ?? []) + (step.message?.arguments ?? []) {
                if let name = argument.value { names.insert(name) }
            }
            if let name = step.value { names.insert(name) }
            switch step.count {
            case .name(let name), .affine(let name, _, _): names.insert(name)
            default: break
            }
        }
        if let result { names.formUnion([result.value, result.count ?? result.value]) }
        return names
    }
}
