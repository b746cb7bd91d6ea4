package import AssayKit
import Files
import Formats

/// The sentence encoder all-MiniLM-L6-v2 as `make data` fetches it, and the sentences.
package struct EncoderFiles: Sendable {
    static let names = ["fetched/minilm/model.safetensors", "fetched/minilm/vocab.txt", "fetched/sentences.txt"]
    package static let shape = EncoderShape(width: 384, heads: 12, blocks: 6, inner: 1536)
    /// Tokens of a sentence at the most, as the model was trained.
    private static let longest = 128
    /// The other sentences judge.
    package static let calibrationCount = 48
    private static let mostJudging = 256

    /// Every tensor of the blocks.
    package let tensors: Tensors
    private let tokenizer: WordPiece
    private let embeddings: Embeddings
    private let data: DataFolder

    /// - Throws: where a file is missing, damaged, or holds another network.
    package init(_ data: DataFolder) throws {
        self.data = data
        let path = try data.file(Self.names[0])
        let contents = try Safetensors.load(path)
        let stored = Dictionary(contents.tensors.map { ($0.name, $0) }) { first, _ in first }
        func tensor(_ name: String, _ shape: [Int?]) throws -> Tensor {
            guard let tensor = stored[name], let values = tensor.floats, values.allSatisfy(\.isFinite) else {
                throw FormatError(path, "tensor \(name)", "is missing, or not of finite floating-point numbers")
            }
            guard tensor.shape.count == shape.count, zip(tensor.shape, shape).allSatisfy({ $1 == nil || $0 == $1 }) else {
                throw FormatError(path, "tensor \(name)", "has the shape \(tensor.shape)")
            }
            return Tensor(shape: tensor.shape, values: values)
        }
        var tensors = Tensors()
        for (name, shape) in Self.shape.tensors { tensors[name] = try tensor(name, shape) }
        self.tensors = tensors
        let width = Self.shape.width
        embeddings = Embeddings(
            words: try tensor("embeddings.word_embeddings.weight", [nil, width]), places: try tensor("embeddings.position_embeddings.weight", [nil, width]),
            kinds: try tensor("embeddings.token_type_embeddings.weight", [nil, width]), gain: try tensor("embeddings.LayerNorm.weight", [width]),
            bias: try tensor("embeddings.LayerNorm.bias", [width]))
        let vocabulary = try data.file(Self.names[1])
        var pieces = try Self.lines(vocabulary)
        if pieces.last == "" { pieces.removeLast() }
        guard pieces.count == embeddings.wordCount else {
            throw FormatError(vocabulary, "", "has \(pieces.count) pieces where the network knows \(embeddings.wordCount)")
        }
        do { tokenizer = try WordPiece(pieces) } catch { throw FormatError(vocabulary, "", error.description) }
    }

    private static func lines(_ file: String) throws -> [String] {
        try String(decoding: File.read(file), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    package func tokens(_ sentence: String) -> [Int] { tokenizer.tokens(sentence, limit: Self.longest) }

    /// The sentences as the first block takes them.
    package func rows(_ sentences: [String]) -> TokenRows { embeddings.rows(sentences.map(tokens)) }

    /// All sentences, as they stand in their file.
    static func sentences(_ data: DataFolder) throws -> [String] {
        let path = try data.file(names[2])
        let sentences = try lines(path).filter { !$0.isEmpty }
        guard sentences.count >= 2 * calibrationCount, Set(sentences).count == sentences.count else {
            throw FormatError(path, "", "has fewer than \(2 * calibrationCount) sentences, or one of them twice", remedy: "remove it and run `make data`")
        }
        return sentences
    }

    /// The sentences that methods may pass through the network, and those by which they are judged; none is in both.
    package func sentences() throws -> (calibration: [String], judging: [String]) {
        var sentences = try Self.sentences(data)
        var random = Random(seed: 0)
        random.shuffle(&sentences)
        return (Array(sentences[..<Self.calibrationCount]), Array(sentences[Self.calibrationCount...].prefix(Self.mostJudging)))
    }
}

/// What makes a row of a token: the sum of a word's, a place's and the first kind's vector, normalised.
private struct Embeddings: Sendable {
    let words, places, kinds, gain, bias: Tensor

    var wordCount: Int { words.shape[0] }

    func rows(_ sentences: [[Int]]) -> TokenRows {
        let width = gain.values.count
        var sums: [Float] = []
        for tokens in sentences {
            for (place, token) in tokens.enumerated() {
                for j in 0..<width { sums.append(words.values[token * width + j] + places.values[place * width + j] + kinds.values[j]) }
            }
        }
        let rows = sums.count / width
        func buffer(_ numbers: [Float]) -> FloatBuffer {
            let buffer = FloatBuffer(count: numbers.count)
            buffer.read(numbers.span)
            return buffer
        }
        let output = FloatBuffer(count: sums.count)
        LayerKernels.normalize(
            buffer(sums), rows: rows, epsilon: EncoderShape.epsilon, gain: buffer(gain.values), bias: buffer(bias.values), into: output,
            means: FloatBuffer(count: rows), scales: FloatBuffer(count: rows))
        return TokenRows(lengths: sentences.map(\.count), rows: output.matrix(rows, width))
    }
}
