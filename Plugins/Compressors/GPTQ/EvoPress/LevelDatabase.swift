import AssayKit

/// Each layer at every level of compression, made once before the search. A higher level keeps more.
struct LevelDatabase {
    struct Layer {
        let name: String
        let levels: ClosedRange<Int>
        /// What a level more costs: bits of the codes, or weights that are kept.
        let costOfLevel: Int
        /// What the lowest level costs.
        let leastCost: Int

        func cost(_ level: Int) -> Int { leastCost + (level - levels.lowerBound) * costOfLevel }
    }

    private(set) var layers: [Layer] = []
    /// What the layers together may cost.
    private(set) var capacity = 0
    private var tensors: [[Tensor]] = []
    private var forms: [[[UInt8]]] = []

    func tensor(_ layer: Int, _ level: Int) -> Tensor { tensors[layer][level - layers[layer].levels.lowerBound] }
    func form(_ layer: Int, _ level: Int) -> [UInt8] { forms[layer][level - layers[layer].levels.lowerBound] }
    func cost(_ levels: [Int]) -> Int { zip(layers, levels).reduce(0) { $0 + $1.0.cost($1.1) } }

    /// Levels are numbers of bits, 2 to 8; GPTQ makes them.
    static func quantized(
        _ network: any NetworkWeights, averageBits: Double, _ quantization: (Int) -> ColumnwiseQuantization, _ storage: CodeStorage, _ run: Run
    ) throws -> LevelDatabase {
        var database = LevelDatabase()
        for (name, index, tensor) in try network.linearWeights() where tensor.shape.count == 2 {
            let inputs = try network.inputs(toLayer: index)
            let quantized = try Quantizer.bitRange.map { bits in
                try run.checkTime()
                return try quantization(bits).quantize(tensor, inputs: inputs)
            }
            let size = tensor.values.count
            database.layers.append(
                Layer(name: name, levels: Quantizer.bitRange, costOfLevel: size, leastCost: size * Quantizer.bitRange.lowerBound))
            database.tensors.append(quantized.map(\.tensor))
            database.forms.append(quantized.map { $0.encoded(storage) })
            database.capacity += Int(averageBits * Double(size))
        }
        return database
    }

    /// Levels are numbers of weights that are kept, in steps of one number for all layers, so that a level more in one layer
    /// and a level less in another keep the total. The weights of least magnitude go first.
    static func pruned(_ network: any NetworkWeights, sparsity: Double, steps: Int, _ run: Run) throws -> LevelDatabase {
        var database = LevelDatabase()
        let weights = try network.linearWeights()
        let total = weights.reduce(0) { $0 + $1.tensor.values.count }
        let step = max(1, total / steps)
        for (name, _, tensor) in weights {
            try run.checkTime()
            let values = tensor.values
            let descending = values.indices.sorted { (values[$1].magnitude, $0) < (values[$0].magnitude, $1) }
            // What a layer has beyond whole steps is kept at every level.
            let top = values.count / step
            var kept = [Float](repeating: 0, count: values.count)
            let rest = values.count - top * step
            for place in descending.prefix(rest) { kept[place] = values[place] }
            var levels = [Tensor(shape: tensor.shape, values: kept)]
            for level in 0..<top {
                for place in descending[rest + level * step..<rest + (level + 1) * step] { kept[place] = values[place] }
                levels.append(Tensor(shape: tensor.shape, values: kept))
            }
            database.layers.append(Layer(name: name, levels: 0...top, costOfLevel: step, leastCost: rest))
            database.tensors.append(levels)
            database.forms.append(levels.map(SparseTensor.encoded))
        }
        database.capacity = total - Int((sparsity * Double(total)).rounded())
        return database
    }
}
