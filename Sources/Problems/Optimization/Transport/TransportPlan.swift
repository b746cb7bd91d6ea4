import AssayKit

/// Two distributions and what it costs to move one into the other.
struct TransportPlan: Sendable {
    let rowMarginals: [Double]
    let columnMarginals: [Double]
    /// Between zero and one.
    let costs: Matrix

    /// Random assignment: n sources of equal mass, n targets alike, and independent costs between 0 and 1.
    static func assignment(_ size: Int) -> TransportPlan {
        var random = Random(seed: 0x6173_7369_676E &+ UInt64(size))
        let mass = [Double](repeating: 1 / Double(size), count: size)
        let costs = Matrix(rows: size, columns: size, entries: (0..<size * size).map { _ in random.uniform() })
        return TransportPlan(rowMarginals: mass, columnMarginals: mass, costs: costs)
    }

    /// Two digits as densities on a grid of 28 × 28 points, the first into the second; enlarged from 8 × 8 pixels by linear
    /// interpolation, with a thousandth of their largest value everywhere, so that no point is without mass.
    /// - Parameter isSquared: the cost is the squared Euclidean distance, else the sum of the coordinates' distances; scaled to at most 1.
    static func digitPair(_ data: DataFolder, _ first: Int, _ second: Int, isSquared: Bool) throws -> TransportPlan {
        let digits = try Digits(data), size = 28
        func density(_ row: Int) -> [Double] {
            let pixels = Array(digits.pixels[row * Digits.pixelCount..<(row + 1) * Digits.pixelCount])
            let enlarged = (0..<size * size).map { enlargedPixel(pixels, x: Double($0 % size) / Double(size - 1) * 7, y: Double($0 / size) / Double(size - 1) * 7) }
            let floor = 1e-3 * (enlarged.max() ?? 0)
            let sum = enlarged.reduce(0) { $0 + $1 + floor }
            return enlarged.map { ($0 + floor) / sum }
        }
        var costs = Matrix(zeros: size * size, size * size)
        for i in 0..<size * size {
            for j in 0..<size * size {
                let x = Double(i % size - j % size).magnitude, y = Double(i / size - j / size).magnitude
                costs[i, j] = isSquared ? (x * x + y * y) / (2 * 27 * 27) : (x + y) / (2 * 27)
            }
        }
        return TransportPlan(rowMarginals: density(first), columnMarginals: density(second), costs: costs)
    }

    /// Of 8 × 8 pixels the one at a place between them, from 0 to 7.
    private static func enlargedPixel(_ pixels: [Double], x: Double, y: Double) -> Double {
        let left = min(Int(x), 6), top = min(Int(y), 6)
        let right = x - Double(left), down = y - Double(top)
        func pixel(_ column: Int, _ row: Int) -> Double { pixels[row * 8 + column] }
        let above = (1 - right) * pixel(left, top) + right * pixel(left + 1, top)
        let below = (1 - right) * pixel(left, top + 1) + right * pixel(left + 1, top + 1)
        return (1 - down) * above + down * below
    }
}
