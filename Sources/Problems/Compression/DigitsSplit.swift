public import AssayKit

/// Which rows of digits.csv a network is trained on, and which it is judged by. No row is in both.
public enum DigitsSplit {
    /// How many rows the file must have for these indices to mean what they did when the network was trained.
    public static let rowCount = 1_797
    /// 1,197 rows to train on.
    public static let training = Array(order[..<1_197])
    /// The 256 training rows that a method may pass through the network.
    public static let calibration = Array(training[..<256])
    /// 600 rows that only the judge sees.
    public static let heldOut = Array(order[1_197...])

    private static let order = {
        var order = Array(0..<rowCount)
        var random = Random(seed: 0)
        random.shuffle(&order)
        return order
    }()
}

/// Some of the handwritten digits as a network takes them.
public struct DigitExamples: Sendable {
    /// rows × 64, the pixels scaled from 0…16 to 0…1.
    public let inputs: Matrix
    /// The digit that each row shows, 0…9.
    public let labels: [Int]

    init(inputs: Matrix, labels: [Int]) {
        self.inputs = inputs
        self.labels = labels
    }

    /// - Parameter rows: indices of rows of digits.csv.
    /// - Throws: where the file cannot be read, is damaged, or is another than the one that `DigitsSplit` splits.
    public init(_ data: DataFolder, rows: [Int]) throws {
        let digits = try Digits(data)
        guard digits.labels.count == DigitsSplit.rowCount, digits.labels.allSatisfy({ 0..<10 ~= $0 }) else {
            throw OtherDigits(rowCount: digits.labels.count)
        }
        let pixels = Matrix(rows: DigitsSplit.rowCount, columns: Digits.pixelCount, entries: digits.pixels.map { $0 / 16 })
        inputs = pixels.selecting(rows: rows)
        labels = rows.map { digits.labels[$0] }
    }
}

struct OtherDigits: Error, CustomStringConvertible {
    let rowCount: Int
    var description: String {
        "digits.csv has \(rowCount) rows where \(DigitsSplit.rowCount) with labels from 0 to 9 are expected; Data/README.md says where it comes from"
    }
}
