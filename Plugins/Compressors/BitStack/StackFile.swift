import AssayKit

/// Reads what `BitStack` wrote.
enum StackFile {
    static func restore(_ bytes: Span<UInt8>) throws(DamagedBytes) -> Tensors {
        var reader = ByteReader(bytes)
        let signature = Array(BitStack.signature.utf8)
        guard reader.remaining >= signature.count, try reader.bytes(signature.count) == signature else {
            throw DamagedBytes(at: 0, "they do not begin with \(BitStack.signature)")
        }
        let blockCount = try reader.variable()
        let others = try Tensors(from: &reader)
        var stacks: [(name: String, stack: ScaledStack)] = []
        var nameAtPlace: [Int: String] = [:]
        // Each matrix has one block at the least, with a bit for each entry.
        var entriesLeft = reader.remaining * 8
        for _ in 0..<(try reader.variable(atMost: min(blockCount, reader.remaining))) {
            let begin = reader.offset
            let name = try reader.text()
            let place = try reader.variable()
            guard others[name] == nil, !stacks.contains(where: { $0.name == name }), nameAtPlace[place] == nil else {
                throw DamagedBytes(at: begin, "two tensors are called \(name), or are in one place")
            }
            nameAtPlace[place] = name
            let stack = try ScaledStack(from: &reader, atMost: entriesLeft)
            entriesLeft -= stack.rows * stack.columns
            stacks.append((name, stack))
        }
        var hasBlock = stacks.map { _ in false }
        for _ in 0..<blockCount {
            let begin = reader.offset
            let i = try reader.variable()
            guard stacks.indices.contains(i) else { throw DamagedBytes(at: begin, "a block of matrix \(i) of \(stacks.count)") }
            let stack = stacks[i].stack
            stacks[i].stack.add(try ResidualBlock(rows: stack.rows, columns: stack.columns, rank: stack.rank, from: &reader))
            hasBlock[i] = true
        }
        try reader.finish()
        guard hasBlock.allSatisfy({ $0 }) else { throw DamagedBytes(at: reader.offset, "a matrix without any block") }

        let restored = Dictionary(uniqueKeysWithValues: stacks.map { ($0.name, $0.stack.tensor) })
        var tensors = Tensors()
        var rest = others.names[...]
        for place in 0..<others.names.count + stacks.count {
            guard let name = nameAtPlace[place] ?? rest.popFirst() else { throw DamagedBytes(at: 0, "a tensor in no place") }
            tensors[name] = restored[name] ?? others[name]
        }
        return tensors
    }
}
