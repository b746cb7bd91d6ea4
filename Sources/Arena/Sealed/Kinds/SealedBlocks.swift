import AssayKit

struct BlockFacts: Transferable {
    let smoothness: [Double]
    let absoluteWeights: [Double]
    let dependencies: [[Int]]

    init(_ problem: any BlockCoordinates) {
        smoothness = problem.coordinateSmoothness
        absoluteWeights = problem.absoluteWeights
        dependencies = problem.sparseDependencies ?? []
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(numbers: smoothness)
        writer.append(numbers: absoluteWeights)
        writer.append(variable: dependencies.count)
        for list in dependencies {
            writer.append(variable: list.count)
            for index in list { writer.append(variable: index) }
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        smoothness = try reader.numbers()
        absoluteWeights = try reader.numbers()
        var dependencies: [[Int]] = []
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            var list: [Int] = []
            for _ in 0..<(try reader.variable(atMost: reader.remaining)) { list.append(try reader.variable()) }
            dependencies.append(list)
        }
        self.dependencies = dependencies
    }
}

extension BlockCoordinates where Self: SealedProblem {
    var coordinateSmoothness: [Double] { blockFacts?.smoothness ?? [] }
    var absoluteWeights: [Double] { blockFacts?.absoluteWeights ?? [] }

    func computePartialDerivatives(of block: Span<Int>, at point: Span<Double>, into derivatives: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        mailbox.first = block.count
        mailbox.put(point)
        mailbox.put(block, at: 8 * point.count)
        if ask(.partialDerivatives) == .done { mailbox.get(into: &derivatives) }
    }

    func computeSecondDerivatives(
        rows: Span<Int>, columns: Span<Int>, at point: Span<Double>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        mailbox.first = rows.count
        mailbox.put(point)
        mailbox.put(rows, at: 8 * point.count)
        mailbox.put(columns, at: 8 * (point.count + rows.count))
        if ask(.secondDerivatives) == .done { mailbox.get(into: &entries) }
    }

    func computeBoundEntries(rows: Span<Int>, columns: Span<Int>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        mailbox.first = rows.count
        mailbox.put(rows)
        mailbox.put(columns, at: 8 * rows.count)
        if ask(.boundEntries) == .done { mailbox.get(into: &entries) }
    }
}

extension SparseBlockCoordinates where Self: SealedProblem {
    var dependencies: [[Int]] { blockFacts?.dependencies ?? [] }
}

extension OracleServer {
    func serveBlocks(_ request: Mailbox.Request, _ problem: any BlockCoordinates) throws {
        let count = mailbox.first, dimension = problem.dimension
        func indices(at offset: Int) throws -> [Int] {
            let indices: [Int] = try mailbox.numbers(count, at: offset)
            guard indices.allSatisfy({ 0..<dimension ~= $0 }) else { throw SealedRun.End.garbage("coordinates that there are none of") }
            return indices
        }
        guard count >= 0, count <= Mailbox.capacity / 32 else { throw SealedRun.End.garbage("\(count) coordinates") }
        var entries = [Double](repeating: 0, count: count)
        switch request {
        case .partialDerivatives: try problem.partialDerivatives(of: indices(at: 8 * dimension), at: point(), into: &entries)
        case .secondDerivatives:
            try problem.secondDerivatives(rows: indices(at: 8 * dimension), columns: indices(at: 8 * (dimension + count)), at: point(), into: &entries)
        default: try problem.boundEntries(rows: indices(at: 0), columns: indices(at: 8 * count), into: &entries)
        }
        mailbox.put(entries.span)
    }
}
