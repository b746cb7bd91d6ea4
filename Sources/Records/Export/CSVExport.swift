/// Records as a table for spreadsheets, R and pandas: RFC 4180, a record a line, in the order of keys.
///
/// A metric `gap` is the column `metric.gap`, calls `calls.gradients`, an option `option.efSearch`.
/// A field that a record has not is empty. Infinities are `inf` and `-inf`.
public struct CSVExport {
    private var metrics: Set<String> = []
    private var calls: Set<String> = []
    private var options: Set<String> = []

    public init() {}

    /// Every record is shown first, so that all columns are known.
    public mutating func look(at record: Record) {
        metrics.formUnion(record.result.metrics.keys)
        calls.formUnion(record.result.oracleCalls.keys)
        options.formUnion(record.inputs.options.keys)
    }

    /// The first line, with its end.
    public var header: String {
        let columns = ["key", "comparison", "attempt", "library", "host", "method", "instance", "seed", "budget", "timeout", "outcome", "reason", "wall", "cpu", "peakBytes"]
        return line(columns + metrics.sorted().map { "metric.\($0)" } + calls.sorted().map { "calls.\($0)" } + options.sorted().map { "option.\($0)" })
    }

    /// A record's line, with its end.
    public func row(_ record: Record) -> String {
        let inputs = record.inputs, result = record.result
        var fields = [
            record.key, record.comparison, "\(record.attempt)", inputs.library, inputs.host, inputs.method, inputs.instance, "\(inputs.seed)",
            inputs.budget, "\(inputs.timeout)", result.outcome.rawValue, result.reason, "\(result.seconds.wall)", "\(result.seconds.cpu)",
            "\(result.peakBytes)",
        ]
        fields += metrics.sorted().map { result.metrics[$0].map { "\($0)" } ?? "" }
        fields += calls.sorted().map { result.oracleCalls[$0].map { "\($0)" } ?? "" }
        fields += options.sorted().map { inputs.options[$0] ?? "" }
        return line(fields)
    }

    private func line(_ fields: [String]) -> String { fields.map(Self.quoted).joined(separator: ",") + "\r\n" }

    private static func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}
