import AssayKit

/// A function of the BBOB suite under one of the noise models of its noisy sister (Hansen, Finck, Ros and Auger, "Real-Parameter
/// Black-Box Optimization Benchmarking 2009: Noisy Functions Definitions", INRIA RR-6869): `noisy/sphere-gauss-10`.
struct NoisyInstance: Instance {
    let number: Int
    let model: NoiseModel
    let dimension: Int
    let role = Role.optimizer
    let kind = "noisy black box"
    let metrics = GapScorer.metrics
    let targets = [10, 1, 1e-1, 1e-2, 1e-3, 1e-5, 1e-7]
    var id: String { "noisy/\(BBOBFunction.names[number - 1])-\(model.rawValue)-\(dimension)" }
    var summary: String {
        "f\(number) of the BBOB suite in \(dimension) dimensions, \(BBOBFunction.names[number - 1].replacing("-", with: " ")), its values under \(model.words) noise"
    }
    var defaultBudget: Budget { Budget(calls: ["values": 5000 * dimension]) }
    var problemType: any Metered.Type { NoisyProblem.self }

    /// The sphere, Rosenbrock's function, the turned ellipsoid and the sum of different powers, which the noisy suite has too.
    static let all = [1, 8, 10, 14].flatMap { number in NoiseModel.allCases.map { NoisyInstance(number, $0, dimension: 10) } }

    init(_ number: Int, _ model: NoiseModel, dimension: Int) {
        self.number = number
        self.model = model
        self.dimension = dimension
    }

    /// Reads an id; nil where it names none.
    init?(id: String) {
        guard let match = id.wholeMatch(of: /noisy\/([a-z0-9\-]+?)-(gauss|uniform|cauchy)-([0-9]{1,2})/),
            let index = BBOBFunction.names.firstIndex(of: String(match.output.1)), let model = NoiseModel(rawValue: String(match.output.2)),
            let dimension = Int(match.output.3), BBOBFunction.dimensions.contains(dimension)
        else { return nil }
        self.init(index + 1, model, dimension: dimension)
    }

    private var function: BBOBFunction { BBOBFunction(number, dimension: dimension, instance: 1) }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { NoisyProblem(function, model, seed: context.seed, context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let function = function
        return GapScorer(dimension: dimension, value: { function.value($0) }, gap: { point, _ in max(0, function.gap(point)) })
    }
}

/// By what a value f ≥ 0 above the least is replaced; the severe models of the report's section 2. Below 10⁻⁸ there is none.
enum NoiseModel: String, CaseIterable, Sendable {
    /// f·exp(N(0, 1)).
    case gauss
    /// f·U^α·max(1, (10⁹/(f + 10⁻⁹⁹))^{αU'}) with α = 0.49 + 1/D.
    case uniform
    /// f + max(0, 1000 + N/|N'|) with probability 0.2, else f: heavy tails.
    case cauchy

    var words: String { self == .cauchy ? "seldom but heavy-tailed (Cauchy)" : self == .gauss ? "Gaussian" : "uniform" }

    func noisy(_ f: Double, dimension: Int, _ random: inout Random) -> Double {
        guard f >= 1e-8 else { return f }
        // The report adds 1.01 of the target, so that no noise makes a value pass for one that is reached.
        let least = 1.01e-8
        switch self {
        case .gauss: return f * exponential(random.normal()) + least
        case .uniform:
            let alpha = 0.49 + 1 / Double(dimension), first = random.uniform(), second = random.uniform()
            return f * power(first, alpha) * max(1, power(1e9 / (f + 1e-99), alpha * second)) + least
        case .cauchy:
            let isHit = random.uniform() < 0.2, ratio = random.normal() / (random.normal().magnitude + 1e-199)
            return f + (isHit ? max(0, 1000 + ratio) : 0) + least
        }
    }
}

final class NoisyProblem: Noisy {
    let meter: Meter
    private let function: BBOBFunction
    private let model: NoiseModel
    private var random: Random

    init(_ function: BBOBFunction, _ model: NoiseModel, seed: UInt64, _ meter: Meter) {
        self.function = function
        self.model = model
        self.meter = meter
        // A stream of its own: no method's random numbers are these.
        random = Random(seed: seed, stream: 0x6E6F_6973_65)
    }

    var dimension: Int { function.dimension }
    var start: [Double] { [Double](repeating: 0, count: dimension) }
    var lowerBounds: [Double] { [Double](repeating: -5, count: dimension) }
    var upperBounds: [Double] { [Double](repeating: 5, count: dimension) }
    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double {
        function.leastValue + model.noisy(max(0, function.gap(point)), dimension: dimension, &random)
    }
}
