import AssayKit
import Formats

/// k medoids among points under the Euclidean distance.
struct MedoidsInstance: Instance {
    let id: String
    let medoidCount: Int
    let role = Role.searcher
    let kind = "k-medoids"
    let summary: String
    let metrics = [Metric("deviation", better: .lower)]
    let dataFiles: [String]
    private let makePoints: @Sendable (DataFolder) throws -> Matrix
    let defaultBudget = Budget(seconds: 60)
    var problemType: any Metered.Type { MedoidsProblem.self }

    /// Among the handwritten digits.
    init(id: String, medoidCount: Int) {
        self.id = id
        self.medoidCount = medoidCount
        summary = "\(medoidCount) medoids among 1,797 handwritten digits, Euclidean distance of 64 pixels"
        dataFiles = ["digits.csv"]
        makePoints = { data in
            let digits = try Digits(data)
            return Matrix(rows: digits.labels.count, columns: Digits.pixelCount, entries: digits.pixels)
        }
    }

    /// Among the vectors of a user's file.
    init(ofRows path: String, medoidCount: Int, id: String, summary: String) {
        self.id = id
        self.medoidCount = medoidCount
        self.summary = summary
        dataFiles = [path]
        makePoints = { data in
            let file = try data.file(path)
            let (dimension, elements) = try OwnData.vectors(file)
            let count = elements.count / dimension
            guard count > medoidCount, count <= 10_000 else {
                throw FormatError(
                    file, "", "there are \(count) vectors in it", remedy: "more than \(medoidCount) are needed, the medoids asked for, and 10,000 are the most")
            }
            return Matrix(rows: count, columns: dimension, entries: elements.map { Double($0) })
        }
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let matrix = try dissimilarities(context.data)
        var random = Random(seed: context.seed, stream: 0x6D65_646F_6964)
        return MedoidsProblem(matrix, start: random.sample(medoidCount, of: matrix.rows), context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        DeviationScorer(dissimilarities: try dissimilarities(data), medoidCount: medoidCount)
    }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let matrix = try dissimilarities(data)
        try NumPy.write(.init(shape: [matrix.rows, matrix.columns], elements: matrix.entries), to: folder + "/dissimilarities.npy")
        return ["dissimilarities.npy"]
    }

    /// ‖a‖² + ‖b‖² − 2⟨a, b⟩ is exact for digits, whose pixels are whole numbers up to 16; else it may be off by rounding,
    /// and is made symmetric, and zero where it would be negative.
    private func dissimilarities(_ data: DataFolder) throws -> Matrix {
        let points = try makePoints(data), count = points.rows
        var entries = Matrix.product(points, points, transposeRight: true).entries
        let squares = (0..<count).map { entries[$0 * count + $0] }
        var distances = entries.mutableSpan
        // In squares of 64 by 64, whose columns are still at hand when they are written.
        for rows in stride(from: 0, to: count, by: 64) {
            for columns in stride(from: 0, through: rows, by: 64) {
                for i in rows..<min(rows + 64, count) {
                    for j in columns..<min(columns + 64, i) {
                        let distance = max(0, squares[i] + squares[j] - 2 * distances[i * count + j]).squareRoot()
                        distances[i * count + j] = distance
                        distances[j * count + i] = distance
                    }
                }
            }
        }
        for i in 0..<count { distances[i * count + i] = 0 }
        return Matrix(rows: count, columns: count, entries: entries)
    }
}

final class MedoidsProblem: Medoids {
    let meter: Meter
    let count: Int
    let medoidCount: Int
    let start: [Int]
    private let matrix: Matrix

    init(_ matrix: Matrix, start: [Int], _ meter: Meter) {
        self.matrix = matrix
        self.start = start
        self.meter = meter
        count = matrix.rows
        medoidCount = start.count
    }

    func readDissimilarities(of index: Int, _ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
        let entries = matrix.entries
        body(entries.span.extracting(index * count..<(index + 1) * count))
    }
}

/// The sum over all objects of the dissimilarity to the nearest medoid.
struct DeviationScorer: Scorer {
    let dissimilarities: Matrix
    let medoidCount: Int

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .selection(let medoids) = answer else { throw InvalidAnswer("medoids are offered as indices") }
        guard medoids.count == medoidCount, Set(medoids).count == medoidCount else {
            throw InvalidAnswer("\(Set(medoids).count) different medoids were offered where \(medoidCount) are asked")
        }
        guard medoids.allSatisfy({ $0 >= 0 && $0 < dissimilarities.rows }) else { throw InvalidAnswer("a medoid is no object") }
        let count = dissimilarities.rows, entries = dissimilarities.entries
        var nearest = [Double](repeating: .infinity, count: count)
        for medoid in medoids {
            for object in 0..<count { nearest[object] = min(nearest[object], entries[medoid * count + object]) }
        }
        return ["deviation": nearest.reduce(0, +)]
    }
}
