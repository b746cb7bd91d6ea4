import AssayKit

extension ByteWriter {
    mutating func append(numbers: [Double]) {
        append(variable: numbers.count)
        for number in numbers { append(number) }
    }
}

extension ByteReader {
    mutating func numbers() throws(DamagedBytes) -> [Double] {
        var numbers: [Double] = []
        for _ in 0..<(try variable(atMost: remaining / 8)) { numbers.append(try double()) }
        return numbers
    }
}

extension SealedProblem {
    /// Decoded at each use, which is at a method's beginning.
    var blockFacts: BlockFacts? { try? BlockFacts(encoded: facts.blocks) }
}

extension Mailbox {
    func put(numbers: [Double]) { put(numbers.span) }
}
