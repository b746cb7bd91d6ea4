import AssayKit

/// The Walsh–Hadamard transform in place, without its factor 1/√d. O(d log d).
/// - Precondition: there is a power of two of numbers.
func transformByHadamard(_ block: inout [SIMD8<Double>]) {
    var half = 1
    while half < block.count {
        for start in stride(from: 0, to: block.count, by: 2 * half) {
            for i in start..<start + half {
                let (a, b) = (block[i], block[i + half])
                block[i] = a + b
                block[i + half] = a - b
            }
        }
        half *= 2
    }
}

/// A matrix whose entries are normal of variance 1/q with probability q, else zero.
struct SparseNormals {
    private var rowStarts = [0]
    private var columns: [Int] = []
    private var values: [Double] = []

    /// O(q · rows · columns): the gaps between entries are geometric.
    init(rows: Int, columns count: Int, probability: Double, _ random: inout Random) {
        let deviation = 1 / probability.squareRoot(), logMiss = logarithm1p(-probability)
        for _ in 0..<rows {
            var column = 0
            while true {
                if probability < 1 {
                    let gap = logarithm(1 - random.uniform()) / logMiss
                    column = gap < Double(count - column) ? column + Int(gap) : count
                }
                if column >= count { break }
                columns.append(column)
                values.append(deviation * random.normal())
                column += 1
            }
            rowStarts.append(columns.count)
        }
    }

    func product(_ row: Int, _ block: [SIMD8<Double>]) -> SIMD8<Double> {
        var sum = SIMD8<Double>.zero
        for i in rowStarts[row]..<rowStarts[row + 1] { sum += values[i] * block[columns[i]] }
        return sum
    }
}
