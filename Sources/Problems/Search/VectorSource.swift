import AssayKit
import Formats

/// Where vectors and queries come from.
enum VectorSource: Sendable {
    case digits
    case clustered(ClusteredVectors)
    case overlapping(OverlappingVectors)
    case factors(FactorVectors)
    /// The shipped encoder's embeddings of package descriptions.
    case sentences
    /// A user's file, and by what its vectors are near.
    case file(String, VectorMetric)
    /// A user's file of ann-benchmarks, and what it says that its vectors are near by.
    case annBenchmark(String, VectorMetric)

    var metric: VectorMetric {
        switch self {
        case .digits, .clustered, .overlapping: .euclidean
        case .factors: .innerProduct
        case .sentences: .cosine
        case .file(_, let metric), .annBenchmark(_, let metric): metric
        }
    }

    var dataFiles: [String] {
        switch self {
        case .digits: ["digits.csv"]
        case .clustered, .overlapping, .factors: []
        case .sentences: EncoderFiles.names
        case .file(let path, _), .annBenchmark(let path, _): [path]
        }
    }

    /// - Throws: where a file is missing, damaged, or has too few vectors.
    func vectors(_ data: DataFolder) throws -> VectorSet {
        switch self {
        case .digits:
            let digits = try Digits(data)
            let pixels = digits.pixels.map { Float($0) }
            let boundary = pixels.count - 200 * Digits.pixelCount
            return VectorSet(dimension: Digits.pixelCount, vectors: Array(pixels[..<boundary]), queries: Array(pixels[boundary...]))
        case .clustered(let vectors): return vectors.make()
        case .overlapping(let vectors): return vectors.make()
        case .factors(let vectors): return vectors.make()
        case .sentences: return try SentenceVectors(data).split()
        case .annBenchmark(let path, _): return try AnnBenchmark.vectors(try data.file(path))
        case .file(let path, let metric):
            let file = try data.file(path)
            let (dimension, elements) = try OwnData.vectors(file)
            return try Self.split(elements, dimension: dimension, metric, file: file)
        }
    }

    /// The last tenth of a file's vectors, 1,000 at the most, are the queries.
    /// - Throws: where there are too few.
    static func split(_ elements: [Float], dimension: Int, _ metric: VectorMetric, file: String) throws(FormatError) -> VectorSet {
        let count = elements.count / dimension, least = 10 * NeighborsInstance.neighborCount
        guard count > least else { throw FormatError(file, "", "there are \(count) vectors in it", remedy: "more than \(least) are needed") }
        let boundary = dimension * (count - min(1000, count / 10))
        return VectorSet(dimension: dimension, vectors: Array(elements[..<boundary]), queries: Array(elements[boundary...]), metric: metric)
    }
}
