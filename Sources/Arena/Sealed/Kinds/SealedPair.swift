import AssayKit

struct PairFacts: Transferable {
    let first: Tensors
    let second: Tensors
    let layers: [LinearLayer]
    let calibrationCount: Int

    init(_ problem: any ModelPair) {
        (first, second) = problem.models
        (layers, calibrationCount) = (problem.layers, problem.calibrationCount)
    }

    func encode(to writer: inout ByteWriter) {
        first.encode(to: &writer)
        second.encode(to: &writer)
        writer.append(variable: layers.count)
        for layer in layers {
            writer.append(layer.weight)
            writer.append(layer.bias ?? "")
        }
        writer.append(variable: calibrationCount)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        first = try Tensors(from: &reader)
        second = try Tensors(from: &reader)
        var layers: [LinearLayer] = []
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            let weight = try reader.text(), bias = try reader.text()
            layers.append(LinearLayer(weight: weight, bias: bias.isEmpty ? nil : bias))
        }
        self.layers = layers
        calibrationCount = try reader.variable()
    }
}

final class SealedPair: SealedProblem, ModelPair {
    private lazy var known = try? PairFacts(encoded: facts.details)
    var models: (first: Tensors, second: Tensors) { (known?.first ?? Tensors(), known?.second ?? Tensors()) }
    var layers: [LinearLayer] { known?.layers ?? [] }
    var calibrationCount: Int { known?.calibrationCount ?? 0 }

    func computeActivations(ofLayer index: Int, _ receipt: borrowing Receipt) -> (first: Matrix, second: Matrix) {
        mailbox.first = index
        guard ask(.activations) == .done else { return (Matrix(zeros: 0, 0), Matrix(zeros: 0, 0)) }
        let (rows, columns) = (mailbox.first, mailbox.second)
        func matrix(at offset: Int) -> Matrix {
            var entries = [Double](repeating: 0, count: rows * columns)
            var span = entries.mutableSpan
            mailbox.get(into: &span, at: offset)
            return Matrix(rows: rows, columns: columns, entries: entries)
        }
        return (matrix(at: 0), matrix(at: 8 * rows * columns))
    }

    func computeLossGradient(at tensors: Tensors, _ receipt: borrowing Receipt) -> (loss: Double, gradient: Tensors) {
        mailbox.put(tensors.encoded)
        guard ask(.pairGradient) == .done, let gradient = try? Tensors(encoded: mailbox.bytes()) else { return (.nan, tensors) }
        return (mailbox.number, gradient)
    }
}

extension OracleServer {
    func serveActivations(_ problem: any ModelPair) throws {
        let index = mailbox.first
        guard problem.layers.indices.dropLast().contains(index) else { throw SealedRun.End.garbage("layer \(index)") }
        let (first, second) = try problem.activations(ofLayer: index)
        let entries = first.entries + second.entries
        mailbox.put(numbers: entries)
        (mailbox.first, mailbox.second) = (first.rows, first.columns)
    }

    func servePairGradient(_ problem: any ModelPair) throws {
        let known = problem.models.first
        guard let tensors = try? Tensors(encoded: try mailbox.bytes()), known.names.allSatisfy({ tensors[$0]?.shape == known[$0]?.shape }) else {
            throw SealedRun.End.garbage("tensors that are not the network's")
        }
        let (loss, gradient) = try problem.lossGradient(at: tensors)
        mailbox.put(gradient.encoded)
        mailbox.number = loss
    }
}
