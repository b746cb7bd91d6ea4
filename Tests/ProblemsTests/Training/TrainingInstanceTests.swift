import AssayKit
import Problems
import Testing

@Suite struct TrainingInstanceTests {
    static let trainings = ["training/digits-mlp", "training/digits-conv", "training/characters-transformer"]
    static let all = trainings + ["finetuning/digits-mlp"]

    func problem<Kind>(_ id: String, as kind: Kind.Type, seed: UInt64 = 1, _ budget: Budget = Budget()) throws -> Kind {
        let instance = try #require(Catalog.instance(id))
        let context = ProblemContext(seed: seed, meter: Meter(budget), data: shippedData, clock: RunClock(), deliver: { _ in })
        return try #require(try instance.makeProblem(context) as? Kind)
    }

    func scorer(_ id: String) throws -> any Scorer { try #require(Catalog.instance(id)).makeScorer(shippedData) }

    @Test func theseAreTheNetworks() {
        #expect(Set(Catalog.instances.filter { $0.kind == "network training" }.map(\.id)) == Set(Self.all))
    }

    @Test(arguments: all)
    func parametersLieOneAfterTheOther(_ id: String) throws {
        let problem = try problem(id, as: (any MinibatchLosses).self)
        var next = 0
        for parameter in problem.parameters {
            #expect(parameter.offset == next && parameter.count > 0)
            #expect((parameter.part == .vector) == (parameter.columns == 1))
            next = parameter.range.upperBound
        }
        #expect(problem.initialWeights.count == next)
        #expect(problem.parameters.count { $0.part == .output } == 1)
        #expect(Set(problem.parameters.map(\.name)).count == problem.parameters.count)
    }

    /// What the summaries say.
    @Test func theSizesAreAsTold() throws {
        for (id, weights, size, epoch) in [
            ("training/digits-mlp", "26,122", 128, 7), ("training/digits-conv", "6,090", 128, 7),
            ("training/characters-transformer", "358,454", 16, 155), ("finetuning/digits-mlp", "150,794", 128, 7),
        ] {
            let problem = try problem(id, as: (any MinibatchLosses).self)
            #expect("\(problem.weightCount)" == weights.filter { $0 != "," })
            #expect(try #require(Catalog.instance(id)).summary.contains(weights + " weights"))
            #expect(problem.batchSize == size && problem.batchesPerEpoch == epoch)
        }
    }

    @Test func tuningOffersLossesAlone() throws {
        #expect(try #require(Catalog.instance("finetuning/digits-mlp")).offers == ["MinibatchLosses"])
        #expect(try #require(Catalog.instance("training/digits-mlp")).offers == ["MinibatchLosses", "Training", "LayerStatistics"])
    }

    /// The answers are spread about evenly in the beginning; a network's outputs are then small numbers around zero.
    @Test(arguments: zip(trainings, [10.0, 10, 86]))
    func trainingBeginsNearIgnorance(_ id: String, classes: Double) throws {
        let problem = try problem(id, as: (any Training).self)
        let loss = try problem.minibatchLoss(at: problem.initialWeights.span)
        #expect((loss - logarithm(classes)).magnitude < 0.5)
    }

    @Test(arguments: all)
    func theSeedDecidesWeightsAndMinibatches(_ id: String) throws {
        func losses(_ seed: UInt64) throws -> [Double] {
            let problem = try problem(id, as: (any MinibatchLosses).self, seed: seed)
            let weights = problem.initialWeights
            return try (0..<3).map { _ in
                defer { problem.drawMinibatch() }
                return try problem.minibatchLoss(at: weights.span)
            }
        }
        let first = try losses(1)
        #expect(try first == losses(1))
        #expect(try first != losses(2))
        #expect(Set(first).count == 3)
    }

    /// Both oracles look at one minibatch until the next is asked for, and know one function.
    @Test(arguments: trainings)
    func lossAndGradientBelongTogether(_ id: String) throws {
        let problem = try problem(id, as: (any LayerStatistics).self)
        let weights = problem.initialWeights
        var gradient = [Float](repeating: .nan, count: weights.count), shown = gradient
        let loss = try problem.minibatchLoss(at: weights.span)
        var span = gradient.mutableSpan
        #expect(try problem.minibatchGradient(at: weights.span, into: &span) == loss)
        var seen: Set<Int> = []
        var other = shown.mutableSpan
        #expect(try problem.minibatchStatistics(at: weights.span, into: &other) { layer, _, _ in seen.insert(layer) } == loss)
        #expect(gradient == shown && gradient.allSatisfy(\.isFinite))
        #expect(seen == Set(problem.layers.indices))
        // A step of relative length 0.001 along the gradient lowers the loss by what the gradient says, to first order.
        let square = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }
        let step = 0.002 * loss / square
        let moved = zip(weights, gradient).map { Float(Double($0) - step * Double($1)) }
        let gained = loss - (try problem.minibatchLoss(at: moved.span))
        #expect((gained / (step * square) - 1).magnitude < 0.1)
    }

    @Test func aSpentBudgetStopsEachOracle() throws {
        let problem = try problem("training/digits-mlp", as: (any Training).self, Budget(calls: ["minibatchGradients": 1, "minibatchLosses": 1]))
        let weights = problem.initialWeights
        var gradient = [Float](repeating: 7, count: weights.count)
        _ = try problem.minibatchLoss(at: weights.span)
        #expect(throws: Stop.self) { try problem.minibatchLoss(at: weights.span) }
        var span = gradient.mutableSpan
        _ = try problem.minibatchGradient(at: weights.span, into: &span)
        let before = gradient
        #expect(throws: Stop.self) {
            var span = gradient.mutableSpan
            _ = try problem.minibatchGradient(at: weights.span, into: &span)
        }
        #expect(gradient == before)
    }

    @Test(arguments: all)
    func everyMetricIsTold(_ id: String) throws {
        let weights = try problem(id, as: (any MinibatchLosses).self).initialWeights.map { Double($0) }
        let scores = try scorer(id).score(.point(weights))
        #expect(Set(scores.keys) == Set(try #require(Catalog.instance(id)).metrics.map(\.name)))
        #expect(try #require(scores["testError"]) > 0.3 && scores.values.allSatisfy(\.isFinite))
    }

    @Test(arguments: all)
    func whatIsNoAnswerIsRefused(_ id: String) throws {
        let scorer = try scorer(id)
        let count = try problem(id, as: (any MinibatchLosses).self).weightCount
        func refusal(_ answer: Answer) -> String {
            do throws(InvalidAnswer) { return "scored \(try scorer.score(answer))" } catch { return error.description }
        }
        let zeros = [Double](repeating: 0, count: count)
        #expect(refusal(.point([])) == "0 weights were offered for a network of \(count)")
        #expect(refusal(.point(zeros + [0])) == "\(count + 1) weights were offered for a network of \(count)")
        for bad in [Double.nan, .infinity, 1e39] {
            #expect(refusal(.point(zeros.dropLast() + [bad])) == "weights were offered that are not finite in single precision")
        }
        #expect(refusal(.selection([1])) == "an optimizer answers by offering points")
        // What overflows on the way is the worst, not a mistake.
        let scores = try scorer.score(.point([Double](repeating: 1e38, count: count)))
        #expect(scores["validationLoss"] == .infinity && scores["testLoss"] == .infinity)
    }

    /// Plain gradient descent learns digits; weights that nobody chose would tell nine of ten wrong.
    @Test(arguments: zip(["training/digits-mlp", "training/digits-conv"], [Float(0.3), 0.2]))
    func gradientDescentLearnsDigits(_ id: String, rate: Float) throws {
        let problem = try problem(id, as: (any Training).self)
        var weights = problem.initialWeights
        var gradient = [Float](repeating: 0, count: weights.count)
        for _ in 0..<300 {
            var span = gradient.mutableSpan
            try problem.minibatchGradient(at: weights.span, into: &span)
            for i in weights.indices { weights[i] -= rate * gradient[i] }
            problem.drawMinibatch()
        }
        let scores = try scorer(id).score(.point(weights.map { Double($0) }))
        #expect(try #require(scores["testError"]) < 0.1)
        #expect(try #require(scores["validationLoss"]) < 0.4)
    }

    /// No example of validation or test is trained on.
    @Test func digitsAreSplit() throws {
        let problem = try problem("training/digits-mlp", as: (any Training).self)
        #expect(problem.batchesPerEpoch * problem.batchSize <= DigitsSplit.training.count - 300)
        #expect(Set(DigitsSplit.fitted).isDisjoint(with: DigitsSplit.validation))
        #expect(Set(DigitsSplit.fitted + DigitsSplit.validation) == Set(DigitsSplit.training))
    }

    /// Each place's label is the symbol after it.
    @Test func windowsAskForTheNextSymbol() {
        let windows = TextWindows([5, 1, 4, 2, 3, 0, 6], context: 3, step: 2)
        #expect(windows.count == 2)
        let minibatch = Minibatch(rows: 6, inputs: 1)
        for place in 0..<2 { windows.copy(place, to: minibatch, at: place) }
        #expect((0..<6).map { minibatch.inputs[$0] } == [5, 1, 4, 4, 2, 3])
        #expect(minibatch.labels == [1, 4, 2, 2, 3, 0])
    }
}
