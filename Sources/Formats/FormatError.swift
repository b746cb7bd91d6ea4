import Files

/// A data file that is not what its format says, and where.
public struct FormatError: Error, CustomStringConvertible, Sendable {
    public let file: String
    /// `line 12`, `byte 80`, `tensor fc1.weight`; empty for the file as a whole.
    public let place: String
    /// What is wrong there, and what is wanted.
    public let problem: String

    public init(_ file: String, _ place: String, _ problem: String) {
        self.file = file
        self.place = place
        self.problem = problem
    }

    init(_ error: FileError) { self.init(error.path, "", error.problem) }

    public var description: String { "\(file)\(place.isEmpty ? "" : ", \(place)"): \(problem)" }
}

/// Reads a whole file.
func contents(of file: String) throws(FormatError) -> [UInt8] {
    do throws(FileError) { return try File.read(file) } catch { throw FormatError(error) }
}

/// Writes a file atomically.
func write(_ bytes: [UInt8], to file: String) throws(FormatError) {
    do throws(FileError) { try AtomicFile.write(bytes, to: file) } catch { throw FormatError(error) }
}
