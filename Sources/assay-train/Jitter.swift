import AssayKit

/// Moves pictures of 8 × 8 pixels a little, so that a network trained on them learns the digit and not its place.
struct Jitter {
    /// The most that a picture moves along each axis, in pixels.
    var shift: Double

    /// Each row moved by a uniform distance within ±`shift` along each axis. Between pixels the picture is interpolated
    /// linearly; outside it is empty.
    /// - Parameter pictures: rows × 64.
    func moved(_ pictures: Matrix, _ random: inout Random) -> Matrix {
        var entries: [Double] = []
        entries.reserveCapacity(pictures.entries.count)
        for row in 0..<pictures.rows {
            entries += moved(pictures.row(row), down: random.uniform(-shift, shift), right: random.uniform(-shift, shift))
        }
        return Matrix(rows: pictures.rows, columns: pictures.columns, entries: entries)
    }

    private func moved(_ picture: [Double], down: Double, right: Double) -> [Double] {
        func pixel(_ y: Int, _ x: Int) -> Double { 0..<8 ~= y && 0..<8 ~= x ? picture[8 * y + x] : 0 }
        return (0..<64).map { index in
            let (y, x) = (Double(index / 8) - down, Double(index % 8) - right)
            let (top, left) = (y.rounded(.down), x.rounded(.down))
            let (below, beside) = (y - top, x - left)
            let (i, j) = (Int(top), Int(left))
            return (1 - below) * ((1 - beside) * pixel(i, j) + beside * pixel(i, j + 1))
                + below * ((1 - beside) * pixel(i + 1, j) + beside * pixel(i + 1, j + 1))
        }
    }
}
