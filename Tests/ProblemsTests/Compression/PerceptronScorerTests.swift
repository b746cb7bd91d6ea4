import AssayKit
import Foundation
import Problems
import Testing

@Suite struct PerceptronScorerTests {
    let instance: any Instance
    let scorer: any Scorer
    let original: Tensors
    let originalSize = 4 * 150_794

    init() throws {
        instance = try #require(Catalog.instance("weights/digits-mlp"))
        scorer = try instance.makeScorer(shippedData)
        original = try PerceptronFile(shippedData).network.tensors
    }

    func score(_ tensors: Tensors, size: Int) throws -> [String: Double] {
        try scorer.score(.restored(size: size, value: tensors.encoded))
    }

    func refusal(_ answer: Answer) -> String {
        let error = #expect(throws: InvalidAnswer.self) { try scorer.score(answer) }
        return error?.description ?? ""
    }

    func refusal(_ tensors: Tensors) -> String { refusal(.restored(size: 1, value: tensors.encoded)) }

    @Test func theOriginalScoresWhatNumPySays() throws {
        let fixture = try PerceptronFixture.load()
        let metrics = try score(original, size: originalSize)
        #expect(metrics["accuracy"] == fixture.accuracy)
        #expect(isClose(try #require(metrics["loss"]), fixture.loss))
        #expect(metrics["bytes"] == Double(originalSize))
        #expect(metrics["ratio"] == 1)
        #expect(metrics["usableBytes"] == Double(originalSize))
    }

    @Test func everyMetricOfTheInstanceIsTold() throws {
        let names = instance.metrics.map(\.name)
        #expect(names == ["usableBytes", "accuracy", "loss", "bytes", "ratio"])
        #expect(try score(original, size: 1).keys.sorted() == names.sorted())
    }

    @Test func aSmallNetworkThatKeepsItsAccuracyIsUsable() throws {
        let metrics = try score(original, size: originalSize / 8)
        #expect(metrics["usableBytes"] == Double(originalSize / 8))
        #expect(metrics["ratio"] == Double(originalSize) / Double(originalSize / 8))
    }

    @Test func aNetworkThatForgotEverythingIsNot() throws {
        var empty = original
        for name in original.names { empty[name]?.values = [Float](repeating: 0, count: try #require(original[name]).values.count) }
        let metrics = try score(empty, size: 9)
        // Ten equal outputs: the answer is always 0.
        let labels = try DigitExamples(shippedData, rows: DigitsSplit.heldOut).labels
        #expect(metrics["accuracy"] == Double(labels.count { $0 == 0 }) / 600)
        #expect(isClose(try #require(metrics["loss"]), log(10)))
        #expect(metrics["bytes"] == 9)
        #expect(metrics["usableBytes"] == Double(originalSize))
    }

    /// An output bias moves answers one after the other, so there is one that costs just over a hundredth.
    @Test func usableMeansNinetyNineHundredthsOfTheAccuracy() throws {
        let full = try #require(try score(original, size: 100)["accuracy"])
        var kinds: Set<Bool> = []
        for step in 0..<60 {
            var moved = original
            moved["fc4.bias"]?.values[3] += Float(step) / 4
            let metrics = try score(moved, size: 100)
            let keeps = try #require(metrics["accuracy"]) >= 0.99 * full
            #expect(metrics["usableBytes"] == (keeps ? 100 : Double(originalSize)))
            kinds.insert(keeps)
        }
        #expect(kinds.count == 2, "both sides of the border were met")
    }

    @Test func theOrderOfTensorsAndOthersBesideThemDoNotMatter() throws {
        var shuffled = Tensors()
        shuffled["mask"] = Tensor(shape: [1], values: [.nan])
        for name in original.names.reversed() { shuffled[name] = original[name] }
        #expect(try score(shuffled, size: 5) == (try score(original, size: 5)))
    }

    @Test func otherAnswersAreRefused() {
        #expect(refusal(.point([1])).contains("bytes"))
        #expect(refusal(.selection([1])).contains("bytes"))
        #expect(refusal(.delivered(original.encoded)).contains("bytes"))
        #expect(refusal(.restored(size: 0, value: original.encoded)) == "compressing gave no bytes")
    }

    @Test func tensorsThatAreNotTheNetworksAreRefused() throws {
        for name in original.names {
            var missing = original
            missing[name] = nil
            #expect(refusal(missing).contains("\(name) is missing"))

            let tensor = try #require(original[name])
            var flat = original
            flat[name] = Tensor(shape: [1, tensor.values.count], values: tensor.values)
            #expect(refusal(flat).contains("\(name) has the shape [1, \(tensor.values.count)]"))

            for bad in [Float.nan, .infinity, -.infinity] {
                var broken = original
                broken[name]?.values[tensor.values.count - 1] = bad
                #expect(refusal(broken).contains("\(name) holds a number that is not finite"))
            }
        }
    }

    @Test func theLargestNumbersStillScore() throws {
        for value in [Float.greatestFiniteMagnitude, -.greatestFiniteMagnitude] {
            var large = original
            for name in original.names { large[name]?.values = [Float](repeating: value, count: try #require(original[name]).values.count) }
            #expect(try score(large, size: 1).values.allSatisfy(\.isFinite))
        }
    }

    @Test func bytesThatAreNoTensorsAreRefused() {
        let encoded = original.encoded
        #expect(refusal(.restored(size: 1, value: [])).contains("damaged at byte 0"))
        #expect(refusal(.restored(size: 1, value: encoded + [0])).contains("1 bytes too many"))
        #expect(refusal(.restored(size: 1, value: Array(encoded.dropLast()))).contains("damaged at byte"))
        #expect(refusal(.restored(size: 1, value: [UInt8](repeating: 0xFF, count: 64))).contains("damaged at byte 0"))
        // Eight axes of 2⁶³ − 1 each, and one tensor that announces more than there is.
        let huge: [UInt8] = [UInt8](repeating: 0xFF, count: 8) + [0x7F]
        #expect(refusal(.restored(size: 1, value: [1, 1, 0x61, 8] + Array(repeating: huge, count: 8).joined())).contains("overflows"))
        #expect(refusal(.restored(size: 1, value: [1, 1, 0x61, 1] + huge)).contains("announces"))
    }

    /// Each byte of the structure may be anything: it is refused or scored, never a crash.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func damageIsSurvived(seed: UInt64) throws {
        var random = Random(seed: seed)
        var bytes = original.encoded
        // The first bytes hold the count, a name and a shape; one tensor's numbers follow.
        for _ in 0..<3 { bytes[random.index(below: 16)] = UInt8(random.index(below: 256)) }
        do {
            #expect(try scorer.score(.restored(size: 1, value: bytes)).values.allSatisfy(\.isFinite))
        } catch {
            #expect(!error.description.isEmpty)
        }
    }
}
