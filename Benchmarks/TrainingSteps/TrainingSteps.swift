import AssayKit
import Problems

/// Times plain gradient descent on a network, as a method sees it; training.py sets PyTorch beside it.
///
///     training-steps ‹data folder› ‹instance› ‹steps›
@main enum TrainingSteps {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let instance = Catalog.instance(arguments[2]), let steps = Int(arguments[3]) else {
            return print("training-steps DATA INSTANCE STEPS")
        }
        useOneNumericsThread()
        let context = ProblemContext(seed: 1, meter: Meter(), data: DataFolder(arguments[1]), clock: RunClock(), deliver: { _ in })
        guard let problem = try instance.makeProblem(context) as? any Training else { return print("\(instance.id) is no network in training") }
        var weights = problem.initialWeights
        var gradient = [Float](repeating: 0, count: weights.count)
        var loss = try descend(problem, steps: steps / 10, &weights, &gradient)
        let begin = RunClock.now
        loss = try descend(problem, steps: steps, &weights, &gradient)
        print("{\"stepsPerSecond\": \(Double(steps) / (RunClock.now - begin)), \"loss\": \(loss)}")
    }

    private static func descend(_ problem: any Training, steps: Int, _ weights: inout [Float], _ gradient: inout [Float]) throws -> Double {
        var loss = 0.0
        for _ in 0..<steps {
            var span = gradient.mutableSpan
            loss = try problem.minibatchGradient(at: weights.span, into: &span)
            for i in weights.indices { weights[i] -= 0.05 * gradient[i] }
            problem.drawMinibatch()
        }
        return loss
    }
}
