import FoundationEssentials
import Registry

/// Which host this is.
public enum Host {
    public static let version = "0.1.0"

    /// The version, and the digest of the program and the SDK it runs with: another build may measure otherwise.
    public static let identity: String = {
        // The system's list of what is mapped names the files themselves, wherever the loader found them.
        let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
        let kit = maps.split(separator: "\n").first { $0.hasSuffix("/libAssayKit.so") }.map { String($0.drop { $0 != "/" }) }
        let digests = (["/proc/self/exe"] + [kit].compactMap { $0 }).compactMap { try? Digest(ofFile: $0).sha256 }
        return "\(version) \(Digest(of: Array(digests.joined().utf8)).sha256.prefix(12))"
    }()
}
