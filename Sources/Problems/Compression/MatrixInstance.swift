public import AssayKit
import Formats

/// One matrix of a user's safetensors file, as a network of one linear map: `matrix:FILE.safetensors:TENSOR`, and where rows of
/// what enters it are known, `matrix:FILE.safetensors:TENSOR@FILE.npy`. Nothing but that tensor is read of the file.
public struct MatrixInstance: Instance {
    public let id: String
    public let role = Role.compressor
    public let kind = "network weights"
    public var summary: String { "the matrix \(tensor) of \(file)" }
    public var metrics: [Metric] {
        [Metric("bytes", unit: "bytes", better: .lower), Metric("relativeError", better: .lower), Metric("ratio", better: .higher)]
            + (calibration == nil ? [] : [Metric("outputError", better: .lower)])
    }
    public let tradeOff = ["bytes", "relativeError"]
    public var dataFiles: [String] { [file] + (calibration.map { [$0] } ?? []) }
    public let defaultBudget = Budget()
    public var problemType: any Metered.Type { MatrixWeights.self }

    /// A matrix has fewer numbers than this: it goes to its method whole, in single precision, and back.
    public static let mostNumbers = 1 << 27

    private let file: String
    private let tensor: String
    private let calibration: String?

    /// - Parameter calibration: an npy file of rows that enter the map; nil where none are known.
    public init(file: String, tensor: String, calibration: String?) {
        self.file = file
        self.tensor = tensor
        self.calibration = calibration
        id = "matrix:\(file):\(tensor)" + (calibration.map { "@" + $0 } ?? "")
    }

    /// What stands behind `matrix:`; nil where it names no tensor of a file.
    init?(_ text: String) {
        let mark = ".safetensors:"
        guard let place = text.firstRange(of: mark) else { return nil }
        let file = String(text[..<place.upperBound].dropLast()), rest = text[place.upperBound...]
        guard !rest.isEmpty else { return nil }
        if rest.hasSuffix(".npy"), let at = rest.lastIndex(of: "@") {
            self.init(file: file, tensor: String(rest[..<at]), calibration: String(rest[rest.index(after: at)...]))
        } else {
            self.init(file: file, tensor: String(rest), calibration: nil)
        }
    }

    /// The same with other paths.
    func resolved(_ resolve: (String) -> String) -> MatrixInstance {
        MatrixInstance(file: resolve(file), tensor: tensor, calibration: calibration.map(resolve))
    }

    /// Whether a tensor is a matrix that a method can be given: floating-point numbers along two axes or more, those after the
    /// first taken together.
    public static func fits(_ entry: SafetensorsFile.Entry) -> Bool {
        let columns = entry.shape.dropFirst().reduce(1, *)
        return entry.type.isFloatingPoint && entry.shape.count >= 2 && entry.shape[0] >= 2 && columns >= 2 && entry.shape[0] * columns <= mostNumbers
    }

    public func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let weight = try weight(context.data).tensor
        guard let calibration else { return MatrixWeights(weight, calibration: nil, context.meter) }
        let path = try context.data.file(calibration)
        let array = try NumPy.load(path)
        guard array.shape.count == 2, array.shape[0] > 0, array.shape[1] == weight.shape[1] else {
            throw FormatError(path, "shape", "it is \(array.shape)", remedy: "the matrix \(tensor) takes rows of \(weight.shape[1]) numbers")
        }
        let rows = array.doubles
        guard rows.allSatisfy(\.isFinite) else { throw FormatError(path, "", "not all of its numbers are finite") }
        return MatrixWeights(weight, calibration: Matrix(rows: array.shape[0], columns: array.shape[1], entries: rows), context.meter)
    }

    public func makeScorer(_ data: DataFolder) throws -> any Scorer { MatrixScorer(self, data) }

    /// The matrix, and the bytes that it takes in the file.
    fileprivate func weight(_ data: DataFolder) throws -> (tensor: Tensor, size: Int) {
        let path = try data.file(file)
        let source = try SafetensorsFile(path)
        guard let entry = source.entries.first(where: { $0.name == tensor }) else {
            throw FormatError(path, "", "has no tensor \(tensor)", remedy: "it has \(source.entries.prefix(5).map(\.name).joined(separator: ", "))…")
        }
        guard Self.fits(entry), let values = try source.tensor(entry).floats else {
            throw FormatError(path, "tensor \(tensor)", "its shape \(entry.shape) of \(entry.type.rawValue) is that of no matrix that a method can be given")
        }
        guard values.allSatisfy(\.isFinite) else { throw FormatError(path, "tensor \(tensor)", "not all of its numbers are finite") }
        return (Tensor(shape: [entry.shape[0], values.count / entry.shape[0]], values: values), entry.range.count)
    }

    /// Judged when there is an answer, so that no more than one matrix is held.
    private struct MatrixScorer: Scorer {
        private let instance: MatrixInstance
        private let data: DataFolder

        init(_ instance: MatrixInstance, _ data: DataFolder) {
            self.instance = instance
            self.data = data
        }

        func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
            guard case .restored(let size, let value) = answer else { throw InvalidAnswer("a matrix is answered by bytes that restore it, not by an offer") }
            guard size > 0 else { throw InvalidAnswer("compressing gave no bytes") }
            let original: (tensor: Tensor, size: Int)
            do { original = try instance.weight(data) } catch { throw InvalidAnswer("\(error)") }
            let restored = try MatrixWeights.restored(value, shape: original.tensor.shape).values
            let values = original.tensor.values
            var (error, norm) = (0.0, 0.0)
            for i in values.indices {
                let difference = Double(values[i]) - Double(restored[i])
                error += difference * difference
                norm += Double(values[i]) * Double(values[i])
            }
            var metrics = ["bytes": Double(size), "relativeError": Self.relative(error, norm), "ratio": Double(original.size) / Double(size)]
            guard instance.calibration != nil else { return metrics }
            do {
                let context = ProblemContext(seed: 0, meter: Meter(), data: data, clock: RunClock(), deliver: { _ in })
                guard let problem = try instance.makeProblem(context) as? MatrixWeights else { return metrics }
                let expected = problem.product(original.tensor), found = problem.product(Tensor(shape: original.tensor.shape, values: restored))
                metrics["outputError"] = (expected - found).frobeniusNorm / max(expected.frobeniusNorm, .leastNormalMagnitude)
            } catch { throw InvalidAnswer("\(error)") }
            return metrics
        }

        private static func relative(_ error: Double, _ norm: Double) -> Double { error == 0 ? 0 : (error / norm).squareRoot() }
    }
}

/// A network of one linear map without bias.
public final class MatrixWeights: NetworkWeights {
    static let name = "weight"

    public let meter: Meter
    public let tensors: Tensors
    public let layers = [LinearLayer(weight: MatrixWeights.name, bias: nil)]
    public var calibrationCount: Int { calibration?.rows ?? 0 }
    private let calibration: Matrix?

    init(_ weight: Tensor, calibration: Matrix?, _ meter: Meter) {
        // Without calibration rows there is not one pass to be paid for: a method that asks for one is stopped.
        self.meter = calibration == nil ? Meter(Budget(calls: ["forwardPasses": 0])) : meter
        self.calibration = calibration
        var tensors = Tensors()
        tensors[Self.name] = weight
        self.tensors = tensors
    }

    public func computeOutputs(with tensors: Tensors, _ receipt: borrowing Receipt) -> Matrix { product(tensors[Self.name] ?? Tensor(shape: [0, 0], values: [])) }
    public func computeInputs(toLayer index: Int, _ receipt: borrowing Receipt) -> Matrix { calibration ?? Matrix(zeros: 0, 0) }

    /// What comes out where the calibration rows go in.
    func product(_ weight: Tensor) -> Matrix {
        calibration.map { Matrix.product($0, weight.matrix, transposeRight: true) } ?? Matrix(zeros: 0, weight.shape[0])
    }

    /// The matrix out of what a compressor restored.
    /// - Throws: where it is not there, has another shape, or holds a number that is not finite.
    public static func restored(_ value: [UInt8], shape: [Int]) throws(InvalidAnswer) -> Tensor {
        let tensors: Tensors
        do { tensors = try Tensors(encoded: value) } catch { throw InvalidAnswer("the restored tensors are \(error)") }
        let tensor: Tensor
        do { tensor = try tensors.tensor(name, shape: shape) } catch { throw InvalidAnswer("of what was restored, \(error)") }
        guard tensor.values.allSatisfy(\.isFinite) else { throw InvalidAnswer("what was restored holds a number that is not finite") }
        return tensor
    }
}
