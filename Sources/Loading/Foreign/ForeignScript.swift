import ForeignFunctions
import Glibc
import Registry

/// Finds functions in the libraries of an entry.
struct ForeignSymbols: Sendable {
    // Unchecked: the libraries stay loaded for good.
    /// By the path that the entry gives; the entry's own library under the empty name.
    nonisolated(unsafe) let handles: [String: UnsafeMutableRawPointer]

    func function(_ name: String, in library: String?, _ signature: CallSignature) throws(Refusal) -> ForeignFunction {
        guard let handle = unsafe handles[library ?? ""] else {
            throw Refusal("the library ‘\(library ?? "")’ is none of the entry's companions; name it in `companions`")
        }
        guard let symbol = unsafe dlsym(handle, name) else {
            throw Refusal("there is no function ‘\(name)’ in the library; look at its header, or at `nm -D`")
        }
        return unsafe ForeignFunction(name, symbol, signature)
    }
}

/// A procedure of a binding, checked and ready: its names are places in a frame, its functions are found.
struct ForeignScript {
    enum Source {
        case slot(Int)
        case constant(ForeignValue)
        case text(Int, String)
        case closure(String)
    }

    struct Call {
        let function: ForeignFunction
        let arguments: [Source]
        let result: Int?
        let expectation: Binding.Expectation?
        let message: (function: ForeignFunction, arguments: [Source])?
    }

    struct Member {
        let type: ForeignType
        let offset: Int
        let source: Source
    }

    enum Step {
        case call(Call)
        /// Elements that all begin as the same.
        case array(slot: Int, type: ForeignType, count: Binding.Amount, countSlot: Int?, fill: Source?)
        case structure(slot: Int, bytes: Int, members: [Member])
    }

    let steps: [Step]
    let finally: [Call]
    let result: (slot: Int, count: Int?, type: ForeignType)?

    /// Runs the steps; the last ones whatever became of the others, where what they name is there.
    /// - Parameter body: given the frame when the steps are done, before anything is released.
    /// - Throws: `Complaint` naming the function that failed, or what the body throws.
    func run<Result>(_ frame: ForeignFrame, _ body: (ForeignFrame) throws -> Result) throws -> Result {
        defer { for call in finally where isReady(call, frame) { try? perform(call, frame) } }
        for step in steps { try perform(step, frame) }
        return try body(frame)
    }

    private func isReady(_ call: Call, _ frame: ForeignFrame) -> Bool {
        call.arguments.allSatisfy { argument in
            guard case .slot(let slot) = argument else { return true }
            return switch frame[slot] {
            case .none: false
            case .address(let pointer): unsafe pointer != nil
            default: true
            }
        }
    }

    private func perform(_ step: Step, _ frame: ForeignFrame) throws {
        switch step {
        case .call(let call): try perform(call, frame)
        case .array(let slot, let type, let amount, let countSlot, let fill):
            let count = try count(amount, countSlot, frame)
            guard let memory = frame.allocate(slot, type, count: count, bytes: count * type.bytes) else {
                throw Complaint("there is no memory for \(count) elements of type \(type.rawValue)")
            }
            guard let fill else { return }
            let value = value(fill, frame)
            for index in 0..<count where unsafe !type.store(value, at: memory.pointer + index * type.bytes) {
                throw Complaint("what memory is filled with does not fit \(type.rawValue)")
            }
        case .structure(let slot, let bytes, let members):
            guard let memory = frame.allocate(slot, .uint8, count: bytes, bytes: bytes) else { throw Complaint("there is no memory for a structure") }
            for member in members where unsafe !member.type.store(value(member.source, frame), at: memory.pointer + member.offset) {
                throw Complaint("a member of a structure does not fit \(member.type.rawValue)")
            }
        }
    }

    private func count(_ amount: Binding.Amount, _ slot: Int?, _ frame: ForeignFrame) throws -> Int {
        let count: Int?
        switch amount {
        case .number(let number): count = number
        case .name: count = slot.flatMap { frame[$0].integer }
        case .affine(_, let times, let plus):
            count = slot.flatMap { frame[$0].integer }.flatMap { Int(exactly: (Double($0) * times).rounded(.up)) }.map { $0 + plus }
        }
        guard let count, (0...1 << 34).contains(count) else {
            throw Complaint("memory for \(count.map(String.init) ?? "no number of") elements is asked for")
        }
        return count
    }

    private func value(_ source: Source, _ frame: ForeignFrame) -> ForeignValue {
        switch source {
        case .slot(let slot): return frame[slot]
        case .constant(let value): return value
        case .text(let slot, let text):
            if case .none = frame[slot] { frame.keep(slot, text) }
            return frame[slot]
        case .closure(let name): return unsafe .address(frame.closures[name]?.code)
        }
    }

    private func perform(_ call: Call, _ frame: ForeignFrame) throws {
        let returned = try perform(call.function, call.arguments, frame)
        if let slot = call.result { frame[slot] = returned }
        guard let expectation = call.expectation, let value = returned.integer, !expectation.isMet(by: value) else { return }
        var why = "\(call.function.name) returned \(value)"
        if let message = call.message, case .address(let pointer) = try perform(message.function, message.arguments, frame), let text = unsafe pointer {
            let words = unsafe String(cString: text.assumingMemoryBound(to: CChar.self))
            why += ": \(words)"
        }
        throw Complaint(why)
    }

    private func perform(_ function: ForeignFunction, _ arguments: [Source], _ frame: ForeignFrame) throws -> ForeignValue {
        for (index, argument) in arguments.enumerated() {
            let value = value(argument, frame)
            guard function.set(index, value) else {
                throw Complaint("argument \(index) of \(function.name), \(value.integer.map(String.init) ?? "a pointer"), does not fit \(function.signature.arguments[index].rawValue)")
            }
        }
        return function.call()
    }
}

extension Binding.Expectation {
    func isMet(by value: Int) -> Bool {
        (equals.map { $0 == value } ?? true) && (notEquals.map { $0 != value } ?? true) && (atLeast.map { $0 <= value } ?? true)
            && (atMost.map { $0 >= value } ?? true) && (oneOf?.contains(value) ?? true)
    }
}
