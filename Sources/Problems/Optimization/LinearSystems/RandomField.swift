import AssayKit

/// Gaussian random fields on the unit square with covariance (−Δ + 9)⁻², as the data sets of neural operators have them (Li,
/// Kovachki, Azizzadenesheli, Liu, Bhattacharya, Stuart and Anandkumar, "Fourier Neural Operator for Parametric Partial
/// Differential Equations", 2021): a sum of cosines, of which those up to the 16th are kept.
struct RandomField {
    private static let modeCount = 16
    /// cos(iπx) for each mode i and each of the grid's coordinates x.
    private let cosines: [[Double]]
    private let size: Int

    /// - Parameter coordinates: of the grid, the same in both directions.
    init(coordinates: [Double]) {
        size = coordinates.count
        cosines = (0..<Self.modeCount).map { mode in coordinates.map { (mode == 0 ? 1 : 2.0.squareRoot()) * cosine(Double(mode) * Double.pi * $0) } }
    }

    /// Values on the grid, row after row; of about unit variance.
    func sample(_ random: inout Random) -> [Double] {
        var values = [Double](repeating: 0, count: size * size)
        for vertical in 0..<Self.modeCount {
            // One sum over the horizontal modes for each vertical one.
            var line = [Double](repeating: 0, count: size)
            for horizontal in 0..<Self.modeCount {
                let square = Double.pi * Double.pi * Double(vertical * vertical + horizontal * horizontal)
                add(9 / (square + 9) * random.normal(), cosines[horizontal], to: &line)
            }
            for row in 0..<size {
                for column in 0..<size { values[row * size + column] += cosines[vertical][row] * line[column] }
            }
        }
        return values
    }
}
