import AssayKit
import Files

/// The licences' text, its letters numbered, in contiguous parts to train on, to validate by and to test by.
struct LicenceText {
    static let fileName = "licences.txt"

    /// How many different letters there are.
    let symbolCount: Int
    let training: [Int]
    let validation: [Int]
    let test: [Int]

    /// - Throws: where the file cannot be read, or has not the text that Assay ships.
    init(_ data: DataFolder) throws {
        let bytes = try File.read(try data.file(Self.fileName))
        guard bytes.count == Self.byteCount else { throw OtherText(byteCount: bytes.count) }
        let alphabet = Set(bytes).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: alphabet.enumerated().map { ($1, $0) })
        symbolCount = alphabet.count
        // Licences differ in their words: of each stretch of ten blocks the last two are kept back, so that all of them are in each part.
        var parts: [[Int]] = [[], [], []]
        for (place, byte) in bytes.enumerated() {
            let block = place / Self.blockLength % 10
            parts[max(0, block - 7)].append(numbers[byte] ?? 0)
        }
        training = parts[0]
        validation = parts[1]
        test = parts[2]
    }

    static let byteCount = 191_518
    private static let blockLength = 4_096
}

struct OtherText: Error, CustomStringConvertible {
    let byteCount: Int
    var description: String {
        "\(LicenceText.fileName) has \(byteCount) bytes where \(LicenceText.byteCount) are expected; Data/README.md says where it comes from"
    }
}
