import AssayKit
import Files
import Formats

/// A file's bytes, to be made fewer without loss.
struct RawBytesInstance: Instance {
    /// The largest file that is taken: it is held several times over.
    private static let mostBytes = 128 << 20

    let id: String
    let role = Role.compressor
    let kind = "raw bytes"
    let summary: String
    let metrics = [Metric("bytes", unit: "bytes", better: .lower), Metric("ratio", better: .higher)]
    let dataFiles: [String]
    let defaultBudget = Budget(seconds: 120)
    var problemType: any Metered.Type { RawBytesProblem.self }

    init(id: String, file: String, summary: String) {
        self.id = id
        self.summary = summary
        dataFiles = [file]
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { RawBytesProblem(try bytes(context.data), context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { LosslessScorer(original: try bytes(data)) }

    private func bytes(_ data: DataFolder) throws -> [UInt8] {
        let file = try data.file(dataFiles[0])
        let bytes = try File.read(file, limit: Self.mostBytes)
        guard !bytes.isEmpty else { throw FormatError(file, "", "is empty", remedy: "there is nothing to be made smaller") }
        return bytes
    }
}

final class RawBytesProblem: RawBytes {
    let meter: Meter
    let bytes: [UInt8]

    init(_ bytes: [UInt8], _ meter: Meter) {
        self.bytes = bytes
        self.meter = meter
    }
}

/// Takes nothing but the very bytes.
struct LosslessScorer: Scorer {
    let original: [UInt8]

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .restored(let size, let value) = answer else {
            throw InvalidAnswer("a block of bytes is answered by bytes that restore it, not by an offer")
        }
        guard size > 0 else { throw InvalidAnswer("compressing gave no bytes") }
        let restored: RestoredBytes
        do { restored = try RestoredBytes(encoded: value) } catch { throw InvalidAnswer("the restored bytes are \(error)") }
        guard restored.bytes == original else {
            guard restored.bytes.count == original.count else { throw InvalidAnswer("\(restored.bytes.count) bytes came back of \(original.count)") }
            let place = zip(restored.bytes, original).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
            throw InvalidAnswer("byte \(place) came back as \(restored.bytes[place]), and was \(original[place])")
        }
        return ["bytes": Double(size), "ratio": Double(original.count) / Double(size)]
    }
}
