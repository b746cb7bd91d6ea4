import AssayKit

/// The matrix [diag(r), S; Sᵀ, diag(c)], where S has the largest entries of a plan whose row sums are r and whose column sums are c.
/// No entry being negative, it is positive semidefinite by the dominance of its diagonal.
struct SparseHessian {
    private let diagonal: [Double]
    private let rowCount: Int
    private let columnCount: Int
    // S in compressed rows: entry k of row i for k from rowBegins[i] to rowBegins[i + 1].
    private var rowBegins: [Int]
    private var columnIndices: [Int] = []
    private var entries: [Double] = []

    init(rows: [Double], columns: [Double]) {
        diagonal = rows + columns
        (rowCount, columnCount) = (rows.count, columns.count)
        rowBegins = [Int](repeating: 0, count: rows.count + 1)
    }

    /// Takes about so many of the largest entries of a row-major plan: the smallest ones that are kept are within a sixteenth
    /// of each other, and all that are as large are kept. Two passes.
    mutating func keepLargest(_ count: Int, of plan: Span<Double>) {
        // The order of positive numbers is that of their bits; 16 of them leave four of the fraction.
        var histogram = [Int](repeating: 0, count: 1 << 16)
        for index in plan.indices { histogram[Int(plan[index].bitPattern >> 48)] += 1 }
        var threshold = histogram.count - 1, sum = histogram[threshold]
        while sum < count, threshold > 1 {
            threshold -= 1
            sum += histogram[threshold]
        }
        let least = Double(bitPattern: UInt64(threshold) << 48)
        columnIndices.reserveCapacity(sum)
        entries.reserveCapacity(sum)
        for i in 0..<rowCount {
            for j in 0..<columnCount where plan[i * columnCount + j] >= least {
                columnIndices.append(j)
                entries.append(plan[i * columnCount + j])
            }
            rowBegins[i + 1] = entries.count
        }
    }

    func product(_ x: [Double]) -> [Double] {
        var y = zip(diagonal, x).map { $0 * $1 }
        for i in 0..<rowCount {
            var sum = 0.0
            for k in rowBegins[i]..<rowBegins[i + 1] {
                let j = rowCount + columnIndices[k]
                sum += entries[k] * x[j]
                y[j] += entries[k] * x[i]
            }
            y[i] += sum
        }
        return y
    }

    /// Conjugate gradients, preconditioned by the diagonal; they end early, at the border, where an entry of the solution would
    /// go beyond `longest` (Steihaug, "The Conjugate Gradient Method and Trust Regions in Large Scale Optimization", 1983).
    func solve(_ rightHandSide: [Double], relativeTolerance: Double, longest: Double) -> [Double] {
        var x = [Double](repeating: 0, count: rightHandSide.count)
        var residual = rightHandSide
        var preconditioned = zip(residual, diagonal).map { $0 / $1 }
        var direction = preconditioned
        var product = dot(residual, preconditioned)
        let enough = product * relativeTolerance * relativeTolerance
        // In exact arithmetic as many steps as there are unknowns are enough.
        for _ in x.indices where product > enough {
            let image = self.product(direction)
            let curvature = dot(direction, image)
            guard curvature > 0 else { break }
            let step = product / curvature
            let room = zip(x, direction).reduce(Double.infinity) { min($0, (longest - ($1.1 < 0 ? -$1.0 : $1.0)) / $1.1.magnitude) }
            add(min(step, room), direction, to: &x)
            if room < step { break }
            add(-step, image, to: &residual)
            preconditioned = zip(residual, diagonal).map { $0 / $1 }
            let next = dot(residual, preconditioned)
            direction = zip(preconditioned, direction).map { $0 + next / product * $1 }
            product = next
        }
        return x
    }
}
