import Formats

/// The UCI handwritten digits in `digits.csv`: 8 × 8 pixels from 0 to 16, and the digit.
struct Digits: Sendable {
    static let pixelCount = 64
    /// Row after row, 64 numbers each.
    let pixels: [Double]
    let labels: [Int]

    init(_ data: DataFolder) throws {
        let table = try CSV.load(try data.file("digits.csv"))
        let columns = try (0..<Self.pixelCount).map { try table.numbers("p\($0)") }
        var pixels = [Double](repeating: 0, count: table.rowCount * Self.pixelCount)
        for (pixel, values) in columns.enumerated() {
            for (row, value) in values.enumerated() { pixels[row * Self.pixelCount + pixel] = value }
        }
        self.pixels = pixels
        labels = try table.numbers("label").enumerated().map { row, label in
            guard let digit = Int(exactly: label), (0...9).contains(digit) else { throw UnknownDigit(row: row + 1, label: label) }
            return digit
        }
    }
}

struct UnknownDigit: Error, CustomStringConvertible {
    /// Counted from 1, the header aside.
    let row: Int
    let label: Double
    var description: String {
        let text = Int(exactly: label).map { "\($0)" } ?? "\(label)"
        return "digits.csv: row \(row), column ‘label’: \(text) is no digit"
    }
}
