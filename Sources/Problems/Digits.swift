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
        labels = try table.numbers("label").map { label in
            guard let digit = Int(exactly: label), (0...9).contains(digit) else { throw UnknownDigit(label: label) }
            return digit
        }
    }
}

struct UnknownDigit: Error, CustomStringConvertible {
    let label: Double
    var description: String { "digits.csv: \(label) stands in the column ‘label’, which holds digits from 0 to 9" }
}
