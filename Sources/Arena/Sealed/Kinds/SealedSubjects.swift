import AssayKit

// Subjects of compressors that are all there from the beginning: a sealed run hands over what they are.

struct TextFacts: Transferable {
    let bytes: [UInt8]
    let vocabularySize: Int
    let wordStarts: [Int]

    init(_ problem: any Text) { (bytes, vocabularySize, wordStarts) = (problem.bytes, problem.vocabularySize, problem.wordStarts) }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: bytes.count)
        writer.append(contentsOf: bytes)
        writer.append(variable: vocabularySize)
        writer.append(variable: wordStarts.count)
        for start in wordStarts { writer.append(variable: start) }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        bytes = try reader.bytes(try reader.variable(atMost: reader.remaining))
        vocabularySize = try reader.variable()
        var starts: [Int] = []
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) { starts.append(try reader.variable()) }
        wordStarts = starts
    }
}

final class SealedText: SealedProblem, Text {
    private lazy var known = try? TextFacts(encoded: facts.details)
    var bytes: [UInt8] { known?.bytes ?? [] }
    var vocabularySize: Int { known?.vocabularySize ?? 256 }
    var wordStarts: [Int] { known?.wordStarts ?? [] }
}

struct PointFacts: Transferable {
    let points: Points
    /// Halvings, or the dimension to come down to.
    let number: Int
    let isLaplace: Bool
    let bandwidth: Double

    init(_ problem: any PointSet) {
        points = problem.points
        let thinning = problem as? any Thinning
        number = thinning?.halvings ?? (problem as? any DimensionReduction)?.targetDimension ?? 0
        switch thinning?.kernel {
        case .laplace(let bandwidth): (isLaplace, self.bandwidth) = (true, bandwidth)
        case .gaussian(let bandwidth): (isLaplace, self.bandwidth) = (false, bandwidth)
        default: (isLaplace, bandwidth) = (false, 1)
        }
    }

    var kernel: RadialKernel { isLaplace ? .laplace(bandwidth: bandwidth) : .gaussian(bandwidth: bandwidth) }

    func encode(to writer: inout ByteWriter) {
        points.encode(to: &writer)
        writer.append(variable: number)
        writer.append(variable: isLaplace ? 1 : 0)
        writer.append(bandwidth)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        points = try Points(from: &reader)
        number = try reader.variable()
        isLaplace = try reader.variable() == 1
        bandwidth = try reader.double()
    }
}

class SealedPoints: SealedProblem, PointSet {
    fileprivate lazy var known = try? PointFacts(encoded: facts.details)
    var points: Points { known?.points ?? Points(dimension: 1, values: []) }
}

final class SealedThinning: SealedPoints, Thinning {
    var kernel: RadialKernel { known?.kernel ?? .gaussian(bandwidth: 1) }
    var halvings: Int { known?.number ?? 0 }
}

final class SealedReduction: SealedPoints, DimensionReduction {
    var targetDimension: Int { known?.number ?? 1 }
}

struct TensorFacts: Transferable {
    let tensor: Tensor
    let numberBudget: Int

    init(_ problem: any DenseTensor) { (tensor, numberBudget) = (problem.tensor, problem.numberBudget) }

    func encode(to writer: inout ByteWriter) {
        tensor.encode(to: &writer)
        writer.append(variable: numberBudget)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        tensor = try Tensor(from: &reader)
        numberBudget = try reader.variable()
    }
}

final class SealedTensor: SealedProblem, DenseTensor {
    private lazy var known = try? TensorFacts(encoded: facts.details)
    var tensor: Tensor { known?.tensor ?? Tensor(shape: [0], values: []) }
    var numberBudget: Int { known?.numberBudget ?? 0 }
}
