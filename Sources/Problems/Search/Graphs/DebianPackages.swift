import AssayKit
import Files
import Formats

/// What this machine's Debian packages depend on: an edge from each to every package there that one of its dependencies,
/// or an alternative in it, names. A package's class is its section, where twenty or more are in it.
enum DebianPackages {
    static let file = "/var/lib/dpkg/status"
    private static let leastSection = 20

    static func load(_ file: String) throws -> EdgeSet {
        let bytes = try File.read(file)
        let set = parse(bytes)
        guard set.nodeCount > 0 else { throw FormatError(file, "", "names no package", remedy: "it is dpkg's list of what is installed, of a Debian system") }
        return set
    }

    /// Paragraphs of fields, `Name: value`, a line that begins with a blank going on with the one before.
    static func parse(_ bytes: [UInt8]) -> EdgeSet {
        var names: [String: Int] = [:], sections: [String] = [], dependencies: [[String]] = []
        for paragraph in paragraphs(bytes) {
            guard let name = paragraph["package"], !name.isEmpty, names[name] == nil else { continue }
            names[name] = sections.count
            // `contrib/net` is net, of another part of the archive.
            sections.append((paragraph["section"] ?? "").split(separator: "/").last.map(String.init) ?? "")
            let words = ["depends", "pre-depends"].flatMap { (paragraph[$0] ?? "").split { $0 == "," || $0 == "|" } }
            dependencies.append(words.compactMap { word in
                // `libc6:amd64 (>= 2.36)` names libc6.
                word.split { $0 == " " || $0 == "(" || $0 == ":" }.first.map(String.init)
            })
        }
        var edges: Set<[Int]> = []
        for (package, words) in dependencies.enumerated() {
            for word in words {
                if let target = names[word], target != package { edges.insert([package, target]) }
            }
        }
        let sizes = Dictionary(sections.map { ($0, 1) }, uniquingKeysWith: +)
        let judged = sizes.filter { $0.value >= leastSection && !$0.key.isEmpty }.keys.sorted()
        return EdgeSet(
            nodeCount: sections.count, edges: edges.sorted { $0.lexicographicallyPrecedes($1) }.map { ($0[0], $0[1], 1) }, isDirected: true,
            classes: sections.map { judged.firstIndex(of: $0) ?? -1 })
    }

    private static func paragraphs(_ bytes: [UInt8]) -> [[String: String]] {
        var paragraphs: [[String: String]] = [], fields: [String: String] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.isEmpty {
                if !fields.isEmpty { paragraphs.append(fields) }
                fields = [:]
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), line.first != UInt8(ascii: " ") {
                let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
                if ["package", "section", "depends", "pre-depends"].contains(name) {
                    fields[name] = String(decoding: line[line.index(after: colon)...], as: UTF8.self).drop { $0 == " " }.description
                }
            }
        }
        if !fields.isEmpty { paragraphs.append(fields) }
        return paragraphs
    }
}
