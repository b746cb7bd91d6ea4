import AssayKit
import Formats

/// A tensor to be made smaller, with loss, within a budget of numbers.
struct TensorInstance: Instance {
    enum Source: Sendable {
        /// The digits that Assay ships: 1,797 × 8 × 8 grey values.
        case digits
        /// The numbers that this makes.
        case made(@Sendable () -> Tensor)
        /// A user's own array.
        case file(String)
    }

    let id: String
    let role = Role.compressor
    let kind = "tensor decomposition"
    let summary: String
    let metrics = TensorScorer.metrics
    let defaultBudget = Budget(seconds: 120)
    let source: Source
    /// A tenth of the numbers, unless told.
    var numberBudget: Int?
    var problemType: any Metered.Type { TensorProblem.self }

    var dataFiles: [String] {
        switch source {
        case .digits: ["digits.csv"]
        case .made: []
        case .file(let file): [file]
        }
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { try problem(context.data, context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { TensorScorer(try problem(data, Meter())) }

    private func problem(_ data: DataFolder, _ meter: Meter) throws -> TensorProblem {
        let tensor = try tensor(data)
        return TensorProblem(tensor, numberBudget: numberBudget ?? tensor.values.count / 10, meter)
    }

    private func tensor(_ data: DataFolder) throws -> Tensor {
        switch source {
        case .digits:
            let pixels = try Digits(data).pixels
            return Tensor(shape: [pixels.count / 64, 8, 8], values: pixels.map { Float($0) })
        case .made(let make): return make()
        case .file(let name):
            let file = try data.file(name), array = try NumPy.load(file)
            guard 2...8 ~= array.shape.count, 1...50_000_000 ~= array.count else {
                throw FormatError(file, "shape", "it is \(array.shape)", remedy: "save an array of 2 to 8 axes and at most 50 million numbers")
            }
            let values = array.doubles.map { Float($0) }
            guard values.allSatisfy(\.isFinite) else { throw FormatError(file, "", "not all of its numbers are finite", remedy: "leave out what is not") }
            return Tensor(shape: array.shape, values: values)
        }
    }
}

final class TensorProblem: DenseTensor {
    let meter: Meter
    let tensor: Tensor
    let numberBudget: Int

    init(_ tensor: Tensor, numberBudget: Int, _ meter: Meter) {
        self.tensor = tensor
        self.numberBudget = numberBudget
        self.meter = meter
    }
}

/// Measures ‖X − X̂‖ / ‖X‖ of what came back, from no more bytes than the budget has.
struct TensorScorer: Scorer {
    static let metrics = [Metric("relativeError", better: .lower), Metric("bytes", unit: "bytes", better: .lower)]

    private let original: Tensor
    private let mostBytes: Int

    init(_ problem: TensorProblem) {
        original = problem.tensor
        mostBytes = 4 * problem.numberBudget + 64
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .restored(let size, let value) = answer else { throw InvalidAnswer("a tensor is answered by bytes that restore it, not by an offer") }
        guard size > 0 else { throw InvalidAnswer("compressing gave no bytes") }
        guard size <= mostBytes else { throw InvalidAnswer("there are \(size) bytes where \(mostBytes) are the most") }
        let restored: Tensor
        do { restored = try Tensor(encoded: value) } catch { throw InvalidAnswer("the restored tensor is \(error)") }
        guard restored.shape == original.shape else { throw InvalidAnswer("a tensor of \(restored.shape) came back, not of \(original.shape)") }
        guard restored.values.allSatisfy(\.isFinite) else { throw InvalidAnswer("the restored tensor holds a number that is not finite") }
        var error = 0.0, norm = 0.0
        for (x, y) in zip(original.values, restored.values) {
            error += (Double(x) - Double(y)) * (Double(x) - Double(y))
            norm += Double(x) * Double(x)
        }
        return ["relativeError": norm > 0 ? (error / norm).squareRoot() : (error > 0 ? .infinity : 0), "bytes": Double(size)]
    }
}

extension Tensor {
    /// Five discs with soft edges that move over a background, 40 pictures of 32 × 24 pixels, and a little noise.
    static var video: Tensor {
        var random = Random(seed: 6)
        let discs = (0..<5).map { _ in (x: random.uniform(4, 20), y: random.uniform(4, 28), right: random.uniform(-0.2, 0.2), down: random.uniform(-0.2, 0.2), width: random.uniform(2, 5)) }
        var values: [Float] = []
        for t in 0..<40 {
            for y in 0..<32 {
                for x in 0..<24 {
                    let light = discs.reduce(0.5 + 0.01 * Double(x + y)) { sum, disc in
                        let dx = Double(x) - disc.x - disc.right * Double(t), dy = Double(y) - disc.y - disc.down * Double(t)
                        return sum + exponential(-(dx * dx + dy * dy) / (disc.width * disc.width))
                    }
                    values.append(Float(light + 0.02 * random.normal()))
                }
            }
        }
        return Tensor(shape: [40, 32, 24], values: values)
    }
}

extension Catalog {
    static let tensors: [any Instance] = [
        TensorInstance(
            id: "tensor/digits", summary: "1,797 pictures of 8 × 8 grey values, a fifth of the numbers to be stored", source: .digits, numberBudget: 23_000),
        TensorInstance(
            id: "tensor/video", summary: "40 pictures of 32 × 24 grey values in which discs move, 2,000 numbers to be stored of 30,720", source: .made { .video },
            numberBudget: 2000),
    ]
}
