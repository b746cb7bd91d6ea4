import Files

/// A data file that is not what its format says: where, what is wrong, and what to do.
public struct FormatError: Error, CustomStringConvertible, Sendable, Equatable {
    /// The file, or what stands for one where the bytes did not come from a file.
    public let file: String
    /// `line 12`, `line 12, column 5`, `byte 80`, `tensor ‘fc1.weight’`; empty for the file as a whole. Lines, columns
    /// (in bytes) and rows count from 1, bytes of the file from 0.
    public let place: String
    /// What is wrong there.
    public let problem: String
    /// What to do about it; empty where nothing general can be said.
    public let remedy: String

    public init(_ file: String, _ place: String, _ problem: String, remedy: String = "") {
        self.file = file
        self.place = place
        self.problem = problem
        self.remedy = remedy
    }

    init(_ error: FileError) { self.init(error.path, "", error.problem, remedy: error.remedy) }

    public var description: String {
        "\(file)\(place.isEmpty ? "" : ", \(place)"): \(problem)\(remedy.isEmpty ? "" : "; \(remedy)")"
    }
}

/// Reads a whole file.
func contents(of file: String) throws(FormatError) -> [UInt8] {
    do throws(FileError) { return try File.read(file) } catch { throw FormatError(error) }
}

/// Writes a file atomically.
func replace(_ file: String, with bytes: [UInt8]) throws(FormatError) {
    do throws(FileError) { try AtomicFile.write(bytes, to: file) } catch { throw FormatError(error) }
}

/// What a file says, fit to stand in a message: short, and without the characters that steer a terminal.
public func quoted(_ text: some StringProtocol) -> String {
    let visible = text.unicodeScalars.prefix(60).map { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: "\u{FFFD}"
        default: String(scalar)
        }
    }
    return "‘\(visible.joined())\(text.unicodeScalars.count > 60 ? "…" : "")’"
}

func quoted(_ bytes: ArraySlice<UInt8>) -> String {
    // A character may be cut at the end: a few bytes more than are shown.
    quoted(String(decoding: bytes.prefix(250), as: UTF8.self))
}
