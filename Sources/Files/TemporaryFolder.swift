import Glibc

/// Where files go that nobody keeps.
public enum TemporaryFolder {
    /// What `TMPDIR` names, else `/tmp`.
    public static var path: String { unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp" }
}
