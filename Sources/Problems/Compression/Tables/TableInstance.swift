import AssayKit
import Files
import Formats

/// A table, to be made fewer bytes without loss. Compressors of bytes compete on its CSV.
struct TableInstance: Instance {
    enum Source: Sendable {
        /// A CSV file, whose first record names the columns, or is kept as if it did.
        case csv(String)
        /// What is installed on a Debian system.
        case packages
        /// A table made by seed, whose entropy is known.
        case blocks(BlockModel)
    }

    /// The largest file that is taken: its cells are held several times over.
    private static let mostBytes = 64 << 20
    private static let packageStatus = DataFolder.system + "dpkg/status"

    let id: String
    let role = Role.compressor
    let kind = "table"
    let summary: String
    let source: Source
    let defaultBudget = Budget(seconds: 120)
    var problemType: any Metered.Type { TableProblem.self }

    var metrics: [Metric] {
        let known = [Metric("bytes", unit: "bytes", better: .lower), Metric("ratio", better: .higher), Metric("bitsPerCell", unit: "bits", better: .lower)]
        if case .blocks = source { return known + [Metric("entropyRatio", better: .lower)] }
        return known
    }

    var dataFiles: [String] {
        switch source {
        case .csv(let file): [file]
        case .packages: [Self.packageStatus]
        case .blocks: []
        }
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { TableProblem(try make(context.data).table, context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let (table, idealBits) = try make(data)
        return TableScorer(table, idealBits: idealBits)
    }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        try AtomicFile.write(try make(data).table.encoded, to: folder + "/table.csv")
        return ["table.csv"]
    }

    private func make(_ data: DataFolder) throws -> (table: Table, idealBits: Double?) {
        switch source {
        case .csv(let name):
            let file = try data.file(name)
            let records = try CSV.records(try File.read(file, limit: Self.mostBytes), file: file)
            return (Table(names: records[0], records: records[1...]), nil)
        case .packages:
            let fields = ["Package", "Status", "Priority", "Section", "Installed-Size", "Maintainer", "Architecture", "Multi-Arch", "Source", "Version", "Homepage"]
            return (Table(names: fields, records: try ControlFile.load(try data.file(Self.packageStatus), fields: fields)), nil)
        case .blocks(let model):
            let made = model.make()
            return (made.table, made.idealBits)
        }
    }
}

final class TableProblem: Tables {
    let meter: Meter
    let table: Table
    let bytes: [UInt8]

    init(_ table: Table, _ meter: Meter) {
        self.table = table
        self.meter = meter
        bytes = table.encoded
    }
}

/// Takes nothing but the very cells, and sets the bytes against how many these are, and against their entropy.
struct TableScorer: Scorer {
    private let lossless: LosslessScorer
    private let cellCount: Int
    private let idealBits: Double?

    /// - Parameter idealBits: the table's bits in a code that knows what it was drawn from, where that is known.
    init(_ table: Table, idealBits: Double?) {
        lossless = LosslessScorer(original: table.encoded)
        cellCount = table.rowCount * table.columns.count
        self.idealBits = idealBits
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        var metrics = try lossless.score(answer)
        let bits = 8 * (metrics["bytes"] ?? 0)
        if cellCount > 0 { metrics["bitsPerCell"] = bits / Double(cellCount) }
        if let idealBits { metrics["entropyRatio"] = bits / idealBits }
        return metrics
    }
}

extension Catalog {
    static let tables: [any Instance] = [
        TableInstance(id: "table/digits-csv", summary: "1,797 × 65 small whole numbers: pictures of digits", source: .csv("digits.csv")),
        TableInstance(id: "table/wine-csv", summary: "178 × 14 measurements of wines", source: .csv("wine.csv")),
        TableInstance(id: "table/packages", summary: "the packages that are installed on this Debian system, 11 fields of each", source: .packages),
        blocks("table/blocks", BlockModel(rows: 1000, columns: 1000, latents: 3, letters: 5)),
        blocks("table/blocks-tall", BlockModel(rows: 10_000, columns: 60, latents: 4, letters: 8)),
    ]

    private static func blocks(_ id: String, _ model: BlockModel) -> TableInstance {
        TableInstance(
            id: id,
            summary: "\(model.rows) × \(model.columns) letters of \(model.letters), whose distribution depends on the row's one of \(model.latents) latents and the column's; made by seed",
            source: .blocks(model))
    }

    /// `table/blocks-ROWS-COLUMNS-LATENTS-LETTERS`.
    static func blockTable(_ id: String) -> TableInstance? {
        let prefix = "table/blocks-"
        guard id.hasPrefix(prefix) else { return nil }
        let numbers = id.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard numbers.count == 4, numbers.allSatisfy({ 1...10_000_000 ~= $0 }), numbers[0] <= 10_000_000 / numbers[1], numbers[2] <= 64, numbers[3] <= 26 else { return nil }
        let model = BlockModel(rows: numbers[0], columns: numbers[1], latents: numbers[2], letters: numbers[3])
        let canonical = prefix + numbers.map { "\($0)" }.joined(separator: "-")
        return id == canonical ? blocks(id, model) : nil
    }
}
