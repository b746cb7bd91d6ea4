/// What `assay conform` found of a method.
public struct ConformanceVerdict: Codable, Sendable, Equatable {
    /// How many checks it was put to.
    public var checks: Int
    /// The names of those that it failed.
    public var failed: [String]

    public init(checks: Int, failed: [String]) {
        self.checks = checks
        self.failed = failed
    }

    /// `yes`, or how many checks it fails.
    public var word: String { failed.isEmpty ? "yes" : "fails \(failed.count) of \(checks)" }
}

extension Registry {
    /// A verdict holds for a library's very bytes and the version of the host.
    private func conformanceKey(_ library: LibraryEntry, _ method: String, host: String) -> String { "\(identity(of: library)):\(method):\(host)" }

    /// What was found of a method; nil where it was not checked as it is now.
    public func conformance(of method: String, in library: LibraryEntry, host: String) -> ConformanceVerdict? {
        lock.conformance?[conformanceKey(library, method, host: host)]
    }

    public mutating func keep(_ verdict: ConformanceVerdict, of method: String, in library: LibraryEntry, host: String) {
        let current = document.libraries.flatMap { library in library.methods.map { conformanceKey(library, $0.id, host: host) } }
        var verdicts = (lock.conformance ?? [:]).filter { current.contains($0.key) }
        verdicts[conformanceKey(library, method, host: host)] = verdict
        lock.conformance = verdicts
    }
}
