import AssayKit

/// The Hessian in one layer's weights of the mean distance between the network's outputs and the original's, at the original.
///
/// There the distance is least, so its Hessian is the Gauss–Newton matrix exactly: with the derivative B_i of the network's
/// outputs in what the layer puts out for example i, the curvature Λ_i of the distance in the outputs, and what enters
/// the layer, x_i, it takes V to (1/N) Σ B_iᵀ·Λ_i·B_i·V·x_i·x_iᵀ. Only forward passes are to be had, so B is measured by
/// finite differences: one pass for each output of the layer, in which its bias is raised.
struct LayerHessian {
    private let inputs: Matrix
    /// B_i of each example i, outputs of the network × outputs of the layer; one after the other.
    private let derivatives: [Matrix]
    private let curvature: OutputCurvature
    private let outputs: Int

    init(_ network: any NetworkWeights, layer: Int, _ curvature: OutputCurvature, _ random: inout Random) throws {
        let inputs = try network.inputs(toLayer: layer)
        guard inputs.rows == curvature.outputs.rows else { throw InputsOfAnotherShape(layer: layer) }
        let derivatives = try OutputDerivatives(network, layer: layer, inputs: inputs, outputs: curvature.outputs, &random)
        self.inputs = inputs
        self.curvature = curvature
        self.derivatives = derivatives.matrices
        outputs = derivatives.layerOutputs
    }

    /// H·V, of the shape of the layer's weights. O(examples · weights).
    func product(_ v: Matrix) -> Matrix {
        let images = Matrix.product(inputs, v, transposeRight: true)
        var gradients: [Double] = []
        gradients.reserveCapacity(images.entries.count)
        for (i, derivative) in derivatives.enumerated() {
            let change = Matrix.product(derivative, images.row(i).span)
            gradients += Matrix.product(derivative, curvature.product(change, example: i).span, transposed: true)
        }
        let rows = Matrix(rows: inputs.rows, columns: outputs, entries: gradients)
        var result = Matrix.product(rows, inputs, transposeLeft: true)
        for i in result.entries.indices { result.entries[i] /= Double(max(1, inputs.rows)) }
        return result
    }

    /// The largest eigenvalue, by power iteration until it changes by less than a thousandth.
    func topEigenvalue(atMost iterations: Int, _ random: inout Random) -> Double {
        var v = Matrix(rows: outputs, columns: inputs.columns, entries: (0..<outputs * inputs.columns).map { _ in random.normal() })
        var eigenvalue = 0.0
        for _ in 0..<iterations {
            let size = v.frobeniusNorm
            guard size > 0 else { return 0 }
            for i in v.entries.indices { v.entries[i] /= size }
            let next = product(v)
            let estimate = dot(v.entries, next.entries)
            let isSettled = (estimate - eigenvalue).magnitude <= 0.001 * estimate
            (eigenvalue, v) = (estimate, next)
            if isSettled { break }
        }
        return eigenvalue
    }
}

/// The second derivative of the distance in a network's outputs, where they are those of the original.
struct OutputCurvature {
    let outputs: Matrix
    private let measure: OutputDistance.Measure
    private let shares: Matrix

    init(_ measure: OutputDistance.Measure, _ outputs: Matrix) {
        self.measure = measure
        self.outputs = outputs
        var shares = outputs
        for i in 0..<outputs.rows {
            let row = outputs.row(i)
            let largest = row.max() ?? 0
            let exponentials = row.map { exponential($0 - largest) }
            let total = exponentials.reduce(0, +)
            for j in 0..<outputs.columns { shares[i, j] = exponentials[j] / total }
        }
        self.shares = shares
    }

    /// Λ_i·u: of the divergence diag(p) − p·pᵀ with the softmax p, of the squared distance 2.
    func product(_ u: [Double], example i: Int) -> [Double] {
        guard measure == .kl else { return u.map { 2 * $0 } }
        let p = shares.row(i)
        let mean = dot(p, u)
        return zip(p, u).map { $0 * ($1 - mean) }
    }
}

struct InputsOfAnotherShape: Error, CustomStringConvertible {
    let layer: Int
    var description: String { "layer \(layer) takes another number of rows than there are outputs; its derivatives cannot be told apart" }
}
