/// A network's weights are no longer finite.
public struct TrainingDiverged: Error, CustomStringConvertible {
    public var description: String { "its weights are no longer finite; with a smaller learning rate they may stay so" }
}

extension MinibatchLosses {
    /// Trains until the budget is spent, from the initial weights: calls `step` for each minibatch, with the step's number,
    /// from 1 on, and the weights that it is to change. Offers the weights at the beginning, four times an epoch, and at the end.
    /// - Throws: `Stop` as an oracle threw it in `step`, with the weights offered as they are then; `TrainingDiverged`;
    ///   what else `step` throws.
    public func train(_ run: Run, _ step: (_ number: Int, _ weights: inout [Float]) throws -> Void) throws {
        var weights = initialWeights
        let interval = max(1, batchesPerEpoch / 4)
        var number = 0
        func offer() throws {
            guard weights.allSatisfy(\.isFinite) else { throw TrainingDiverged() }
            run.offer(weights)
        }
        do {
            while true {
                if number % interval == 0 { try offer() }
                number += 1
                try step(number, &weights)
                drawMinibatch()
            }
        } catch let stop as Stop {
            if (number - 1) % interval != 0 { try offer() }
            throw stop
        }
    }
}

extension Training {
    @discardableResult
    public func minibatchGradient(at weights: [Float], into gradient: inout [Float]) throws(Stop) -> Double {
        var span = gradient.mutableSpan
        return try minibatchGradient(at: weights.span, into: &span)
    }
}
