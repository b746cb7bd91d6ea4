import AssayKit
import Foundation
import Problems
import Testing

/// What make_minilm.py wrote.
struct EncoderFixture: Decodable {
    struct Small: Decodable {
        let width, inner, blocks, heads: Int
        let tensors: [String: [Float]]
        let inputs, outputs, embeddings: [[Float]]
    }

    let sentences: [String]
    let tokens: [[Int]]
    let embeddings: [[Float]]
    let small: Small

    static func load() throws -> EncoderFixture {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/minilm.json")
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }
}

private let encoderIsThere = Catalog.instance("weights/minilm")?.absence(from: shippedData) == nil

func largestDifference(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Float { zip(a, b).map { ($0 - $1).magnitude }.max() ?? 0 }

@Suite struct EncoderBlocksTests {
    /// The blocks of BERT by PyTorch, with random weights; single precision leaves some 10⁻⁶.
    @Test func aSmallEncoderIsPyTorchs() throws {
        let small = try EncoderFixture.load().small
        let shape = EncoderShape(width: small.width, heads: small.heads, blocks: small.blocks, inner: small.inner)
        var tensors = Tensors()
        for (name, size) in shape.tensors { tensors[name] = Tensor(shape: size, values: try #require(small.tensors[name])) }
        #expect(tensors.names.count == small.tensors.count)
        let lengths = small.inputs.map { $0.count / small.width }
        let rows = FloatMatrix(rows: lengths.reduce(0, +), columns: small.width, entries: small.inputs.flatMap { $0 })
        let sentences = TokenRows(lengths: lengths, rows: rows)
        var entered: [Int] = []
        let output = try EncoderBlocks(shape, tensors).forward(sentences) { layer, _ in entered.append(layer) }
        #expect(entered == Array(0..<12))
        #expect(largestDifference(output.entries, small.outputs.joined()) < 2e-5)
        #expect(largestDifference(sentences.pooled(output).entries, small.embeddings.joined()) < 1e-5)
        var other = tensors
        other["encoder.layer.1.output.dense.bias"] = nil
        #expect(throws: UnfitTensors.self) { try EncoderBlocks(shape, other) }
    }
}

@Suite struct WordPieceTests {
    private let tokenizer: WordPiece
    init() throws { tokenizer = try WordPiece(["[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "##a", "cafe", ".", "東", "a"]) }

    @Test func theLongestPieceGoesFirst() {
        #expect(tokenizer.tokens("unaffable una", limit: 9) == [1, 3, 4, 5, 3, 6, 2])
        #expect(tokenizer.tokens("unx", limit: 9) == [1, 0, 2], "a word of which a part is unknown is unknown")
    }

    @Test func caseAccentsMarksAndIdeographs() {
        #expect(tokenizer.tokens("Caf\u{E9}.CAFE\u{301}\t\u{0}a\u{200B}東a", limit: 20) == [1, 7, 8, 7, 10, 9, 10, 2])
    }

    @Test func whatIsTooLongIsCutOff() {
        #expect(tokenizer.tokens("a a a a", limit: 4) == [1, 10, 10, 2])
        #expect(tokenizer.tokens(String(repeating: "a", count: 101), limit: 4) == [1, 0, 2])
    }

    @Test func aVocabularyWithoutItsMarksIsRefused() {
        #expect(throws: UnfitVocabulary.self) { try WordPiece(["[UNK]", "[CLS]"]) }
        #expect(throws: UnfitVocabulary.self) { try WordPiece(["[UNK]", "[CLS]", "[SEP]", "a", "a"]) }
    }
}

@Suite struct SimilaritiesTests {
    @Test func spearmanByHand() {
        #expect(RankCorrelation.spearman([1, 2, 3, 4], [10, 20, 25, 1000]) == 1)
        #expect(RankCorrelation.spearman([1, 2, 3, 4], [4, 3, 2, 1]) == -1)
        // Ranks 1, 2.5, 2.5, 4 beside 1, 3, 2, 4: 4.5 over √(4.5 · 5).
        #expect(abs(RankCorrelation.spearman([1, 2, 2, 3], [1, 3, 2, 4]) - 4.5 / (4.5 * 5.0).squareRoot()) < 1e-15)
        #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]) == 0)
    }

    @Test func neighborsByHand() {
        func points(_ angles: [Float]) -> Similarities {
            Similarities(FloatMatrix(rows: angles.count, columns: 2, entries: angles.flatMap { [cos($0), sin($0)] }))
        }
        let a = points([0, 0.1, 0.3, 1]), b = points([0, 0.1, 0.3, 0.11])
        #expect(a.neighborAgreement(with: a, k: 2) == 1 && a.rankCorrelation(with: a) == 1)
        // Nearest: 1, 0, 1, 2 beside 1, 3, 3, 1.
        #expect(a.neighborAgreement(with: b, k: 1) == 0.25)
    }
}

/// On the encoder itself, where `make data` has fetched it.
@Suite(.enabled(if: encoderIsThere, "`make data` fetches the encoder")) struct SentenceEncoderTests {
    @Test func tokensAndEmbeddingsAreTheOriginals() throws {
        let fixture = try EncoderFixture.load()
        let files = try EncoderFiles(shippedData)
        for (sentence, tokens) in zip(fixture.sentences, fixture.tokens) { #expect(files.tokens(sentence) == tokens, "\(sentence)") }
        let rows = files.rows(fixture.sentences)
        let embeddings = rows.pooled(try EncoderBlocks(EncoderFiles.shape, files.tensors).forward(rows))
        let difference = largestDifference(embeddings.entries, fixture.embeddings.joined())
        #expect(difference < 1e-4)
        print("embeddings differ from the original's by up to \(difference)")
    }

    @Test func theInstanceIsWhatItsSummarySays() throws {
        let instance = try #require(Catalog.instance("weights/minilm"))
        let context = ProblemContext(seed: 1, meter: Meter(), data: shippedData, clock: RunClock(), deliver: { _ in })
        let network = try #require(try instance.makeProblem(context) as? any NetworkWeights)
        #expect(network.tensors.valueCount == 10_646_784 && instance.summary.contains("10,646,784"))
        #expect(network.layers.count == 36)
        let (calibration, judging) = try EncoderFiles(shippedData).sentences()
        #expect(Set(calibration).isDisjoint(with: judging) && calibration.count == 48)
        for (layer, linear) in network.layers.enumerated().suffix(6) {
            let inputs = try network.inputs(toLayer: layer), weight = try #require(network.tensors[linear.weight])
            let bias = try #require(linear.bias.flatMap { network.tensors[$0] })
            #expect(inputs.rows == network.calibrationCount)
            #expect(weight.shape == [bias.values.count, inputs.columns])
        }
        #expect(try network.outputs(with: network.tensors).rows == network.calibrationCount)
    }

    @Test func theOriginalAgreesWithItselfAndNoiseDoesNot() throws {
        let scorer = try #require(Catalog.instance("weights/minilm")).makeScorer(shippedData)
        let tensors = try EncoderFiles(shippedData).tensors
        let original = try scorer.score(.restored(size: 1000, value: tensors.encoded))
        #expect(original["spearman"] == 1 && original["neighborAgreement"] == 1 && original["usableBytes"] == 1000)
        var empty = tensors
        for name in tensors.names where name.hasSuffix(".weight") { empty[name]?.values = [Float](repeating: 0, count: tensors[name]?.values.count ?? 0) }
        let forgot = try scorer.score(.restored(size: 1000, value: empty.encoded))
        #expect(try #require(forgot["spearman"]) < 0.5)
        #expect(forgot["usableBytes"] == 42_587_136)
        var broken = tensors
        broken["encoder.layer.0.output.dense.bias"]?.values[0] = .nan
        #expect(throws: InvalidAnswer.self) { try scorer.score(.restored(size: 1, value: broken.encoded)) }
    }
}
