import AssayKit
import ForeignFunctions
import Registry

/// A method made of a library that knows nothing of Assay, by what a registry says of its functions.
struct DescribedMethod: LoadedMethod {
    let entry: MethodEntry
    private let binding: Binding
    private let symbols: ForeignSymbols
    private let role: Role

    /// Checks the whole binding. Nothing of the library is called.
    /// - Throws: `Refusal` naming the place in the binding and what is wrong with it.
    init(_ entry: MethodEntry, _ symbols: ForeignSymbols) throws(Refusal) {
        func refusal(_ problem: String) -> Refusal { Refusal("\(entry.id): \(problem)") }
        guard let binding = entry.binding else { throw refusal("it has no `binding`, which says how the library is called") }
        guard let role = Role(rawValue: entry.role) else { throw refusal("its role ‘\(entry.role)’ is none of optimizer, compressor and searcher") }
        self.entry = entry
        self.binding = binding
        self.symbols = symbols
        self.role = role
        do throws(Refusal) {
            try Self.check(binding, against: role, needs: entry.needs)
            for option in entry.options {
                do { try option.check() } catch { throw Refusal(error.description) }
            }
            for (name, callback) in binding.callbacks ?? [:] {
                do { _ = try Self.signature(callback) } catch { throw Refusal("binding.callbacks.\(name): \(error)") }
            }
            if role == .optimizer { _ = try DescribedOptimizer(entry, binding, symbols) }
            if role == .searcher { _ = try DescribedSearcher(entry, binding, symbols) }
            if role == .compressor {
                _ = try DescribedCompressor(entry, binding, symbols, isRestoring: false)
                _ = try DescribedCompressor(entry, binding, symbols, isRestoring: true)
            }
        } catch { throw refusal(error.description) }
    }

    func make(_ texts: [String: String]) throws -> RunnableMethod {
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            guard let option = entry.options.first(where: { $0.name == name }) else { throw OptionError("\(entry.id) has no option ‘\(name)’") }
            if let complaint = option.complaint(about: text) { throw OptionError("\(entry.id): \(complaint)") }
        }
        let needs = entry.needs
        return RunnableMethod { problem, run, compressed in
            let offered = ProblemKind.offered(by: type(of: problem))
            guard needs.allSatisfy(offered.contains) else { throw Dispatch.Mismatch(needed: needs.joined(separator: " & ")) }
            if role == .optimizer, let objective = problem as? any Objective {
                try DescribedOptimizer(entry, binding, symbols).minimize(objective, run, texts)
            } else if role == .compressor, let block = problem as? any RawBytes {
                compressed(try DescribedCompressor(entry, binding, symbols, isRestoring: false).compress(block, run, texts))
            } else if role == .searcher, let space = problem as? any EuclideanNeighbors {
                try DescribedSearcher(entry, binding, symbols).search(space, run, texts)
            }
        }
    }

    func restore(_ bytes: [UInt8]) throws -> [UInt8] {
        guard role == .compressor else { throw Refusal("\(entry.id) is no compressor") }
        return RestoredBytes(try DescribedCompressor(entry, binding, symbols, isRestoring: true).restore(bytes)).encoded
    }

    /// What the role needs is there, and nothing of another's.
    private static func check(_ binding: Binding, against role: Role, needs: [String]) throws(Refusal) {
        let procedures: [(name: String, role: Role, isThere: Bool)] = [
            ("minimize", .optimizer, binding.minimize != nil), ("compress", .compressor, binding.compress != nil),
            ("restore", .compressor, binding.restore != nil), ("search", .searcher, binding.search != nil), ("answer", .searcher, binding.answer != nil),
        ]
        for procedure in procedures where procedure.isThere != (procedure.role == role) {
            throw Refusal(procedure.isThere ? "`binding.\(procedure.name)` is for another role than \(role.rawValue)" : "its binding has no `\(procedure.name)`")
        }
        let kinds = [Role.optimizer: ["Objective", "Bounded", "Differentiable"], .compressor: ["RawBytes"], .searcher: ["EuclideanNeighbors"]][role] ?? []
        guard needs.count == 1, kinds.contains(needs[0]) else {
            throw Refusal("it needs \(needs.isEmpty ? "nothing" : needs.joined(separator: " & ")), and a described library can need \(kinds.joined(separator: " or "))")
        }
        guard binding.program == nil else { throw Refusal("`binding.program` is for the lane program") }
        if binding.callbacks?.isEmpty == false, role != .optimizer { throw Refusal("`callbacks` are for optimizers") }
    }

    static func signature(_ callback: Binding.Callback) throws(Refusal) -> CallSignature {
        for (index, argument) in callback.arguments.enumerated() {
            guard argument.type != .void else { throw Refusal("arguments[\(index)] is of no type") }
            guard argument.is == .ignored || argument.type == .pointer else { throw Refusal("arguments[\(index)], the \(argument.is.rawValue), is a pointer, not \(argument.type.rawValue)") }
        }
        let meanings = callback.arguments.map(\.is)
        for meaning in [Binding.Callback.Meaning.point, .gradient, .value] where meanings.count(where: { $0 == meaning }) > 1 {
            throw Refusal("two arguments are the \(meaning.rawValue)")
        }
        switch callback.result {
        case .value:
            guard callback.returns == .double || callback.returns == .float else { throw Refusal("it returns the value, which is no \(callback.returns.rawValue)") }
            guard meanings.contains(.point) else { throw Refusal("it returns the value at a point, and no argument is the point") }
        case .constant(let constant):
            guard ForeignValue(constant) != nil else { throw Refusal("it returns a text, and can only return numbers") }
        }
        guard meanings.contains(.point) || !(meanings.contains(.gradient) || meanings.contains(.value)) else { throw Refusal("no argument is the point") }
        return try CallSignature(callback.arguments.map(\.type), callback.returns)
    }
}

extension ForeignScope {
    /// Adds the run's seed and a method's options.
    mutating func addSettings(_ entry: MethodEntry) throws(Refusal) {
        _ = try add("seed", .integer)
        for option in entry.options {
            let sort: Sort = ["integer": .integer, "flag": .integer, "number": .number][option.type] ?? .text
            _ = try add("option.\(option.name)", sort)
        }
    }
}

extension ForeignFrame {
    /// Fills in the values of what `addSettings` added.
    func set(_ entry: MethodEntry, _ scope: ForeignScope, _ run: Run, _ texts: [String: String]) throws {
        self[try scope.index(of: "seed")] = .seed(run.seed)
        for option in entry.options {
            let text = texts[option.name] ?? option.default, index = try scope.index(of: "option.\(option.name)")
            switch option.type {
            case "integer": self[index] = .integer(Int(text) ?? 0)
            case "flag": self[index] = .integer(text == "true" ? 1 : 0)
            case "number": self[index] = .number(Double(text) ?? 0)
            default: keep(index, text)
            }
        }
    }

    /// A procedure's answer: its memory and how many elements of it count.
    func elements(_ result: (slot: Int, count: Int?, type: ForeignType)) throws -> (pointer: UnsafeMutableRawPointer, count: Int) {
        let stated = result.count.flatMap { self[$0].integer }
        switch self[result.slot] {
        case .memory(let memory):
            let count = stated ?? memory.count
            guard (0...memory.count).contains(count) else {
                throw Complaint("the library says that it wrote \(count) elements where there is room for \(memory.count)")
            }
            return unsafe (memory.pointer, count)
        case .address(let pointer):
            guard let pointer = unsafe pointer else { throw Complaint("the library returned no memory") }
            guard let stated, (0...1 << 34).contains(stated) else { throw Complaint("the library says that it returned \(stated ?? -1) elements") }
            return unsafe (pointer, stated)
        default: throw Complaint("the library left no answer")
        }
    }
}
