package import AssayKit

/// How alike sentences are: the cosines between their embeddings.
package struct Similarities: Sendable {
    package let count: Int
    /// count × count.
    private let cosines: [Float]

    /// - Parameter embeddings: sentences × width, each of length one.
    package init(_ embeddings: FloatMatrix) {
        count = embeddings.rows
        cosines = FloatMatrix.product(embeddings, embeddings, transposeRight: true).entries
    }

    /// Spearman's correlation of the similarities of all pairs with those of others; 0 where either are all the same.
    package func rankCorrelation(with other: Similarities) -> Double { RankCorrelation.spearman(pairs, other.pairs) }

    private var pairs: [Float] { (0..<count).flatMap { i in cosines[i * count + i + 1..<(i + 1) * count] } }

    /// The share of each sentence's k most similar ones that are also among the k by others, on average. Of equal ones the first
    /// are the more similar.
    package func neighborAgreement(with other: Similarities, k: Int) -> Double {
        let shared = (0..<count).map { Set(neighbors(of: $0, k)).intersection(other.neighbors(of: $0, k)).count }
        return Double(shared.reduce(0, +)) / Double(max(1, count * min(k, count - 1)))
    }

    private func neighbors(of sentence: Int, _ k: Int) -> ArraySlice<Int> {
        let row = cosines[sentence * count..<(sentence + 1) * count].map { $0 }
        return (0..<count).filter { $0 != sentence }.sorted { (-row[$0], $0) < (-row[$1], $1) }.prefix(k)
    }
}

package enum RankCorrelation {
    /// Spearman's ρ: the correlation of ranks, equal numbers sharing the mean of theirs. 0 where all of either are equal.
    /// - Precondition: there are as many of the one as of the other, and none is NaN.
    package static func spearman(_ x: [Float], _ y: [Float]) -> Double {
        precondition(x.count == y.count, "\(x.count) numbers beside \(y.count)")
        let (a, b) = (ranks(x), ranks(y))
        let mean = Double(x.count - 1) / 2
        var (products, first, second) = (0.0, 0.0, 0.0)
        for i in a.indices {
            products += (a[i] - mean) * (b[i] - mean)
            first += (a[i] - mean) * (a[i] - mean)
            second += (b[i] - mean) * (b[i] - mean)
        }
        return first > 0 && second > 0 ? products / (first * second).squareRoot() : 0
    }

    /// From 0 on.
    private static func ranks(_ numbers: [Float]) -> [Double] {
        let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
        var ranks = [Double](repeating: 0, count: numbers.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + end - 1) / 2 }
            start = end
        }
        return ranks
    }
}
