import Synchronization

/// A kind of oracle call that is charged, such as `gradients`. Budgets name it by this word.
public struct Oracle: Sendable, Hashable {
    /// How many kinds there can be; a meter keeps one counter for each.
    static let capacity = 64

    let index: Int

    /// The oracle of that name; the same name gives the same oracle.
    public init(_ name: String) {
        index = Self.names.withLock { names in
            if let known = names.firstIndex(of: name) { return known }
            precondition(names.count < Self.capacity, "more than \(Self.capacity) kinds of oracle")
            names.append(name)
            return names.count - 1
        }
    }

    /// The word by which budgets and records call it.
    public var name: String { Self.names.withLock { $0[index] } }

    private static let names = Mutex<[String]>([])
    static var all: [Oracle] { names.withLock { $0.indices.map(Oracle.init(index:)) } }

    private init(index: Int) { self.index = index }
}
