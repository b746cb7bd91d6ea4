import AssayKit

/// A network whose channels are brought into an order in which outliers come together.
struct SortedChannels {
    private(set) var tensors: Tensors
    /// For each weight whose order no other layer could take in: the order of its columns.
    private(set) var orders: [String: [Int]] = [:]

    /// Of each weight the columns are sorted by their norm, the largest first. Where a layer's inputs are the outputs of
    /// the layer before it, the rows and the bias of that one are sorted alike, and the network computes what it did: nothing is
    /// to be stored then. Whether that is so no list of layers tells; a forward pass does.
    init(_ network: any NetworkWeights, _ run: Run) throws {
        tensors = network.tensors
        let outputs = try network.outputs(with: network.tensors)
        for (name, index, tensor) in try network.linearWeights() where tensor.shape.count == 2 {
            try run.checkTime()
            let weight = (tensors[name] ?? tensor).matrix
            let norms = (0..<weight.columns).map { norm(weight.column($0)) }
            let order = norms.indices.sorted { (-norms[$0], $0) < (-norms[$1], $1) }
            if index > 0, let folded = fold(order, into: network.layers[index - 1], before: name) {
                let difference = (try network.outputs(with: folded) - outputs).frobeniusNorm
                // Sums in another order differ in their last digits only.
                if difference <= 1e-9 * outputs.frobeniusNorm {
                    tensors = folded
                    continue
                }
            }
            orders[name] = order
        }
    }

    /// The tensors with that order of the channels between two layers; nil where they do not fit.
    private func fold(_ order: [Int], into previous: LinearLayer, before name: String) -> Tensors? {
        guard previous.weight != name, let weight = tensors[name], let before = tensors[previous.weight],
            before.shape.count == 2, before.shape[0] == order.count
        else { return nil }
        var folded = tensors
        folded[name] = Tensor(weight.matrix.selecting(columns: order))
        folded[previous.weight] = Tensor(before.matrix.selecting(rows: order))
        if let biasName = previous.bias, let bias = tensors[biasName] {
            guard bias.values.count == order.count else { return nil }
            folded[biasName] = Tensor(shape: bias.shape, values: order.map { bias.values[$0] })
        }
        return folded
    }
}
