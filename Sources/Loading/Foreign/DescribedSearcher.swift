import AssayKit
import ForeignFunctions
import Registry

/// A nearest-neighbour index of a described library. The library is handed a copy of all vectors, each charged as one of
/// `vectors`; the distances that it computes among them are its own affair, and Euclidean for all that it is told.
struct DescribedSearcher {
    private let entry: MethodEntry
    private let scope: ForeignScope
    private let build: ForeignScript
    private let answer: ForeignScript
    private let result: (slot: Int, count: Int?, type: ForeignType)

    init(_ entry: MethodEntry, _ binding: Binding, _ symbols: ForeignSymbols) throws(Refusal) {
        guard let search = binding.search, let answer = binding.answer else { throw Refusal("its binding lacks `search` or `answer`") }
        self.entry = entry
        var scope = ForeignScope()
        _ = try scope.add("vectors", .memory(.float))
        _ = try scope.add("count", .integer)
        _ = try scope.add("dimension", .integer)
        try scope.addSettings(entry)
        build = try ForeignScript(search, at: "binding.search", &scope, symbols)
        _ = try scope.add("query", .memory(.float))
        _ = try scope.add("k", .integer)
        self.answer = try ForeignScript(answer, at: "binding.answer", &scope, symbols)
        guard let result = self.answer.result else { throw Refusal("binding.answer has no `result`, which says where the neighbours' indices are") }
        guard result.type.isInteger else { throw Refusal("binding.answer.result: neighbours are integers, not \(result.type.rawValue)") }
        self.result = result
        self.scope = scope
    }

    func search(_ space: any EuclideanNeighbors, _ run: Run, _ options: [String: String]) throws {
        let frame = ForeignFrame(scope)
        let (count, dimension) = (space.count, space.dimension)
        frame.keep(try scope.index(of: "vectors"), try space.vectors(), as: .float)
        frame[try scope.index(of: "count")] = .integer(count)
        frame[try scope.index(of: "dimension")] = .integer(dimension)
        try frame.set(entry, scope, run, options)
        let query = try scope.index(of: "query"), k = try scope.index(of: "k")
        try build.run(frame) { frame in
            try space.serve { vector, wanted, neighbors in
                frame.keep(query, unsafe vector.withUnsafeBufferPointer { unsafe Array($0) }, as: .float)
                // A library that is asked for more than there is may do anything.
                frame[k] = .integer(min(wanted, count))
                try answer.run(frame) { frame in
                    let (pointer, found) = try frame.elements(result)
                    for index in 0..<found {
                        guard let neighbor = unsafe result.type.load(from: UnsafeRawPointer(pointer + index * result.type.bytes)).integer else { continue }
                        // Many libraries fill up with -1 where they found fewer.
                        if neighbor >= 0 { neighbors.append(neighbor) }
                    }
                }
            }
        }
    }
}
