import AssayKit

struct StructureFacts: Transferable {
    let variableCount: Int
    let sampleCount: Int
    let threshold: Double

    init(_ problem: any StructuralEquations) {
        (variableCount, sampleCount, threshold) = (problem.variableCount, problem.sampleCount, problem.threshold)
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: variableCount)
        writer.append(variable: sampleCount)
        writer.append(threshold)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        variableCount = try reader.variable()
        sampleCount = try reader.variable()
        threshold = try reader.double()
    }
}

final class SealedStructure: SealedProblem, StructuralEquations {
    private lazy var known = try? StructureFacts(encoded: facts.details)
    var variableCount: Int { known?.variableCount ?? 0 }
    var sampleCount: Int { known?.sampleCount ?? 0 }
    var threshold: Double { known?.threshold ?? 0 }

    func readSamples(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
        let samples = numbers(sampleCount * variableCount, .samples)
        body(samples.span)
    }

    func computeLoss(at weights: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        ask(.structuralLoss, weights, into: &gradient)
    }
}

extension OracleServer {
    func serveStructure(_ request: Mailbox.Request, _ problem: any StructuralEquations) throws {
        if request == .samples { return try problem.samples { mailbox.put($0) } }
        let weights: [Double] = try mailbox.numbers(problem.variableCount * problem.variableCount)
        var gradient = weights
        mailbox.number = try problem.loss(at: weights, into: &gradient)
        mailbox.put(numbers: gradient)
    }
}
