import AssayKit

let sparsityOption = Option("sparsity", default: 0.6, in: 0...1, "the share of the layers' weights that is pruned")

/// The weights of a network's linear maps, those of least magnitude first in each.
struct PrunableLayers {
    let names: [String]
    let tensors: Tensors
    /// Indices of each layer's weights by ascending magnitude; of equal ones the first goes first.
    let ascending: [[Int]]

    var sizes: [Int] { ascending.map(\.count) }

    init(_ network: any NetworkWeights) throws {
        tensors = network.tensors
        var names: [String] = []
        var ascending: [[Int]] = []
        for name in network.layers.map(\.weight) where !names.contains(name) {
            guard let values = network.tensors[name]?.values else { continue }
            guard values.allSatisfy(\.isFinite) else { throw NotFinite(name: name) }
            names.append(name)
            ascending.append(values.indices.sorted { (values[$0].magnitude, $0) < (values[$1].magnitude, $1) })
        }
        self.names = names
        self.ascending = ascending
    }

    /// How many weights are left where this share of them is pruned.
    func kept(afterPruning share: Double) -> Int {
        let total = sizes.reduce(0, +)
        return total - Int((share * Double(total)).rounded())
    }

    /// The tensors with so many weights of each layer set to zero.
    func pruned(_ counts: [Int]) -> Tensors {
        var pruned = tensors
        for (layer, count) in counts.enumerated() where count > 0 {
            guard let tensor = tensors[names[layer]] else { continue }
            var values = tensor.values
            for index in ascending[layer].prefix(count) { values[index] = 0 }
            pruned[names[layer]] = Tensor(shape: tensor.shape, values: values)
        }
        return pruned
    }
}

struct NotFinite: Error, CustomStringConvertible {
    let name: String
    var description: String { "the tensor \(name) holds a number that is not finite, which has no place among magnitudes" }
}
