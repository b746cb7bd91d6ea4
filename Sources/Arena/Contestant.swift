import Loading
public import Registry

/// A registered method with the options of one comparison: `hnsw[efSearch=50]`.
public struct Contestant: Sendable {
    public let library: LibraryEntry
    public let method: MethodEntry
    public let options: [String: String]
    /// Options that the host has chosen for it on one instance; no part of its label.
    private(set) var chosen: [String: String] = [:]

    /// All that differ from the card's defaults.
    var allOptions: [String: String] { options.merging(chosen) { $1 } }

    func choosing(_ value: String, for option: String) -> Contestant {
        var copy = self
        copy.chosen[option] = value
        return copy
    }

    /// As on the command line: the id, and the options that differ from their defaults.
    public var label: String {
        guard !options.isEmpty else { return method.id }
        return method.id + "[" + options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",") + "]"
    }

    public init(library: LibraryEntry, method: MethodEntry, options: [String: String] = [:]) {
        self.library = library
        self.method = method
        self.options = options
    }

    /// Reads `id` or `id[name=value,name=value]`, checked against the registered card.
    /// - Throws: `ArenaError` naming the word that is wrong and what there is instead.
    public init(text: String, in registry: Registry) throws(ArenaError) {
        let parts = text.split(separator: "[", maxSplits: 1, omittingEmptySubsequences: false)
        let id = String(parts[0])
        guard let found = registry.methods.first(where: { $0.method.id == id }) else {
            let near = registry.methods.map(\.method.id).sorted().joined(separator: ", ")
            throw ArenaError("no method ‘\(id)’ is registered; there are \(near.isEmpty ? "none: run `make`" : near)")
        }
        var options: [String: String] = [:]
        if parts.count == 2 {
            guard parts[1].hasSuffix("]") else { throw ArenaError("‘\(text)’ lacks its closing bracket; write \(id)[option=value]") }
            for pair in parts[1].dropLast().split(separator: ",") {
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard sides.count == 2 else { throw ArenaError("‘\(pair)’ in ‘\(text)’ is not option=value") }
                let name = String(sides[0])
                guard let option = found.method.options.first(where: { $0.name == name }) else {
                    let names = found.method.options.map(\.name).joined(separator: ", ")
                    throw ArenaError("\(id) has no option ‘\(name)’; it has \(names.isEmpty ? "none" : names)")
                }
                if let complaint = option.complaint(about: String(sides[1])) { throw ArenaError("\(id): \(complaint)") }
                guard options.updateValue(String(sides[1]), forKey: name) == nil else { throw ArenaError("‘\(text)’ sets \(name) twice") }
            }
        }
        self.init(library: found.library, method: found.method, options: options)
    }
}
