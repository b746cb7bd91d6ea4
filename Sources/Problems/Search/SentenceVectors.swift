import AssayKit
import Files
import Formats

/// Embeddings of the machine's package descriptions by the sentence encoder that `make data` fetches.
///
/// Computing them takes most of a minute, so they are kept beside the sentences, under a name that says of which.
struct SentenceVectors {
    private static let width = EncoderFiles.shape.width
    private let data: DataFolder

    init(_ data: DataFolder) { self.data = data }

    /// Every tenth sentence is a query: neighbours in the file are neighbours in the alphabet.
    func split() throws -> VectorSet {
        let sentences = try EncoderFiles.sentences(data)
        let embeddings = try embeddings(of: sentences)
        var vectors: [Float] = [], queries: [Float] = []
        for index in sentences.indices {
            let row = embeddings[index * Self.width..<(index + 1) * Self.width]
            if index % 10 == 9 { queries += row } else { vectors += row }
        }
        return VectorSet(dimension: Self.width, vectors: vectors, queries: queries, metric: .cosine)
    }

    private func embeddings(of sentences: [String]) throws -> [Float] {
        let cache = data.path + "/" + DataFolder.fetched + "embeddings-\(Self.name(of: sentences)).fvecs"
        // A cache that is damaged is one that is not there.
        if let table = try? Vecs.loadFloats(cache), table.dimension == Self.width, table.count == sentences.count { return table.elements }
        let files = try EncoderFiles(data)
        let blocks = try EncoderBlocks(EncoderFiles.shape, files.tensors)
        var embeddings: [Float] = []
        for begin in stride(from: 0, to: sentences.count, by: 32) {
            let rows = files.rows(Array(sentences[begin..<min(begin + 32, sentences.count)]))
            embeddings += rows.pooled(blocks.forward(rows)).entries
        }
        // Where nothing can be written they are computed again.
        try? Vecs.write(.init(dimension: Self.width, elements: embeddings), to: cache)
        return embeddings
    }

    /// FNV-1a of the sentences. The encoder's file is pinned by its digest, so it need not be in the name.
    private static func name(of sentences: [String]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for sentence in sentences {
            for byte in Array(sentence.utf8) + [10] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        return String(hash, radix: 16)
    }
}
