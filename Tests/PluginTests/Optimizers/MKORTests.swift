import AssayKit
import Testing

@Suite struct MKORTests {
    /// One step worked by hand. Inputs (3, 0) and (1, 2), so a = (2, 1); gradients of the outputs 2 and −1, so g = 1 and ∇W = (5, −2).
    /// With γ = ½: R = [2.5 1; 1 1], R⁻¹ ~ [1 −1; −1 2.5], and ∇W R⁻¹ ~ (7, −10), brought to the norm √29 of ∇W.
    @Test func oneStepByHand() throws {
        let network = DeepLinearNetwork(
            symbols: 2, widths: [2, 1], hasBias: false, start: [3, 0, 1, 2, 0, 0], batches: [DeepLinearNetwork.Batch(symbols: [0, 1], targets: [-4, 2])],
            budget: Budget(calls: ["minibatchGradients": 1]))
        let points = try Plugin.run("mkor", ["learningRate": "0.1", "factorMomentum": "0.5"], on: network).points
        let scale = 0.1 * (29.0 / 149).squareRoot()
        #expect(abs(points[1][4] + 7 * scale) < 1e-6 && abs(points[1][5] - 10 * scale) < 1e-6)
    }

    private func inverse(_ matrix: Matrix) throws -> Matrix { try matrix.pseudoInverse() }

    private func blend(_ kept: Double, _ matrix: Matrix) -> Matrix {
        var result = matrix
        for i in result.entries.indices { result.entries[i] *= kept }
        for i in 0..<result.rows { result[i, i] += 1 - kept }
        return result
    }

    /// The inverse after a vector was taken in, by dense inversion of what it is the inverse of.
    private func updated(_ old: Matrix, _ v: [Double], _ form: String, momentum: Double, threshold: Double, kept: Double) throws -> Matrix {
        let largest = old.entries.map(abs).max() ?? 0
        let stabilized = largest > threshold ? blend(kept, old) : old
        let outer = Matrix(rows: v.count, columns: v.count, entries: v.flatMap { a in v.map { a * $0 } })
        func sum(_ a: Double, _ one: Matrix, _ b: Double, _ other: Matrix) -> Matrix {
            Matrix(rows: one.rows, columns: one.columns, entries: zip(one.entries, other.entries).map { a * $0 + b * $1 })
        }
        switch form {
        case "recurrence": return try inverse(sum(momentum, try inverse(stabilized), 1 - momentum, outer))
        case "released": return try inverse(sum(1, try inverse(blend(momentum, stabilized)), 1, outer))
        default:
            let product = dot(v, Matrix.product(stabilized, v.span))
            let scale = (1 - momentum) / (momentum * momentum * (1 + momentum * (1 - momentum) * product))
            return sum(momentum, stabilized, scale, stabilized * outer * stabilized)
        }
    }

    /// Iterates of ten steps against those with factors that are inverted densely, in double precision. With the
    /// threshold of 1.2 the stabiliser acts, except in the released form, whose inverses do not grow.
    /// Single precision leaves 1e-6 or so of a step, of which the momentum makes ten times as much.
    @Test(arguments: ["recurrence", "printed", "released"], [1.2, 1e6]) func factorsAreInversesOfTheRecurrence(form: String, threshold: Double) throws {
        let fixture = try TrainingFixture()
        let network = fixture.network(steps: 10)
        let options = ["learningRate": "0.05", "factorMomentum": "0.8", "stabilization": "0.7", "threshold": "\(threshold)", "factors": form]
        let points = try Plugin.run("mkor", options, on: network).points
        #expect(points.count == 11 && network.shown.count == 10)
        var factors = network.layers.map { layer in
            let weight = network.parameters[layer.weight]
            return (left: Matrix(identity: weight.rows), right: Matrix(identity: weight.columns + (layer.bias == nil ? 0 : 1)))
        }
        var x = fixture.start.map(Double.init)
        var velocity = x.map { _ in 0.0 }
        for step in 1...10 {
            var gradient = network.evaluate(x, batch: step - 1).gradient
            for (number, layer) in network.layers.enumerated() {
                let (meanInput, outputGradient) = network.shown[step - 1][number]
                let weight = network.parameters[layer.weight], bias = layer.bias.map { network.parameters[$0] }
                func updated(_ old: Matrix, _ v: [Double]) throws -> Matrix {
                    try self.updated(old, v, form, momentum: 0.8, threshold: threshold, kept: 0.7)
                }
                factors[number].left = try updated(factors[number].left, outputGradient)
                factors[number].right = try updated(factors[number].right, meanInput + (bias == nil ? [] : [1]))
                var rows: [Double] = []
                for row in 0..<weight.rows {
                    rows += gradient[weight.offset + row * weight.columns..<weight.offset + (row + 1) * weight.columns]
                    if let bias { rows.append(gradient[bias.offset + row]) }
                }
                let slopes = Matrix(rows: weight.rows, columns: factors[number].right.rows, entries: rows)
                let direction = factors[number].left * slopes * factors[number].right
                let scale = slopes.frobeniusNorm / direction.frobeniusNorm
                for row in 0..<weight.rows {
                    for column in 0..<weight.columns { gradient[weight.offset + row * weight.columns + column] = scale * direction[row, column] }
                    if let bias { gradient[bias.offset + row] = scale * direction[row, weight.columns] }
                }
            }
            for i in x.indices {
                velocity[i] = 0.9 * velocity[i] + gradient[i]
                x[i] -= 0.05 * velocity[i]
            }
            let difference = zip(points[step], x).map { abs($0 - $1) }.max() ?? .infinity
            #expect(difference < 2e-5, "step \(step)")
        }
    }

    /// MKOR-H asked for the impossible, a loss that falls to nothing, goes on as SGD after the second epoch.
    @Test func theHybridFallsBackToFirstOrder() throws {
        let fixture = try TrainingFixture()
        let network = fixture.network(steps: 12)
        let options = ["learningRate": "0.05", "momentum": "0.5", "hybrid": "true", "slowness": "1.0"]
        let recorder = try Plugin.run("mkor", options, on: network)
        let points = recorder.points
        #expect(network.shown.count == 6 && recorder.reports["firstOrderFromStep"] == 7)
        for step in 7...12 {
            let gradient = network.evaluate(points[step - 1], batch: step - 1).gradient
            for i in gradient.indices {
                let velocity = (points[step - 2][i] - points[step - 1][i]) / 0.05
                #expect(abs(points[step][i] - (points[step - 1][i] - 0.05 * (0.5 * velocity + gradient[i]))) < 1e-6)
            }
        }
    }

    @Test func factorsCanServeForSeveralSteps() throws {
        let network = try TrainingFixture().network(steps: 10)
        try Plugin.run("mkor", ["interval": "4"], on: network)
        #expect(network.shown.count == 3 && network.meter.calls == ["minibatchGradients": 10])
    }
}
