extension CSV {
    /// Every field as it is, quotes taken off, nothing being made of numbers: the records from the first on, which may name the columns.
    /// Empty lines are passed over, except where there is one column and a record came before.
    /// - Throws: where the file cannot be read or is empty, a record has more or fewer fields than the first, a quote is out of place, or a
    ///   text is not UTF-8; with the line.
    public static func records(_ file: String) throws(FormatError) -> [[String]] { try records(try contents(of: file), file: file) }

    /// Of a file's bytes.
    /// - Parameter file: what errors call them.
    public static func records(_ bytes: [UInt8], file: String = "CSV text") throws(FormatError) -> [[String]] {
        var scanner = CSVScanner(bytes: bytes, separator: UInt8(ascii: ","), file: file)
        var records: [[String]] = [], record: [String] = []
        while let field = try scanner.next() {
            if record.isEmpty, field.endsRecord, field.isNothing, records.first?.count != 1 { continue }
            record.append(try scanner.text(field))
            guard field.endsRecord else { continue }
            let width = records.first?.count ?? record.count
            guard record.count == width else {
                throw FormatError(
                    file, "line \(field.line)", "the record has \(record.count) fields where the first has \(width)",
                    remedy: "give every record as many, and quote fields that hold a comma")
            }
            records.append(record)
            record = []
        }
        guard !records.isEmpty else { throw FormatError(file, "", "is empty", remedy: "it wants a line for each record") }
        return records
    }
}
