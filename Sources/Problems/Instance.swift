public import AssayKit

/// One concrete problem, such as `logistic/digits`: what a method sees of it, and how the host judges an answer.
public protocol Instance: Sendable {
    /// `kind/data`, unique: `logistic/digits`.
    var id: String { get }
    var role: Role { get }
    /// The field's word for problems of this sort: `logistic regression`.
    var kind: String { get }
    /// One sentence with the sizes that matter.
    var summary: String { get }
    /// What is measured; the first one ranks.
    var metrics: [Metric] { get }
    /// The two metrics that trade against each other, where no single one decides; empty where one does.
    var tradeOff: [String] { get }
    /// Values of the first metric whose reaching is timed, the easiest first; empty where nobody asks for that.
    var targets: [Double] { get }
    /// The option of methods that is chosen anew for this instance before they are compared; nil where none is.
    var tuning: Tuning? { get }
    /// The data files that it is made of: a record holds only for the bytes they had.
    var dataFiles: [String] { get }
    /// What a run may spend where the user says nothing.
    var defaultBudget: Budget { get }
    /// The type of what `makeProblem` makes: its conformances are the problem kinds that the instance offers.
    var problemType: any Metered.Type { get }

    /// Whether it runs code that is not the host's, so that its judge too must be in a worker.
    var isForeign: Bool { get }

    /// Makes what the method sees. Called in the worker; nothing by which answers are judged may be in it.
    func makeProblem(_ context: ProblemContext) throws -> any Metered
    /// Makes the judge. Called in the host, once for each comparison; in a worker where the instance is foreign.
    func makeScorer(_ data: DataFolder) throws -> any Scorer
    /// Writes the instance's data into a folder, in the field's own formats, for use by other programs.
    /// - Returns: the names of the files.
    /// - Throws: where the instance has nothing to export, or a file cannot be written.
    func export(to folder: String, _ data: DataFolder) throws -> [String]
}

extension Instance {
    public var tradeOff: [String] { [] }
    public var targets: [Double] { [] }
    public var tuning: Tuning? { nil }
    public var dataFiles: [String] { [] }
    public var isForeign: Bool { false }
    public func export(to folder: String, _ data: DataFolder) throws -> [String] { throw NothingToExport(instance: id) }

    /// Why the instance cannot be made here, where that is for data which is fetched, or the system's own, and not shipped.
    public func absence(from data: DataFolder) -> String? {
        for name in dataFiles where name.hasPrefix(DataFolder.fetched) || name.hasPrefix(DataFolder.system) {
            do { _ = try data.file(name) } catch { return "\(error)" }
        }
        return nil
    }

    /// The problem kinds that the instance offers.
    public var offers: [String] { ProblemKind.offered(by: problemType) }
}

/// An option that decides so much, and is so different for each method, that none is compared by its default: every one has it
/// chosen from the same values, by the instance's first metric, in runs of the same budget with a seed of their own.
public struct Tuning: Sendable {
    /// What methods call it.
    public let option: String
    public let grid: [String]

    public init(option: String, grid: [String]) {
        self.option = option
        self.grid = grid
    }

    /// The seed of the runs that choose: no comparison's, unless it asks for it.
    public static let seed: UInt64 = 0

    /// Of networks in training: three values to a decade.
    public static let learningRate = Tuning(option: "learningRate", grid: ["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3"])
}

/// A figure by which answers are compared.
public struct Metric: Sendable, Equatable {
    public enum Direction: String, Sendable { case lower, higher }
    public let name: String
    /// Empty for a pure number.
    public let unit: String
    public let better: Direction

    public init(_ name: String, unit: String = "", better: Direction) {
        self.name = name
        self.unit = unit
        self.better = better
    }
}

/// What an instance is made with in a worker.
public struct ProblemContext {
    public let seed: UInt64
    public let meter: Meter
    public let data: DataFolder
    /// The run's clock, for instances that time phases.
    public let clock: RunClock
    /// Hands over an answer that does not come by `run.offer`, such as the answers to queries.
    public let deliver: ([UInt8]) -> Void

    public init(seed: UInt64, meter: Meter, data: DataFolder, clock: RunClock, deliver: @escaping ([UInt8]) -> Void) {
        self.seed = seed
        self.meter = meter
        self.data = data
        self.clock = clock
        self.deliver = deliver
    }
}

struct NothingToExport: Error, CustomStringConvertible {
    let instance: String
    var description: String { "\(instance) has no data of its own to export; its files are in the data folder" }
}
