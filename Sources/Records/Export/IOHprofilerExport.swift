import Files
import FoundationEssentials

/// Records as a folder that IOHanalyzer and iohinspector open: for each method a folder, in it for each instance a JSON file
/// that lists the runs and a data file of their improvements. Format: IOHexperimenter 0.3's Analyzer logger.
///
/// An evaluation is an oracle call of any kind. An instance is a function, numbered in the order of names; each seed is a
/// run of its instance 1. The dimension is not known to records and stands as 0. The value of a run without an answer is
/// the largest (or least) number there is, so that it reaches no target.
public struct IOHprofilerExport {
    private struct Run {
        var seed: UInt64
        var evaluations: Int
        /// Improvements by evaluations, each once.
        var points: [(evaluations: Int, value: Double)]
    }

    private struct Place: Hashable, Comparable {
        var method: String
        var instance: String
        static func < (a: Place, b: Place) -> Bool { (a.instance, a.method) < (b.instance, b.method) }
    }

    private var runs: [Place: [Run]] = [:]
    /// For each instance its ranking metric and whether more of it is better.
    private let metrics: [String: (name: String, higherIsBetter: Bool)]

    /// - Parameter metrics: for each instance the metric that ranks, and whether higher is better.
    public init(metrics: [String: (name: String, higherIsBetter: Bool)]) { self.metrics = metrics }

    /// Takes a record in; one that was skipped, or whose instance has no known metric, is no run.
    /// - Returns: whether it was taken.
    @discardableResult
    public mutating func add(_ record: Record) -> Bool {
        let result = record.result
        guard result.outcome != .skipped, let metric = metrics[result.instance] else { return false }
        var points: [(evaluations: Int, value: Double)] = []
        if result.outcome.counts {
            for point in result.trace {
                let evaluations = max(1, point.oracleCalls.values.reduce(0, +))
                if points.last?.evaluations == evaluations { points.removeLast() }
                points.append((evaluations, Self.finite(point.best)))
            }
        }
        let spent = max(1, result.oracleCalls.values.reduce(0, +), points.last?.evaluations ?? 0)
        if points.isEmpty { points = [(spent, metric.higherIsBetter ? -Double.greatestFiniteMagnitude : .greatestFiniteMagnitude)] }
        runs[Place(method: result.method, instance: result.instance), default: []].append(Run(seed: result.seed, evaluations: spent, points: points))
        return true
    }

    private static func finite(_ value: Double) -> Double { min(max(value, -Double.greatestFiniteMagnitude), .greatestFiniteMagnitude) }

    /// Writes the folders.
    /// - Returns: how many runs there are in them.
    /// - Throws: where a file cannot be written.
    public func write(to folder: String) throws -> Int {
        let instances = Set(runs.keys.map(\.instance)).sorted()
        let folders = Self.folderNames(Set(runs.keys.map(\.method)))
        for place in runs.keys.sorted() {
            guard let metric = metrics[place.instance], let number = instances.firstIndex(of: place.instance), let own = runs[place] else { continue }
            let sorted = own.sorted { $0.seed < $1.seed }
            let name = Self.fileName(place.instance), stem = "f\(number + 1)_\(name)"
            let home = "\(folder)/\(folders[place.method] ?? "")", data = "data_\(stem)/IOHprofiler_f\(number + 1)_DIM0.dat"
            try FileManager.default.createDirectory(atPath: "\(home)/data_\(stem)", withIntermediateDirectories: true)
            let description = Description(
                version: "0.3.22", suite: "assay", function_id: number + 1, function_name: name, maximization: metric.higherIsBetter,
                algorithm: .init(name: place.method, info: "metric \(metric.name)"), attributes: ["evaluations", "raw_y"],
                scenarios: [.init(dimension: 0, path: data, runs: sorted.map { run in
                    let best = run.points[run.points.count - 1]
                    return .init(instance: 1, evals: run.evaluations, best: .init(evals: best.evaluations, y: best.value, x: []))
                })])
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try AtomicFile.write([UInt8](try encoder.encode(description)), to: "\(home)/IOHprofiler_\(stem).json")
            try AtomicFile.write(Array(sorted.map(Self.block).joined().utf8), to: "\(home)/\(data)")
        }
        return runs.values.reduce(0) { $0 + $1.count }
    }

    /// A run in the data file: its header, its improvements, and what it had at its end.
    private static func block(_ run: Run) -> String {
        var text = "evaluations raw_y\n"
        for point in run.points { text += "\(point.evaluations) \(point.value)\n" }
        if let last = run.points.last, last.evaluations < run.evaluations { text += "\(run.evaluations) \(last.value)\n" }
        return text
    }

    /// A folder for each method. `x=1e+3` and `x=1e-3` are the same in letters, digits and dashes: the later is numbered.
    private static func folderNames(_ methods: Set<String>) -> [String: String] {
        var taken: Set<String> = []
        var names: [String: String] = [:]
        for method in methods.sorted() {
            let plain = fileName(method)
            var name = plain, number = 1
            while !taken.insert(name).inserted {
                number += 1
                name = "\(plain)-\(number)"
            }
            names[method] = name
        }
        return names
    }

    /// Letters, digits and dashes: what every reader of such folders takes.
    private static func fileName(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }

    // The names are the format's.
    private struct Description: Encodable {
        struct Algorithm: Encodable {
            var name: String
            var info: String
        }
        struct Scenario: Encodable {
            var dimension: Int
            var path: String
            var runs: [Run]
        }
        struct Run: Encodable {
            var instance: Int
            var evals: Int
            var best: Best
        }
        struct Best: Encodable {
            var evals: Int
            var y: Double
            var x: [Double]
        }
        var version: String
        var suite: String
        var function_id: Int
        var function_name: String
        var maximization: Bool
        var algorithm: Algorithm
        var attributes: [String]
        var scenarios: [Scenario]
    }
}
