import AssayKit

/// Its CSV is among the facts, as that of every block of bytes.
final class SealedTable: SealedProblem, Tables {
    private lazy var known = try? Table(encoded: facts.bytes)
    var table: Table { known ?? Table([Table.Column(name: "")]) }
}
