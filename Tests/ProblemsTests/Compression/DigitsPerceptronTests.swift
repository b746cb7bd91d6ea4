import AssayKit
import Problems
import Testing

/// The instance as the worker uses it.
@Suite struct DigitsPerceptronTests {
    let instance: any Instance
    let fixture: PerceptronFixture

    init() throws {
        instance = try #require(Catalog.instance("weights/digits-mlp"))
        fixture = try PerceptronFixture.load()
    }

    func problem(_ budget: Budget = Budget()) throws -> any NetworkWeights {
        let context = ProblemContext(
            seed: 1, meter: Meter(budget), data: shippedData, clock: RunClock(), deliver: { _ in Issue.record("nothing is delivered") })
        return try #require(try instance.makeProblem(context) as? any NetworkWeights)
    }

    func expectClose(_ found: Matrix, _ rows: [[Double]], _ location: SourceLocation = #_sourceLocation) {
        for (i, row) in rows.enumerated() {
            for (j, expected) in row.enumerated() { #expect(isClose(found[i, j], expected), sourceLocation: location) }
        }
    }

    @Test func itOffersANetworkToCompressors() throws {
        #expect(instance.role == .compressor)
        #expect(instance.offers == ["NetworkWeights"])
        #expect(instance.metrics.first?.name == "usableBytes")
        #expect(instance.defaultBudget.calls["forwardPasses"] != nil)
        #expect(try problem().tensors.valueCount == 150_794, "as the summary says")
    }

    @Test func theShippedFileHoldsTheNetworkAndWhatMadeIt() throws {
        let problem = try problem()
        let shapes = ["fc1": [256, 64], "fc2": [256, 256], "fc3": [256, 256], "fc4": [10, 256]]
        #expect(problem.tensors.names == (1...4).flatMap { ["fc\($0).weight", "fc\($0).bias"] })
        for (layer, shape) in shapes {
            #expect(problem.tensors["\(layer).weight"]?.shape == shape)
            #expect(problem.tensors["\(layer).bias"]?.shape == [shape[0]])
        }
        #expect(problem.tensors.names.allSatisfy { problem.tensors[$0]?.values.allSatisfy(\.isFinite) == true })
        let metadata = try PerceptronFile(shippedData).metadata
        #expect(metadata["madeBy"] == "assay-train")
        #expect(metadata["training"]?.contains("seed 0") == true)
        #expect(metadata["heldOutAccuracy"] == "\(fixture.accuracy)")
        #expect(fixture.accuracy >= 0.97)
        #expect(problem.layers.map(\.weight) == ["fc1.weight", "fc2.weight", "fc3.weight", "fc4.weight"])
        #expect(problem.layers.map(\.bias) == ["fc1.bias", "fc2.bias", "fc3.bias", "fc4.bias"])
    }

    @Test func theForwardPassIsNumPys() throws {
        let network = try PerceptronFile(shippedData).network
        let heldOut = try DigitExamples(shippedData, rows: Array(DigitsSplit.heldOut.prefix(3)))
        expectClose(network.outputs(heldOut.inputs), fixture.outputs)
    }

    @Test func theOraclesAreNumPys() throws {
        let problem = try problem()
        #expect(problem.calibrationCount == 256)
        let outputs = try problem.outputs(with: problem.tensors)
        #expect(outputs.rows == 256 && outputs.columns == 10)
        expectClose(outputs, fixture.calibrationOutputs)
        for (layer, columns) in [64, 256, 256, 256].enumerated() {
            let inputs = try problem.inputs(toLayer: layer)
            #expect(inputs.rows == 256 && inputs.columns == columns)
            #expect(isClose(inputs.frobeniusNorm, fixture.enteringNorms[layer]))
        }
    }

    @Test func outputsAreThoseOfTheTensorsThatAreGiven() throws {
        let problem = try problem()
        var tensors = problem.tensors
        tensors["fc4.weight"] = Tensor(shape: [10, 256], values: [Float](repeating: 0, count: 2_560))
        let outputs = try problem.outputs(with: tensors)
        let bias = try #require(tensors["fc4.bias"]).values.map { Double($0) }
        #expect((0..<256).allSatisfy { outputs.row($0) == bias })
        #expect(try problem.inputs(toLayer: 3).frobeniusNorm > 0, "the network itself is unchanged")
    }

    @Test func everyOracleCallIsCharged() throws {
        let problem = try problem(Budget(calls: ["forwardPasses": 3]))
        _ = try problem.outputs(with: problem.tensors)
        _ = try problem.inputs(toLayer: 0)
        _ = try problem.inputs(toLayer: 3)
        #expect(problem.meter.calls == ["forwardPasses": 3])
        #expect(throws: Stop.spent(.forwardPasses)) { try problem.outputs(with: problem.tensors) }
        #expect(throws: Stop.spent(.forwardPasses)) { try problem.inputs(toLayer: 0) }
        #expect(problem.meter.calls == ["forwardPasses": 3])
    }

    @Test func noHeldOutRowIsInTheProblem() throws {
        let inputs = try problem().inputs(toLayer: 0)
        #expect(inputs == (try DigitExamples(shippedData, rows: DigitsSplit.calibration)).inputs)
        let heldOut = try DigitExamples(shippedData, rows: DigitsSplit.heldOut).inputs
        let judged = Set((0..<heldOut.rows).map { heldOut.row($0) })
        #expect((0..<inputs.rows).allSatisfy { !judged.contains(inputs.row($0)) })
    }

    @Test func missingDataIsNamed() throws {
        let error = #expect(throws: MissingData.self) { try instance.makeScorer(DataFolder("/nowhere")) }
        #expect(error?.file.hasPrefix("/nowhere/") == true)
    }
}
