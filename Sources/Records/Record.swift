import FoundationEssentials

/// One cell that was run, or that could not be: what made it and what became of it.
public struct Record: Codable, Sendable {
    /// The key of its inputs.
    public var key: String
    public var inputs: RecordInputs
    /// The comparison that ran it.
    public var comparison: String
    /// How often this cell was run anew on purpose before. Of several records with one key the highest counts.
    public var attempt: Int
    public var result: CellResult

    public init(_ inputs: RecordInputs, comparison: String, attempt: Int = 0, _ result: CellResult) {
        key = inputs.key
        self.inputs = inputs
        self.comparison = comparison
        self.attempt = attempt
        self.result = result
    }

    /// Keys sorted, so that equal values are equal bytes; infinities, which JSON lacks, in words.
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }

    static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return decoder
    }
}

/// What the journal holds, one to a line.
public enum JournalEntry: Codable, Sendable {
    /// A comparison began.
    case begun(Comparison)
    /// One of its cells is done.
    case cell(Record)
    /// All cells of the comparison of that name are done.
    case finished(String)
}

/// A comparison that was begun.
public struct Comparison: Codable, Sendable {
    public var name: String
    public var plan: PlanDocument
    public var environment: Environment
    /// Where it was begun: its working folder, for the relative paths in it.
    public var folder: String

    public init(name: String, plan: PlanDocument, environment: Environment, folder: String) {
        self.name = name
        self.plan = plan
        self.environment = environment
        self.folder = folder
    }
}
