import AssayKit

/// BitStack: weights as a stack of blocks of about one bit a weight, of which as many are kept as fit. Wang, Wang, Wang, Zhang,
/// Zhou and Qiu, "BitStack: Fine-Grained Size Control for Compressed Large Language Models in Variable Memory Environments"
/// (ICLR 2025, arXiv 2410.23918).
///
/// 1. Activation-aware scaling: each column of W is multiplied by the norm of what enters it on the calibration data.
/// 2. Iterative absolute value decomposition: of the residual R the signs are kept, and |R| by a decomposition of rank k;
///    the block sign(R) ⊙ U·Vᵀ is subtracted, and what is left is the next residual.
/// 3. Universal sorting of residual blocks: with b blocks of every matrix, each matrix in turn gets its next one; these next
///    blocks are stacked by how near the outputs then come to the original's. First comes one block of every matrix.
///
/// Differences from the paper: blocks are ordered by the distance of outputs, as there are no labels for a perplexity.
/// Scales are stored, as nothing says here which layer before could take them in; and residuals are those of the factors
/// in half precision, so that later blocks mend their rounding too.
///
/// The bytes: the signature `BST1`; how many blocks of the stack there are; the tensors that are kept as they are; the
/// heads of the matrices with their names and places; then the blocks, each after the number of its matrix. A smaller
/// budget gives the same bytes but for that count, cut off behind a block.
public struct BitStack: Compressor {
    static let bitsPerWeight = Option(
        "bitsPerWeight", default: 4.0, in: 1...64, unit: "bits",
        "how many bits the blocks may take for each weight; one block of every matrix is always there")
    static let rank = Option(
        "rank", default: 1, in: 1...1_000, "k, the rank of the absolute values of a block; the paper's 16 for 4,096 outputs and inputs is 1 for 256")
    static let iterations = Option("iterations", default: 8, in: 1...64, unit: "blocks", "how many blocks a matrix is decomposed into at the most")

    public static var card: Card {
        Card(
            id: "bitstack", name: "BitStack",
            summary: "Stacks blocks of signs and low-rank absolute values by importance, and keeps as many as fit.",
            paper: Paper(
                id: "P442", title: "BitStack: Fine-Grained Size Control for Compressed Large Language Models in Variable Memory Environments",
                authors: "Xinghao Wang, Pengyu Wang, Bo Wang, Dong Zhang, Yunhua Zhou, Xipeng Qiu", year: 2025, arxiv: "2410.23918"),
            options: [bitsPerWeight, rank, iterations, OutputDistance.option],
            claims: [
                Claim(
                    "Matches or surpasses quantisation baselines (abstract). Tested by the loss against GPTQ, both at their default of 4 bits a weight.",
                    paperValue: "matches or surpasses", instance: "weights/digits-mlp", rival: "gptq", metric: "loss",
                    expectation: .ratioAtMost(1))
                    .with(remark: "Three blocks of every large matrix fit, which leave 0.058 of the squares of normal weights (256 × 256, rank 1); a grid of 4 bits for each 128 leaves 0.010. Ranks of 2, 4 and 8, twice as many blocks and squared distances are no better, and neither is it on digits-conv. At 3 and 6 bits it loses 0.092 and 0.065."),
                Claim(
                    "Surpasses them particularly at extreme compression ratios (abstract).", paperValue: "surpasses at about 2 bits",
                    instance: "weights/digits-mlp", rival: "gptq[bits=2]", metric: "loss", expectation: .ratioAtMost(1))
                    .with(options: "bitsPerWeight=2")
                    .with(remark: "One block of every matrix is all that fits into two bits, and leaves 0.36 of the squares of normal weights, a grid 0.25, of which GPTQ makes up a part; with squared distances it is the same. On digits-conv the loss is 0.78 against 0.027."),
            ])
    }

    private let bitsPerWeight: Double
    private let rank: Int
    private let iterations: Int
    private let options: Options

    public init(_ options: Options) throws {
        bitsPerWeight = options[Self.bitsPerWeight]
        rank = options[Self.rank]
        iterations = options[Self.iterations]
        self.options = options
    }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        let matrices = try network.linearWeights().filter { $0.tensor.shape.count == 2 }
        var stacks: [ScaledStack] = []
        var blocks: [[ResidualBlock]] = []
        for (_, layer, tensor) in matrices {
            let rank = min(self.rank, tensor.shape[0], tensor.shape[1])
            let scales = scales(try network.inputs(toLayer: layer))
            let stack = ScaledStack(rows: tensor.shape[0], columns: tensor.shape[1], rank: rank, scales: scales)
            stacks.append(stack)
            blocks.append(try decompose(stack.scaled(tensor.matrix), rank: rank, run))
        }
        let order = try universalOrder(stacks, blocks, names: matrices.map(\.name), network)
        let kept = fitting(order, stacks, weightCount: matrices.reduce(0) { $0 + $1.tensor.values.count })
        run.report("blocksKept", Double(kept.count))
        return encoded(kept, stacks, blocks, names: matrices.map(\.name), network.tensors)
    }

    /// The norm of each input over the calibration data; a small part of the largest more, so that none is zero.
    private func scales(_ inputs: Matrix) -> [BFloat16] {
        let norms = (0..<inputs.columns).map { norm(inputs.column($0)) }
        let largest = norms.max() ?? 0
        return norms.map { BFloat16(roundingUp: largest > 0 ? $0 + 0.001 * largest : 1) }
    }

    /// Iterative absolute value decomposition.
    private func decompose(_ weight: Matrix, rank: Int, _ run: Run) throws -> [ResidualBlock] {
        var residual = weight
        return try (0..<iterations).map { _ in
            try run.checkTime()
            let block = try ResidualBlock(residual, rank: rank)
            residual = residual - block.matrix
            return block
        }
    }

    /// The matrices in the order in which their next blocks are stacked.
    private func universalOrder(
        _ stacks: [ScaledStack], _ blocks: [[ResidualBlock]], names: [String], _ network: any NetworkWeights
    ) throws -> [Int] {
        let distance = OutputDistance(options, from: try network.outputs(with: network.tensors))
        var current = stacks
        var tensors = network.tensors
        for i in stacks.indices {
            current[i].add(blocks[i][0])
            tensors[names[i]] = current[i].tensor
        }
        var order = Array(stacks.indices)
        for next in 1..<max(1, iterations) {
            var raised = current
            var distances: [Double] = []
            for i in stacks.indices {
                raised[i].add(blocks[i][next])
                var candidate = tensors
                candidate[names[i]] = raised[i].tensor
                distances.append(distance.to(try network.outputs(with: candidate)))
            }
            order += stacks.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
            current = raised
            for i in stacks.indices { tensors[names[i]] = current[i].tensor }
        }
        return order
    }

    /// The first blocks of the order, one of each matrix and then as many as fit.
    private func fitting(_ order: [Int], _ stacks: [ScaledStack], weightCount: Int) -> ArraySlice<Int> {
        var left = bitsPerWeight / 8 * Double(weightCount)
        let count = order.indices.prefix { place in
            let stack = stacks[order[place]]
            left -= Double(ResidualBlock.size(rows: stack.rows, columns: stack.columns, rank: stack.rank))
            return place < stacks.count || left >= 0
        }.count
        return order.prefix(count)
    }

    private func encoded(
        _ kept: ArraySlice<Int>, _ stacks: [ScaledStack], _ blocks: [[ResidualBlock]], names: [String], _ tensors: Tensors
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(contentsOf: Array(Self.signature.utf8))
        writer.append(variable: kept.count)
        let places = names.map { tensors.names.firstIndex(of: $0) ?? 0 }
        var others = tensors
        for name in names { others[name] = nil }
        others.encode(to: &writer)
        writer.append(variable: names.count)
        for i in names.indices {
            writer.append(names[i])
            writer.append(variable: places[i])
            stacks[i].encode(to: &writer)
        }
        var next = names.map { _ in 0 }
        for i in kept {
            writer.append(variable: i)
            blocks[i][next[i]].encode(to: &writer)
            next[i] += 1
        }
        return writer.bytes
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors { try StackFile.restore(bytes) }

    static let signature = "BST1"
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(BitStack.self) }
