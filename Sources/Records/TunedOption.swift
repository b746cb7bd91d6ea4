/// An option that was chosen for a method on an instance before the comparison, by runs of their own.
public struct TunedOption: Codable, Sendable, Equatable {
    public var instance: String
    /// As the comparison calls it.
    public var method: String
    public var option: String
    /// Nil where no run with any of the values gave an answer; the method's default is taken then.
    public var value: String?
    /// What it was chosen from.
    public var grid: [String]
    /// By what.
    public var metric: String
    public var seed: UInt64

    public init(instance: String, method: String, option: String, value: String?, grid: [String], metric: String, seed: UInt64) {
        self.instance = instance
        self.method = method
        self.option = option
        self.value = value
        self.grid = grid
        self.metric = metric
        self.seed = seed
    }

    /// What was chosen for all methods of an instance, for people: `learningRate by validationLoss with seed 0, of 0.001, 0.01: adamw 0.01`.
    public static func text(_ options: [TunedOption]) -> String {
        guard let first = options.first else { return "" }
        return "\(first.option) by \(first.metric) with seed \(first.seed), of \(first.grid.joined(separator: ", ")): "
            + options.map { "\($0.method) \($0.value ?? "its default, as none gave an answer")" }.joined(separator: ", ")
    }
}
