import AssayKit

struct TrainingFacts: Transferable {
    let parameters: [TrainedParameter]
    let layers: [TrainedLayer]
    let initialWeights: [Float]
    let batchSize: Int
    let batchesPerEpoch: Int

    init(_ problem: any MinibatchLosses) {
        parameters = problem.parameters
        layers = (problem as? any LayerStatistics)?.layers ?? []
        initialWeights = problem.initialWeights
        (batchSize, batchesPerEpoch) = (problem.batchSize, problem.batchesPerEpoch)
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: parameters.count)
        for parameter in parameters {
            writer.append(parameter.name)
            writer.append(parameter.part.rawValue)
            for number in [parameter.rows, parameter.columns, parameter.offset] { writer.append(variable: number) }
        }
        writer.append(variable: layers.count)
        for layer in layers {
            writer.append(variable: layer.weight)
            writer.append(variable: (layer.bias ?? -1) + 1)
        }
        writer.append(numbers: initialWeights.map { Double($0) })
        writer.append(variable: batchSize)
        writer.append(variable: batchesPerEpoch)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        var parameters: [TrainedParameter] = []
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            let name = try reader.text(), part = TrainedParameter.Part(rawValue: try reader.text()) ?? .vector
            let rows = try reader.variable(), columns = try reader.variable()
            parameters.append(TrainedParameter(name: name, part: part, rows: rows, columns: columns, offset: try reader.variable()))
        }
        self.parameters = parameters
        var layers: [TrainedLayer] = []
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            let weight = try reader.variable(), bias = try reader.variable()
            layers.append(TrainedLayer(weight: weight, bias: bias == 0 ? nil : bias - 1))
        }
        self.layers = layers
        initialWeights = try reader.numbers().map { Float($0) }
        batchSize = try reader.variable()
        batchesPerEpoch = try reader.variable()
    }
}

class SealedTuning: SealedProblem, MinibatchLosses {
    fileprivate lazy var known = try? TrainingFacts(encoded: facts.details)
    var parameters: [TrainedParameter] { known?.parameters ?? [] }
    var initialWeights: [Float] { known?.initialWeights ?? [] }
    var batchSize: Int { known?.batchSize ?? 1 }
    var batchesPerEpoch: Int { known?.batchesPerEpoch ?? 1 }
    func drawMinibatch() { _ = ask(.drawMinibatch) }

    func computeMinibatchLoss(at weights: Span<Float>, _ receipt: borrowing Receipt) -> Double {
        mailbox.put(weights)
        return ask(.minibatchLoss) == .done ? mailbox.number : .nan
    }
}

final class SealedTraining: SealedTuning, LayerStatistics {
    var layers: [TrainedLayer] { known?.layers ?? [] }

    func computeMinibatchGradient(at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ receipt: borrowing Receipt) -> Double {
        mailbox.put(weights)
        guard ask(.minibatchGradient) == .done else { return .nan }
        mailbox.get(into: &gradient)
        return mailbox.number
    }

    /// The gradient, and behind it for each layer in the order in which they were shown: its number and rows, its inputs, its
    /// outputs' gradients.
    func computeMinibatchStatistics(
        at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ receipt: borrowing Receipt, _ observe: LayerObserver
    ) -> Double {
        mailbox.put(weights)
        guard ask(.minibatchStatistics) == .done else { return .nan }
        mailbox.get(into: &gradient)
        var offset = 8 * ((4 * gradient.count + 7) / 8)
        for _ in 0..<mailbox.first {
            // The oracle's own words, which no library has touched since.
            guard let head: [Int] = try? mailbox.numbers(2, at: offset), layers.indices ~= head[0] else { return .nan }
            let weight = parameters[layers[head[0]].weight], rows = head[1]
            guard let inputs: [Float] = try? mailbox.numbers(rows * weight.columns, at: offset + 16),
                let outputs: [Float] = try? mailbox.numbers(rows * weight.rows, at: offset + 16 + 4 * inputs.count)
            else { return .nan }
            observe(head[0], inputs.span, outputs.span)
            offset += 16 + 8 * ((inputs.count + outputs.count + 1) / 2)
        }
        return mailbox.number
    }
}

extension OracleServer {
    func serveTraining(_ request: Mailbox.Request, _ problem: any MinibatchLosses) throws {
        if request == .drawMinibatch { return problem.drawMinibatch() }
        let weights: [Float] = try mailbox.numbers(problem.weightCount)
        if request == .minibatchLoss {
            mailbox.number = try problem.minibatchLoss(at: weights.span)
            return
        }
        if request == .minibatchGradient {
            let training = try needed(problem as? any Training)
            return try result(weights.count, of: Float.self) { span throws(Stop) in try training.minibatchGradient(at: weights.span, into: &span) }
        }
        let statistics = try needed(problem as? any LayerStatistics)
        var offset = 8 * ((4 * weights.count + 7) / 8), shown = 0
        let layers = statistics.layers, parameters = problem.parameters
        var gradient = weights
        var span = gradient.mutableSpan
        let loss = try statistics.minibatchStatistics(at: weights.span, into: &span) { layer, inputs, outputGradients in
            let head = [layer, inputs.count / max(1, parameters[layers[layer].weight].columns)]
            mailbox.put(head.span, at: offset)
            mailbox.put(inputs, at: offset + 16)
            mailbox.put(outputGradients, at: offset + 16 + 4 * inputs.count)
            offset += 16 + 8 * ((inputs.count + outputGradients.count + 1) / 2)
            shown += 1
        }
        mailbox.put(gradient.span)
        mailbox.first = shown
        mailbox.number = loss
    }
}
