import ForeignFunctions
import Registry

extension ForeignScript {
    /// Checks a procedure of a binding and finds its functions. Nothing of the library is called.
    /// - Parameters:
    ///   - scope: the names that are there before; it is given those that the procedure makes.
    ///   - place: where in the binding it stands, for what is said of it.
    /// - Throws: `Refusal` naming the place and what is wrong with it.
    init(_ procedure: Binding.Procedure, at place: String, _ scope: inout ForeignScope, _ symbols: ForeignSymbols, callbacks: Set<String> = []) throws(Refusal) {
        let checker = Checker(symbols: symbols, callbacks: callbacks)
        var steps: [Step] = []
        for (index, step) in procedure.steps.enumerated() {
            do { steps.append(try checker.step(step, &scope)) } catch { throw Refusal("\(place).steps[\(index)]: \(error)") }
        }
        var finally: [Call] = []
        for (index, step) in (procedure.finally ?? []).enumerated() {
            do {
                guard case .call(let call) = try checker.step(step, &scope) else { throw Refusal("only calls stand here") }
                finally.append(call)
            } catch { throw Refusal("\(place).finally[\(index)]: \(error)") }
        }
        self.steps = steps
        self.finally = finally
        do { result = try procedure.result.map { result throws(Refusal) in try Self.result(result, scope) } } catch { throw Refusal("\(place).result: \(error)") }
    }

    private static func result(_ result: Binding.Result, _ scope: ForeignScope) throws(Refusal) -> (slot: Int, count: Int?, type: ForeignType) {
        let slot = try scope.index(of: result.value)
        let count: Int?
        if let name = result.count { count = try scope.index(of: name, as: .size) } else { count = nil }
        switch scope.sorts[slot] {
        case .memory(let type): return (slot, count, type)
        case .address:
            guard let type = result.type, count != nil else {
                throw Refusal("‘\(result.value)’ is a pointer that the library returned; say the `type` and the `count` of what it points to")
            }
            return (slot, count, type)
        default: throw Refusal("‘\(result.value)’ is \(scope.sorts[slot].words) and no memory")
        }
    }
}

private struct Checker {
    let symbols: ForeignSymbols
    let callbacks: Set<String>

    func step(_ step: Binding.Step, _ scope: inout ForeignScope) throws(Refusal) -> ForeignScript.Step {
        switch (step.call, step.allocate) {
        case (let name?, nil):
            guard step.type == nil, step.count == nil, step.value == nil, step.constant == nil, step.structure == nil else {
                throw Refusal("a call has none of `type`, `count`, `value`, `constant` and `structure`, which are for `allocate`")
            }
            return .call(try call(name, step, &scope))
        case (nil, let name?):
            guard step.arguments == nil, step.returns == nil, step.as == nil, step.expect == nil, step.message == nil, step.library == nil, step.fixedArguments == nil else {
                throw Refusal("memory has none of `arguments`, `returns`, `as`, `expect`, `message`, `library` and `fixedArguments`, which are for `call`")
            }
            return try memory(name, step, &scope)
        default: throw Refusal("a step has either `call` or `allocate`")
        }
    }

    private func call(_ name: String, _ step: Binding.Step, _ scope: inout ForeignScope) throws(Refusal) -> ForeignScript.Call {
        let returns = step.returns ?? .void
        let (function, sources) = try function(name, step.library, step.arguments ?? [], returns, step.fixedArguments, &scope)
        var result: Int?
        if let name = step.as {
            switch returns {
            case .void: throw Refusal("\(function.name) returns nothing that could be called ‘\(name)’; say what it `returns`")
            case .pointer, .string: result = try scope.add(name, .address)
            case .float, .double: result = try scope.add(name, .number)
            default: result = try scope.add(name, .integer)
            }
        }
        if let expect = step.expect {
            guard returns.isInteger || returns.isAddress else { throw Refusal("`expect` is for functions that return an integer or a pointer; \(function.name) returns \(returns.rawValue)") }
            guard !expect.isEmpty else { throw Refusal("`expect` expects nothing; it has equals, notEquals, atLeast, atMost and oneOf") }
        }
        var message: (ForeignFunction, [ForeignScript.Source])?
        if let wanted = step.message {
            guard step.expect != nil else { throw Refusal("a `message` is for where what was expected is not met, and nothing is expected") }
            message = try self.function(wanted.call, step.library, wanted.arguments, .string, nil, &scope)
        }
        return ForeignScript.Call(function: function, arguments: sources, result: result, expectation: step.expect, message: message)
    }

    private func function(
        _ name: String, _ library: String?, _ arguments: [Binding.Argument], _ returns: ForeignType, _ fixed: Int?, _ scope: inout ForeignScope
    ) throws(Refusal) -> (ForeignFunction, [ForeignScript.Source]) {
        guard fixed.map({ (1...max(1, arguments.count)).contains($0) }) ?? true else { throw Refusal("`fixedArguments` is not between 1 and the number of arguments") }
        var sources: [ForeignScript.Source] = []
        for (index, argument) in arguments.enumerated() {
            do { sources.append(try source(argument, &scope)) } catch { throw Refusal("arguments[\(index)] of \(name): \(error)") }
        }
        return (try symbols.function(name, in: library, try CallSignature(arguments.map(\.type), returns, fixed: fixed)), sources)
    }

    private func source(_ argument: Binding.Argument, _ scope: inout ForeignScope) throws(Refusal) -> ForeignScript.Source {
        guard argument.type != .void else { throw Refusal("nothing is passed as void") }
        switch (argument.value, argument.constant, argument.callback) {
        case (let name?, nil, nil): return .slot(try scope.index(of: name, as: argument.type))
        case (nil, let constant?, nil): return try self.constant(constant, argument.type, &scope)
        case (nil, nil, let name?):
            guard argument.type == .pointer else { throw Refusal("a callback is passed as a pointer, not as \(argument.type.rawValue)") }
            guard callbacks.contains(name) else { throw Refusal("there is no callback ‘\(name)’; the binding's `callbacks` describe them") }
            return .closure(name)
        default: throw Refusal("it needs exactly one of `value`, `constant` and `callback`")
        }
    }

    private func constant(_ constant: Binding.Constant, _ type: ForeignType, _ scope: inout ForeignScope) throws(Refusal) -> ForeignScript.Source {
        if case .text(let text) = constant {
            guard type.isAddress else { throw Refusal("the text ‘\(text)’ is no \(type.rawValue)") }
            return .text(try scope.add("‘\(text)’", .text), text)
        }
        let isFitting: Bool
        switch constant {
        case .integer(let value): isFitting = type.isAddress ? value == 0 : !type.isInteger || type.holds(value)
        default: isFitting = type == .float || type == .double
        }
        guard isFitting, let value = ForeignValue(constant) else { throw Refusal("the constant does not fit \(type.rawValue)\(type.isAddress ? ", which can only be 0" : "")") }
        return .constant(value)
    }

    private func memory(_ name: String, _ step: Binding.Step, _ scope: inout ForeignScope) throws(Refusal) -> ForeignScript.Step {
        if let members = step.structure {
            guard step.type == nil, step.count == nil, step.value == nil, step.constant == nil else { throw Refusal("a structure has neither type, count nor value of its own") }
            var offset = 0, alignment = 1
            var laidOut: [ForeignScript.Member] = []
            for (index, member) in members.enumerated() {
                do {
                    let bytes = member.type.bytes
                    let source = try source(member, &scope)
                    offset = (offset + bytes - 1) / bytes * bytes
                    laidOut.append(.init(type: member.type, offset: offset, source: source))
                    offset += bytes
                    alignment = max(alignment, bytes)
                } catch { throw Refusal("structure[\(index)]: \(error)") }
            }
            guard !laidOut.isEmpty else { throw Refusal("the structure has no members") }
            let bytes = (offset + alignment - 1) / alignment * alignment
            return .structure(slot: try scope.add(name, .memory(.uint8)), bytes: bytes, members: laidOut)
        }
        guard let type = step.type, type != .void else { throw Refusal("memory has a `type`, which is not void, or a `structure`") }
        var fill: ForeignScript.Source?
        switch (step.value, step.constant) {
        case (let name?, nil): fill = .slot(try scope.index(of: name, as: type))
        case (nil, let constant?): fill = try self.constant(constant, type, &scope)
        case (nil, nil): break
        default: throw Refusal("memory is filled with a `value` or a `constant`, not both")
        }
        let amount = step.count ?? .number(1)
        var countSlot: Int?
        switch amount {
        case .number(let number): guard (0...1 << 34).contains(number) else { throw Refusal("memory for \(number) elements") }
        case .name(let name), .affine(let name, _, _): countSlot = try scope.index(of: name, as: .size)
        }
        return .array(slot: try scope.add(name, .memory(type)), type: type, count: amount, countSlot: countSlot, fill: fill)
    }
}
