import Glibc

/// Where the data sets are.
public struct DataFolder: Sendable {
    public let path: String
    public init(_ path: String) { self.path = path }

    /// The full path of a data file.
    /// - Throws: `MissingData` where there is no such file.
    public func file(_ name: String) throws(MissingData) -> String {
        let full = path + "/" + name
        guard access(full, R_OK) == 0 else { throw MissingData(file: full) }
        return full
    }
}

public struct MissingData: Error, CustomStringConvertible {
    public let file: String
    public var description: String {
        "the data file \(file) cannot be read; Data/README.md says where it comes from, and ASSAY_DATA names another folder"
    }
}
