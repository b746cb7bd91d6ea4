import AssayKit

/// What enters the layers of a network when its calibration data passes, each asked for once.
struct CalibrationData {
    private let network: any NetworkWeights
    private var known: [Int: Matrix] = [:]

    init(_ network: any NetworkWeights) { self.network = network }

    mutating func inputs(toLayer layer: Int) throws(Stop) -> Matrix {
        if let inputs = known[layer] { return inputs }
        let inputs = try network.inputs(toLayer: layer)
        known[layer] = inputs
        return inputs
    }

    /// The inner layers whose outputs are of one size with their inputs, so that the angle between the two has a
    /// meaning, ordered by how little they turn the data. The first and the last layer are never among them.
    mutating func layersByAngle(atMost count: Int) throws(Stop) -> [Int] {
        var distances: [(layer: Int, distance: Double)] = []
        for layer in network.layers.indices.dropFirst().dropLast() {
            let (before, after) = (try inputs(toLayer: layer), try inputs(toLayer: layer + 1))
            guard before.columns == after.columns, before.rows == after.rows, before.rows > 0 else { continue }
            distances.append((layer, angularDistance(before, after)))
        }
        return distances.sorted { ($0.distance, $0.layer) < ($1.distance, $1.layer) }.prefix(count).map(\.layer)
    }

    /// The mean over rows of the angle between the one matrix's row and the other's, as a share of π. A row of zeros
    /// has no direction, and counts as at right angles to everything.
    private func angularDistance(_ a: Matrix, _ b: Matrix) -> Double {
        let distances = (0..<a.rows).map { i in
            let (x, y) = (a.row(i), b.row(i))
            let size = norm(x) * norm(y)
            return size > 0 ? arcCosine(max(-1, min(1, dot(x, y) / size))) / .pi : 0.5
        }
        return distances.reduce(0, +) / Double(a.rows)
    }
}
