import AssayKit

/// The transformer all-MiniLM-L6-v2 that maps sentences to vectors, to be made smaller. Its data is fetched by `make data`.
///
/// The tables of embeddings stay as they are and count for nothing: a token looks its row up in them, and no linear map is
/// applied.
struct SentenceEncoder: Instance {
    let id = "weights/minilm"
    let role = Role.compressor
    let kind = "network weights"
    let summary =
        "the sentence encoder all-MiniLM-L6-v2 without its embeddings: 10,646,784 parameters in six blocks, calibrated on 48 sentences of package descriptions, judged by the similarities of up to 256 more (run `make data` first)"
    let metrics = SimilarityScorer.metrics
    let tradeOff = ["bytes", "spearman"]
    let dataFiles = EncoderFiles.names
    // A pass takes a good part of a second.
    let defaultBudget = Budget(calls: ["forwardPasses": 1_000], seconds: 600)
    var problemType: any Metered.Type { EncoderWeights.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let files = try EncoderFiles(context.data)
        return EncoderWeights(EncoderFiles.shape, files.tensors, calibration: files.rows(try files.sentences().calibration), context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let files = try EncoderFiles(data)
        return try SimilarityScorer(EncoderFiles.shape, files.tensors, files.rows(try files.sentences().judging))
    }
}
