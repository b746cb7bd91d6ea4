import AssayKit
import Problems
import Testing

@Suite struct MergingScorerTests {
    private static let data = DataFolder(#filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/Data")

    private func scorer() throws -> any Scorer { try #require(Catalog.instance("merging/digits")).makeScorer(Self.data) }

    private func average(_ a: Tensors, _ b: Tensors) -> Tensors {
        var result = a
        for name in a.names {
            if let x = a[name], let y = b[name] { result[name] = Tensor(shape: x.shape, values: zip(x.values, y.values).map { ($0 + $1) / 2 }) }
        }
        return result
    }

    /// The barrier goes with the order of the second network's units, and there is none where the other end is another network.
    @Test func theBarrierIsOnTheWayToTheSecond() throws {
        let pair = try PerceptronPairFile(Self.data), scorer = try scorer()
        func score(_ tensors: Tensors) throws -> [String: Double] { try scorer.score(.restored(size: 1, value: tensors.encoded)) }
        var reversed = pair.second
        let order = Array((0..<128).reversed())
        reversed.weights[0] = reversed.weights[0].selecting(rows: order)
        reversed.biases[0] = order.map { pair.second.biases[0][$0] }
        reversed.weights[1] = reversed.weights[1].selecting(columns: order)
        let plain = try score(average(pair.first.tensors, pair.second.tensors)), other = try score(average(pair.first.tensors, reversed.tensors))
        let barriers = (try #require(plain["barrier"]), try #require(other["barrier"]))
        // Both are far from zero, and not the same.
        #expect(barriers.0 > 0.1 && barriers.1 > 0.1 && barriers.0 != barriers.1)
        // At its middle the barrier is that of the merged network, so it is no less than this.
        let losses = (try #require(try score(pair.first.tensors)["loss"]), try #require(try score(pair.second.tensors)["loss"]))
        let middle = try #require(plain["loss"])
        #expect(barriers.0 >= middle - (losses.0 + losses.1) / 2 - 1e-6)
        // To answer with the first network merges nothing.
        #expect(try score(pair.first.tensors)["barrier"] == nil && losses.0 > 0 && losses.1 > 0)
    }

    /// Each saw little of what the other saw: on all digits neither is as good as digits-mlp, which is right on 98 %.
    @Test func eachNetworkKnowsItsPart() throws {
        let pair = try PerceptronPairFile(Self.data), heldOut = try DigitExamples(Self.data, rows: DigitsSplit.heldOut)
        for network in [pair.first, pair.second] {
            #expect(0.8..<0.97 ~= CrossEntropy.accuracy(network.outputs(heldOut.inputs), labels: heldOut.labels))
        }
        let rows = (try PerceptronPairFile.trainingRows(Self.data, isFirst: true), try PerceptronPairFile.trainingRows(Self.data, isFirst: false))
        #expect(Set(rows.0).union(rows.1).count == DigitsSplit.training.count && Set(rows.0 + rows.1).isDisjoint(with: DigitsSplit.heldOut))
    }

    @Test func otherTensorsAreRefused() throws {
        let pair = try PerceptronPairFile(Self.data), scorer = try scorer()
        var tensors = pair.first.tensors
        tensors["fc1.bias"] = nil
        #expect(throws: InvalidAnswer.self) { try scorer.score(.restored(size: 1, value: tensors.encoded)) }
        tensors["fc1.bias"] = Tensor(shape: [128], values: [Float](repeating: .nan, count: 128))
        #expect(throws: InvalidAnswer.self) { try scorer.score(.restored(size: 1, value: tensors.encoded)) }
        #expect(throws: InvalidAnswer.self) { try scorer.score(.restored(size: 1, value: [1, 2])) }
    }
}
