/// registry.lock: the digests of the libraries as they were when they were registered. It belongs to one machine and
/// is not kept under version control.
struct LockDocument: Codable, Equatable {
    struct Pin: Codable, Equatable {
        var sha256: String
        var stamp: FileStamp?
        var signature: Signature?
    }

    var version = 0
    /// By the path that the registry gives the library.
    var libraries: [String: Pin] = [:]
    /// What `assay conform` found of methods, by `Registry.conformanceKey`.
    var conformance: [String: ConformanceVerdict]?
    /// registry.json as the host itself wrote it last.
    var written: FileStamp?
}
