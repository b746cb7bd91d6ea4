import Glibc

/// Where the data sets are.
public struct DataFolder: Sendable {
    /// Where what is too large to ship is put by `make data`.
    static let fetched = "fetched/"
    /// Where a system keeps what it knows of itself, such as the packages that are installed.
    static let system = "/var/lib/"

    public let path: String
    public init(_ path: String) { self.path = path }

    /// The full path of a data file; one that is absolute is a user's own.
    /// - Throws: `MissingData` where there is no such file.
    public func file(_ name: String) throws(MissingData) -> String {
        let full = name.hasPrefix("/") ? name : path + "/" + name
        guard access(full, R_OK) == 0 else { throw MissingData(file: full) }
        return full
    }
}

public struct MissingData: Error, CustomStringConvertible {
    public let file: String
    public var description: String {
        if file.hasPrefix(DataFolder.system) { return "\(file) is not there: this machine is no Debian system" }
        if file.contains(DataFolder.fetched) { return "the data file \(file) is not there; `make data` fetches it" }
        return "the data file \(file) cannot be read; check its path; that of a data set that is shipped is in Data, or where ASSAY_DATA says"
    }
}
