import Files
import FoundationEssentials
public import Registry

/// What has become of the papers: papers.json beside the registry, with what is registered.
public struct PapersDocument: Codable {
    public struct Paper: Codable {
        public var id: String
        public var title: String
        public var role: String?
        public var kind: String?
        /// The ids of the methods that implement it, and are registered.
        public var methods: [String]
        /// `shipped`, `planned` or `no-method`.
        public var state: String
        public var reason: String?
    }

    public var version = 0
    public var papers: [Paper]

    /// papers.json as it stands in the file.
    private struct Source: Decodable {
        struct Paper: Decodable {
            var id: String
            var title: String
            var role: String?
            var kind: String?
            var methods: [String]
            var state: String?
            var reason: String?
        }
        var version: Int
        var papers: [Paper]
    }

    /// - Throws: where the file cannot be read, or is not what it should be.
    public init(file: String, registry: Registry) throws {
        let source = try JSONDecoder().decode(Source.self, from: Data(try File.read(file)))
        let registered = Set(registry.methods.map(\.method.id))
        papers = source.papers.map { paper in
            let methods = paper.methods.filter(registered.contains)
            let state = paper.state ?? (methods.isEmpty ? "planned" : "shipped")
            return Paper(
                id: paper.id, title: paper.title, role: paper.role, kind: paper.kind, methods: methods, state: state, reason: paper.reason)
        }
    }
}
