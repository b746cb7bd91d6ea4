/// A claim of a paper, stated so that it can be run: on this instance, by this metric, against this rival.
public struct Claim: Sendable {
    /// What counts as holding, at the scale of the instance named.
    public enum Expectation: Sendable {
        /// The method's metric divided by the rival's is at most this.
        case ratioAtMost(Double)
        /// The method's metric divided by the rival's is at least this.
        case ratioAtLeast(Double)
        /// The method's own metric is at most this.
        case valueAtMost(Double)
        /// The method's own metric is at least this.
        case valueAtLeast(Double)
        /// It cannot be tested here, and why.
        case untestable(String)

        /// As registries keep it: `ratio <= 0.5`, `value >= 0.95`, `untestable: why`.
        public var text: String {
            switch self {
            case .ratioAtMost(let bound): "ratio <= \(bound)"
            case .ratioAtLeast(let bound): "ratio >= \(bound)"
            case .valueAtMost(let bound): "value <= \(bound)"
            case .valueAtLeast(let bound): "value >= \(bound)"
            case .untestable(let reason): "untestable: \(reason)"
            }
        }
    }

    /// The claim in words, with the place in the paper.
    public var text: String
    /// The paper's own figure, e.g. `458x at k = 100`.
    public var paperValue: String
    /// The instance on which it is tested, e.g. `neighbors/clustered-100k`.
    public var instance: String
    /// The id of the rival, with options in brackets where they are not its defaults; none where the claim is about the method alone.
    public var rival: String?
    /// The metric's name as the instance declares it, or `seconds`: the run's on the wall clock.
    public var metric: String
    /// The budget for both, as on the command line: `200gradients`.
    public var budget: String?
    public var expectation: Expectation
    /// The method's options where they are not the card's defaults, as on the command line: `bits=3,groupSize=32`.
    public private(set) var options: String?
    /// What was looked into where it does not hold here, or what a reader of its verdict should know.
    public private(set) var remark: String?

    public init(
        _ text: String, paperValue: String, instance: String, rival: String? = nil, metric: String,
        budget: String? = nil, expectation: Expectation
    ) {
        self.text = text
        self.paperValue = paperValue
        self.instance = instance
        self.rival = rival
        self.metric = metric
        self.budget = budget
        self.expectation = expectation
    }
    /// The same claim, of the method with these options.
    public func with(options: String) -> Claim {
        var claim = self
        claim.options = options
        return claim
    }

    /// The same claim, with what is to be said of its verdict.
    public func with(remark: String) -> Claim {
        var claim = self
        claim.remark = remark
        return claim
    }
}
