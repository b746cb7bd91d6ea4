import Files

/// Paragraphs of fields as Debian writes them (deb-control(5), deb822(5)): `Name: value`, a line that begins with a blank goes on with the
/// field before it, and an empty line ends a paragraph.
public enum ControlFile {
    /// The first lines of these fields in each paragraph; empty where a paragraph has no such field.
    /// - Throws: where the file cannot be read, or a line is neither a field nor the rest of one.
    public static func load(_ file: String, fields: [String]) throws(FormatError) -> [[String]] {
        try decode(try contents(of: file), file: file, fields: fields)
    }

    /// Of a file's bytes, as `load` does.
    /// - Parameter file: what errors call them.
    public static func decode(_ bytes: [UInt8], file: String = "control file", fields: [String]) throws(FormatError) -> [[String]] {
        let places = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1, $0) })
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var records: [[String]] = [], record: [String]?
        for (number, line) in lines.enumerated() {
            if line.isEmpty {
                if let finished = record { records.append(finished) }
                record = nil
            } else if line.first != UInt8(ascii: " "), line.first != UInt8(ascii: "\t") {
                guard let text = String(validating: line, as: UTF8.self), let colon = text.firstIndex(of: ":") else {
                    throw FormatError(file, "line \(number + 1)", "\(quoted(String(decoding: line, as: UTF8.self))) is no field")
                }
                var fieldsSoFar = record ?? [String](repeating: "", count: fields.count)
                if let place = places[String(text[..<colon])] { fieldsSoFar[place] = String(text[text.index(after: colon)...].drop { $0 == " " }) }
                record = fieldsSoFar
            }
        }
        if let finished = record { records.append(finished) }
        return records
    }
}
