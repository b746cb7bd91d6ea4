import Arena

/// What `assay compress --json` prints.
struct WeightDocument: Encodable {
    struct Part: Encodable {
        let name, type: String
        let shape: [Int]
        let originalBytes, bytes: Int
        let relativeError: Double
        /// Why it is kept as it is; null where it was compressed.
        let kept: String?
    }

    let version = 0
    let file: String
    let output: String
    let method: String
    let originalBytes, bytes: Int
    let ratio, relativeError: Double
    /// The most memory that a worker held.
    let peakBytes: Int
    let tensors: [Part]

    init(file: String, output: String, _ method: String, _ report: WeightReport) {
        (self.file, self.output, self.method) = (file, output, method)
        (originalBytes, bytes, relativeError, peakBytes) = (report.original, report.bytes, report.relativeError, report.peakBytes)
        ratio = Double(report.original) / Double(max(1, report.bytes))
        tensors = report.parts.map {
            Part(name: $0.name, type: $0.type, shape: $0.shape, originalBytes: $0.original, bytes: $0.bytes, relativeError: $0.relativeError, kept: $0.reason)
        }
    }
}

/// What `assay restore --json` prints.
struct RestoredDocument: Encodable {
    struct Part: Encodable {
        let name, type: String
        let shape: [Int]
        let bytes: Int
        /// Whether it was kept bit for bit.
        let isExact: Bool
    }

    let version = 0
    let file: String
    let output: String
    let method: String
    /// Of the safetensors file, and of the archive that it was made from.
    let bytes, archiveBytes: Int
    let tensors: [Part]

    init(file: String, output: String, _ restored: RestoredWeights) {
        (self.file, self.output, method) = (file, output, restored.method)
        (bytes, archiveBytes) = (restored.bytes, restored.archiveBytes)
        tensors = restored.tensors.map { Part(name: $0.name, type: $0.type, shape: $0.shape, bytes: $0.bytes, isExact: !$0.wasCompressed) }
    }
}

/// What `assay compress --compare --json` prints.
struct FrontierDocument: Encodable {
    struct Entry: Encodable {
        let method: String
        let bytes: Int
        let ratio, relativeError: Double
        /// Whether no other has fewer bytes and a smaller error.
        let isOnFrontier: Bool
    }
    struct Failure: Encodable {
        let method, reason: String
    }

    let version = 0
    let file: String
    let methods: [Entry]
    let failures: [Failure]

    init(file: String, _ reports: [(label: String, report: WeightReport)], _ front: [Bool], _ failures: [(label: String, reason: String)]) {
        self.file = file
        methods = zip(reports, front).map { entry, isOnFrontier in
            Entry(
                method: entry.label, bytes: entry.report.bytes, ratio: Double(entry.report.original) / Double(max(1, entry.report.bytes)),
                relativeError: entry.report.relativeError, isOnFrontier: isOnFrontier)
        }
        self.failures = failures.map { Failure(method: $0.label, reason: $0.reason) }
    }
}
