import AssayKit
import Files
import Formats
import Problems
import Records
import Registry

/// A safetensors file that was made again, tensor by tensor.
public struct RestoredWeights: Sendable {
    public struct Part: Sendable {
        public let name: String
        public let type: String
        public let shape: [Int]
        /// In the safetensors file.
        public let bytes: Int
        /// Or kept bit for bit.
        public let wasCompressed: Bool
    }

    /// The method and its options, as on the command line.
    public let method: String
    /// Bytes of the safetensors file.
    public internal(set) var bytes: Int
    public let archiveBytes: Int
    public internal(set) var tensors: [Part] = []
}

/// What became of a file's weights, tensor by tensor.
public struct WeightReport: Sendable {
    public struct Part: Sendable {
        public let name: String
        public let type: String
        public let shape: [Int]
        /// Bytes in the safetensors file.
        public let original: Int
        /// Bytes of what it was made into.
        public var bytes: Int
        /// ‖W − Ŵ‖ / ‖W‖; zero where it is kept as it is.
        public var relativeError = 0.0
        /// Why it is kept as it is; nil where it was compressed.
        public var reason: String?
        /// ‖W‖², of what was compressed.
        var squaredNorm = 0.0
    }

    public init() {}

    public internal(set) var parts: [Part] = []
    /// Bytes of the whole file, once it is written.
    public internal(set) var bytes = 0
    /// The most memory that a worker held.
    public internal(set) var peakBytes = 0

    public var original: Int { parts.reduce(0) { $0 + $1.original } }
    /// Of all matrices that were compressed together.
    public var relativeError: Double {
        let compressed = parts.filter { $0.reason == nil }
        let norm = compressed.reduce(0) { $0 + $1.squaredNorm }
        let error = compressed.reduce(0) { $0 + $1.relativeError * $1.relativeError * $1.squaredNorm }
        return norm > 0 ? (error / norm).squareRoot() : 0
    }
}

extension Arena {
    /// What a run on weights may take, beside their method.
    public struct WeightLimits: Sendable {
        public var calibration: String?
        public var seed: UInt64 = 1
        /// Seconds for a matrix.
        public var timeout = 600.0
        /// Bytes of memory that a worker may have.
        public var memory = 4 << 30
        public init() {}
    }

    /// Compresses the matrices of a safetensors file one by one, each in a worker, and restores each in another to see what was lost.
    /// - Parameters:
    ///   - append: takes the archive's next bytes.
    ///   - progress: bytes of tensors done, of how many, and the tensor that is next.
    /// - Throws: where the file is malformed, or the method fails on a matrix, naming it.
    public func compress(
        _ source: String, with contestant: Contestant, _ limits: WeightLimits,
        append: ([UInt8]) throws -> Void = { _ in }, progress: (Int, Int, String) -> Void = { _, _, _ in }
    ) throws -> WeightReport {
        try supervisor.nursery.prepare()
        let file = try SafetensorsFile(source)
        var report = WeightReport()
        func write(_ bytes: [UInt8]) throws {
            try append(bytes)
            report.bytes += bytes.count
        }
        let header = Archive.Header(
            method: contestant.method.id, options: contestant.options, library: registry.identity(of: contestant.library), tensors: file.header)
        try write(Archive.signature + Archive.section(.header, header.encoded))
        let total = file.entries.reduce(0) { $0 + $1.range.count }
        let columns = try limits.calibration.map { try calibrationColumns($0) }
        for entry in file.entries {
            progress(report.original, total, entry.name)
            var part = WeightReport.Part(name: entry.name, type: entry.type.rawValue, shape: entry.shape, original: entry.range.count, bytes: entry.range.count)
            if let reason = Self.reasonToKeep(entry) {
                part.reason = reason
            } else {
                let inputs = entry.shape.dropFirst().reduce(1, *)
                let calibration = columns == inputs ? limits.calibration : nil
                let instance = MatrixInstance(file: source, tensor: entry.name, calibration: calibration)
                let (result, bytes) = try compress(instance, with: contestant, limits)
                report.peakBytes = max(report.peakBytes, result.peakBytes)
                guard result.outcome.counts, let bytes, let error = result.metrics["relativeError"] else {
                    throw ArenaError("\(source), tensor ‘\(entry.name)’: " + refusal(result, contestant, inputs: inputs, calibration: calibration, columns: columns))
                }
                if bytes.count < entry.range.count {
                    part.bytes = bytes.count
                    part.relativeError = error
                    part.squaredNorm = try squaredNorm(entry, of: file)
                    try write(Archive.section(.compressed, bytes))
                } else {
                    part.reason = "the method's form of it has \(bytes.count) bytes, which are not fewer"
                }
            }
            if part.reason != nil {
                for start in stride(from: entry.range.lowerBound, to: entry.range.upperBound, by: Archive.pieceSize) {
                    try write(Archive.section(.stored, try file.bytes(start..<min(start + Archive.pieceSize, entry.range.upperBound))))
                }
            }
            report.parts.append(part)
        }
        try write(Archive.section(.end, []))
        progress(total, total, "")
        return report
    }

    private static func reasonToKeep(_ entry: SafetensorsFile.Entry) -> String? {
        if MatrixInstance.fits(entry) { return nil }
        if entry.type.isFloatingPoint, entry.shape.count >= 2, entry.shape.reduce(1, *) > MatrixInstance.mostNumbers {
            return "it has more than \(MatrixInstance.mostNumbers) numbers"
        }
        return "it is no matrix of floating-point numbers"
    }

    private func calibrationColumns(_ path: String) throws -> Int {
        let shape = try NumPy.load(path).shape
        guard shape.count == 2, shape[0] > 0 else { throw ArenaError("\(path): its shape is \(shape); rows of what enters the matrices are needed") }
        return shape[1]
    }

    private func squaredNorm(_ entry: SafetensorsFile.Entry, of file: SafetensorsFile) throws -> Double {
        (try file.tensor(entry).floats ?? []).reduce(0) { $0 + Double($1) * Double($1) }
    }

    /// One matrix: what became of it, and its bytes.
    private func compress(_ instance: MatrixInstance, with contestant: Contestant, _ limits: WeightLimits) throws -> (CellResult, [UInt8]?) {
        let plan = Plan(contestants: [contestant], instances: [instance], seeds: [limits.seed], timeout: limits.timeout, memory: limits.memory)
        let witness = Witness()
        let result = try run(plan.cells(DataFolder(""))[0], plan, try instance.makeScorer(DataFolder("")), witness: witness)
        return (result, witness.compressed)
    }

    /// Why a matrix was not compressed, in words.
    private func refusal(_ result: CellResult, _ contestant: Contestant, inputs: Int, calibration: String?, columns: Int?) -> String {
        let method = contestant.method.id
        if calibration == nil, result.outcome == .exhausted || result.reason.contains("\(Oracle.forwardPasses.name)") {
            let given = columns.map { "rows of \(inputs) numbers are needed, and those that were given have \($0)" }
                ?? "give rows of what enters the matrix, \(inputs) numbers each, by --calibration FILE.npy"
            return "\(method) asks for calibration data; \(given)"
        }
        return "\(method) \(result.outcome.rawValue)" + (result.reason.isEmpty ? "" : ": \(result.reason)")
    }

    /// Makes the safetensors file again that an archive was made of.
    /// - Returns: what the archive held.
    /// - Throws: where the archive is damaged, with section and byte; where its method is not registered, or fails.
    @discardableResult public func restore(
        _ source: String, _ limits: WeightLimits, append: ([UInt8]) throws -> Void, progress: (Int, Int, String) -> Void = { _, _, _ in },
        note: (String) -> Void = { _ in }
    ) throws -> RestoredWeights {
        try supervisor.nursery.prepare()
        let archive = try ArchiveReader(source)
        let first = try archive.next("the header")
        guard first.kind == .header else { throw ArenaError("\(source), section 1: it is no header; the file is damaged") }
        let header: Archive.Header
        do { header = try Archive.Header(first.payload) } catch { throw ArenaError("\(source), section 1 (the header): \(error)") }
        guard let found = registry.methods.first(where: { $0.method.id == header.method }) else {
            throw ArenaError("\(source): it was made by the method \(header.method), which is not registered; install its library first")
        }
        let contestant = Contestant(library: found.library, method: found.method, options: header.options)
        if registry.identity(of: found.library) != header.library { note("note: \(header.method) is from another library now than when \(source) was made") }
        let entries = try SafetensorsFile.entries(ofHeader: header.tensors, name: source)
        try append(header.tensors)
        var result = RestoredWeights(method: contestant.label, bytes: header.tensors.count, archiveBytes: archive.size)
        for entry in entries {
            progress(archive.offset, archive.size, entry.name)
            var left = entry.range.count, isCompressed = false
            while left > 0 {
                let about = "tensor ‘\(entry.name)’", begin = archive.offset
                let (kind, payload) = try archive.next(about)
                switch kind {
                case .stored where payload.count <= left && !payload.isEmpty:
                    try append(payload)
                    left -= payload.count
                case .compressed where left == entry.range.count:
                    do { try append(try restored(payload, entry, contestant, limits)) } catch let error as ArenaError {
                        throw ArenaError("\(source), section \(archive.count) (\(about)) at byte \(begin): \(error)")
                    }
                    (left, isCompressed) = (0, true)
                default: throw ArenaError("\(source), section \(archive.count) (\(about)) at byte \(begin): it is not what should stand here; the file is damaged")
                }
            }
            result.bytes += entry.range.count
            result.tensors.append(.init(name: entry.name, type: entry.type.rawValue, shape: entry.shape, bytes: entry.range.count, wasCompressed: isCompressed))
        }
        guard try archive.next("the end").kind == .end else { throw ArenaError("\(source), section \(archive.count): more tensors than its header has; the file is damaged") }
        try archive.finish()
        progress(archive.size, archive.size, "")
        return result
    }

    private func restored(_ payload: [UInt8], _ entry: SafetensorsFile.Entry, _ contestant: Contestant, _ limits: WeightLimits) throws -> [UInt8] {
        guard MatrixInstance.fits(entry) else { throw ArenaError("the tensor is no matrix, and was not compressed") }
        var job = job(.restore, contestant)
        job.bytes = payload
        var value: [UInt8]?
        var bounds = Supervisor.Limits()
        (bounds.memory, bounds.run, bounds.processor) = (limits.memory, limits.timeout, limits.timeout)
        let report = try supervisor.run(job, bounds) { message in
            if case .restored(let bytes) = message { value = bytes }
        }
        guard report.outcome == .ok, let value else { throw ArenaError("\(contestant.method.id) could not restore it (\(report.outcome.rawValue)): \(report.reason)") }
        let columns = entry.shape.dropFirst().reduce(1, *)
        let tensor: Tensor
        do { tensor = try MatrixWeights.restored(value, shape: [entry.shape[0], columns]) } catch { throw ArenaError(error.description) }
        return entry.type.bytes(of: tensor.values)
    }
}
