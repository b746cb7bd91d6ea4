import AssayKit
import Foundation
import Testing

/// A linear network in training, and the iterates that reference implementations make of it (Fixtures/make_training.py).
struct TrainingFixture: Decodable {
    struct Batch: Decodable {
        let symbols: [Int]
        let targets: [Double]
    }

    let start: [Float]
    let batches: [Batch]
    let steps: [Int]
    let trajectories: [String: [[Double]]]

    init() throws {
        let file = Plugin.root + "/Tests/PluginTests/Fixtures/training.json"
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: file)))
    }

    func network(steps: Int) -> DeepLinearNetwork {
        DeepLinearNetwork(
            symbols: 5, widths: [3, 4, 3, 2], hasBias: true, start: start,
            batches: batches.map { DeepLinearNetwork.Batch(symbols: $0.symbols, targets: $0.targets) },
            budget: Budget(calls: ["minibatchGradients": steps]))
    }
}

@Suite struct TrainingFixtureTests {
    /// Twenty steps in single precision differ from those in double precision by up to 1.4e-6 in the references themselves
    /// (make_training.py prints it). Seven times that is a thousandth of the smallest learning rate here.
    @Test(arguments: [
        ("sgd", "sgd-momentum", ["learningRate": "0.05", "momentum": "0.9", "weightDecay": "0.01"]),
        ("sgd-nesterov", "sgd-momentum", ["learningRate": "0.05", "momentum": "0.9", "weightDecay": "0.01", "nesterov": "true"]),
        ("adamw", "adamw", ["learningRate": "0.02", "beta1": "0.8", "beta2": "0.95", "epsilon": "1e-6", "weightDecay": "0.1"]),
        (
            "muon-original", "muon",
            [
                "learningRate": "0.04", "momentum": "0.9", "scale": "original", "adamRatio": "0.5", "beta1": "0.8", "beta2": "0.95",
                "epsilon": "1e-6", "weightDecay": "0.1",
            ]
        ),
        (
            "muon-rms", "muon",
            [
                "learningRate": "0.04", "momentum": "0.9", "scale": "rms", "adamRatio": "0.5", "beta1": "0.8", "beta2": "0.95",
                "epsilon": "1e-6", "weightDecay": "0.1",
            ]
        ),
        (
            "normuon", "normuon",
            [
                "learningRate": "0.04", "momentum": "0.9", "neuronMomentum": "0.8", "nesterov": "true", "scale": "original",
                "adamRatio": "0.5", "beta1": "0.8", "beta2": "0.95", "epsilon": "1e-6", "weightDecay": "0.1",
            ]
        ),
        ("lion", "lion-k", ["learningRate": "0.01", "weightDecay": "0.5"]),
    ])
    func iteratesAreTheReferences(reference: String, method: String, options: [String: String]) throws {
        let fixture = try TrainingFixture()
        let network = fixture.network(steps: 20)
        let recorder = try Plugin.run(method, options, on: network)
        // An epoch of three minibatches: every step is offered.
        #expect(recorder.stop != nil && recorder.points.count == 21 && network.meter.calls == ["minibatchGradients": 20])
        for (step, expected) in zip(fixture.steps, try #require(fixture.trajectories[reference])) {
            let difference = zip(recorder.points[step], expected).map { abs($0 - $1) }.max() ?? .infinity
            #expect(difference < 1e-5, "step \(step)")
        }
    }

    /// Four times an epoch, here of eight minibatches, and at the end.
    @Test func weightsAreOfferedAlongTheWay() throws {
        let fixture = try TrainingFixture()
        let batches = (0..<8).map { fixture.batches[$0 % 3] }.map { DeepLinearNetwork.Batch(symbols: $0.symbols, targets: $0.targets) }
        func points(steps: Int, _ batches: [DeepLinearNetwork.Batch]) throws -> [[Double]] {
            let network = DeepLinearNetwork(
                symbols: 5, widths: [3, 4, 3, 2], hasBias: true, start: fixture.start, batches: batches, budget: Budget(calls: ["minibatchGradients": steps]))
            return try Plugin.run("sgd-momentum", on: network).points
        }
        // Of fewer minibatches an epoch every step is offered; the first eight are the same.
        let every = try points(steps: 7, Array(batches.prefix(3)))
        #expect(every.count == 8)
        #expect(try points(steps: 7, batches) == [0, 2, 4, 6, 7].map { every[$0] })
        #expect(try points(steps: 6, batches) == [0, 2, 4, 6].map { every[$0] })
    }

    @Test func theLearningRateRisesInItsWarmUp() throws {
        let fixture = try TrainingFixture()
        let network = fixture.network(steps: 6)
        let points = try Plugin.run("sgd-momentum", ["learningRate": "0.05", "momentum": "0.0", "warmupSteps": "4"], on: network).points
        for step in 1...6 {
            let gradient = network.evaluate(points[step - 1], batch: step - 1).gradient
            let rate = 0.05 * [0.25, 0.5, 0.75, 1, 1, 1][step - 1]
            for i in gradient.indices { #expect(abs(points[step][i] - (points[step - 1][i] - rate * gradient[i])) < 1e-6) }
        }
    }

    @Test(arguments: ["sgd-momentum", "adamw", "muon", "normuon", "mkor"]) func whatDivergesIsSaid(method: String) throws {
        let fixture = try TrainingFixture()
        let network = DeepLinearNetwork(
            symbols: 5, widths: [3, 4, 3, 2], hasBias: true, start: fixture.start.map { $0 * 1e20 },
            batches: fixture.batches.map { DeepLinearNetwork.Batch(symbols: $0.symbols, targets: $0.targets) },
            budget: Budget(calls: ["minibatchGradients": 100]))
        #expect(throws: TrainingDiverged.self) { try Plugin.run(method, on: network) }
    }

    /// NorMuon's step brings a matrix to a root mean square of 0.2η whatever the gradients are; and with nothing kept of earlier steps
    /// every neuron's row has that, in the direction that Muon gives it.
    @Test func everyNeuronOfNorMuonMovesAlike() throws {
        let fixture = try TrainingFixture()
        let options = ["learningRate": "0.01", "momentum": "0.0"]
        let ours = try Plugin.run("normuon", options.merging(["neuronMomentum": "0.0"]) { $1 }, on: fixture.network(steps: 1)).points
        let muon = try Plugin.run("muon", options, on: fixture.network(steps: 1)).points
        for parameter in fixture.network(steps: 1).parameters where parameter.part == .hidden {
            for row in 0..<parameter.rows {
                let range = parameter.offset + row * parameter.columns..<parameter.offset + (row + 1) * parameter.columns
                let move = zip(ours[1][range], ours[0][range]).map { $0 - $1 }, other = zip(muon[1][range], muon[0][range]).map { $0 - $1 }
                // Weights of about 1 are rounded to 6e-8, the step is 2e-3.
                #expect(abs(norm(move) - 0.002 * Double(parameter.columns).squareRoot()) < 1e-6)
                #expect(abs(dot(move, other) / (norm(move) * norm(other)) - 1) < 1e-6)
            }
        }
        let points = try Plugin.run("normuon", ["learningRate": "0.01"], on: fixture.network(steps: 10)).points
        for parameter in fixture.network(steps: 1).parameters where parameter.part == .hidden {
            for (before, after) in zip(points, points.dropFirst()) {
                let move = norm(zip(after[parameter.range], before[parameter.range]).map { $0 - $1 })
                #expect(abs(move / Double(parameter.count).squareRoot() - 0.002) < 1e-6)
            }
        }
    }
}
