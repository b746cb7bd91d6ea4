import ForeignFunctions
import Glibc
import Registry

/// The names of a binding in the order in which they come up, each with what it will stand for. By it a binding is checked
/// before anything of the library runs.
struct ForeignScope {
    enum Sort: Equatable {
        case integer, number, text, address
        case memory(ForeignType)

        var words: String {
            switch self {
            case .integer: "an integer"
            case .number: "a number"
            case .text: "a text"
            case .address: "a pointer"
            case .memory(let type): "memory of type \(type.rawValue)"
            }
        }

        func fits(_ type: ForeignType) -> Bool {
            switch self {
            case .integer: type.isInteger || type == .float || type == .double
            case .number: type == .float || type == .double
            case .text: type.isAddress
            case .address: type.isAddress
            case .memory(let element):
                type.isAddress || (type.isInteger ? element.isInteger : !element.isAddress)
            }
        }
    }

    private(set) var names: [String] = []
    private(set) var sorts: [Sort] = []

    /// A name for what comes; it may come up again with the same sort, and then is the same. Memory brings the names of its
    /// size with it, `NAME.count` elements and `NAME.bytes`, right behind its own.
    mutating func add(_ name: String, _ sort: Sort) throws(Refusal) -> Int {
        if let known = names.firstIndex(of: name) {
            guard sorts[known] == sort else { throw Refusal("‘\(name)’ is \(sorts[known].words) already and cannot be \(sort.words) too") }
            return known
        }
        names.append(name)
        sorts.append(sort)
        let index = names.count - 1
        if case .memory = sort {
            names += ["\(name).count", "\(name).bytes"]
            sorts += [.integer, .integer]
        }
        return index
    }

    func index(of name: String) throws(Refusal) -> Int {
        guard let index = names.firstIndex(of: name) else {
            throw Refusal("there is nothing called ‘\(name)’ at this place; there are \(names.joined(separator: ", "))")
        }
        return index
    }

    /// Where a value is that can be passed as a type.
    func index(of name: String, as type: ForeignType) throws(Refusal) -> Int {
        let index = try index(of: name)
        guard sorts[index].fits(type) else { throw Refusal("‘\(name)’ is \(sorts[index].words), and \(type.rawValue) is wanted") }
        return index
    }
}

/// The values of a scope's names while a run lasts, and the memory that was made for them.
final class ForeignFrame {
    private(set) var values: [ForeignValue]
    private var owned: [Int: UnsafeMutableRawPointer] = [:]
    let closures: [String: ForeignClosure]

    init(_ scope: ForeignScope, _ closures: [String: ForeignClosure] = [:]) {
        values = Array(repeating: .none, count: scope.names.count)
        self.closures = closures
    }

    deinit { for memory in unsafe owned.values { unsafe free(memory) } }

    subscript(_ index: Int) -> ForeignValue {
        get { values[index] }
        set { values[index] = newValue }
    }

    /// Zeroed memory under a name; what the name had before is released, or taken again where it is as large.
    func allocate(_ index: Int, _ type: ForeignType, count: Int, bytes: Int) -> ForeignMemory? {
        if case .memory(let old) = values[index], unsafe owned[index] != nil, old.count == count, old.type == type {
            unsafe memset(old.pointer, 0, bytes)
            return old
        }
        unsafe free(owned.removeValue(forKey: index))
        // Never a null pointer, which a library may take for something else.
        guard let memory = unsafe calloc(max(1, bytes), 1) else { return nil }
        unsafe owned[index] = memory
        values[index + 1] = .integer(count)
        values[index + 2] = .integer(bytes)
        let made = unsafe ForeignMemory(pointer: memory, type: type, count: count)
        values[index] = .memory(made)
        return made
    }

    /// A copy of elements under a name.
    func keep<Element: BitwiseCopyable>(_ index: Int, _ elements: [Element], as type: ForeignType) {
        guard let memory = allocate(index, type, count: elements.count, bytes: elements.count * MemoryLayout<Element>.stride) else { return }
        unsafe elements.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { unsafe memory.pointer.copyMemory(from: base, byteCount: bytes.count) }
        }
    }

    func keep(_ index: Int, _ text: String) {
        guard let copy = unsafe strdup(text) else { return }
        unsafe free(owned.updateValue(UnsafeMutableRawPointer(copy), forKey: index))
        values[index] = unsafe .address(copy)
    }
}
