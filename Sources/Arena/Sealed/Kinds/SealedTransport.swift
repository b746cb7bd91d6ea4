import AssayKit

struct TransportFacts: Transferable {
    let rowMarginals: [Double]
    let columnMarginals: [Double]
    let regularization: Double

    init(_ problem: any Transport) {
        (rowMarginals, columnMarginals, regularization) = (problem.rowMarginals, problem.columnMarginals, problem.regularization)
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(numbers: rowMarginals)
        writer.append(numbers: columnMarginals)
        writer.append(regularization)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        rowMarginals = try reader.numbers()
        columnMarginals = try reader.numbers()
        regularization = try reader.double()
    }
}

final class SealedTransport: SealedProblem, Transport {
    private lazy var known = try? TransportFacts(encoded: facts.details)
    var rowMarginals: [Double] { known?.rowMarginals ?? [] }
    var columnMarginals: [Double] { known?.columnMarginals ?? [] }
    var regularization: Double { known?.regularization ?? 1 }

    func computeAbsorption(_ rowPotentials: Span<Double>, _ columnPotentials: Span<Double>, _ receipt: borrowing Receipt) {
        mailbox.put(rowPotentials)
        mailbox.put(columnPotentials, at: 8 * rowPotentials.count)
        _ = ask(.absorb)
    }
    func computeProduct(of vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        fill(&product, .kernelProduct, vector)
    }
    func computeTransposedProduct(of vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        fill(&product, .kernelTransposedProduct, vector)
    }
    func computeRowSoftMinima(_ columnPotentials: Span<Double>, into minima: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        fill(&minima, .rowSoftMinima, columnPotentials)
    }
    func computeColumnSoftMinima(_ rowPotentials: Span<Double>, into minima: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        fill(&minima, .columnSoftMinima, rowPotentials)
    }
    func readKernel(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
        let entries = numbers(rowCount * columnCount, .kernel)
        body(entries.span)
    }

    private func fill(_ result: inout MutableSpan<Double>, _ request: Mailbox.Request, _ vector: Span<Double>) {
        mailbox.put(vector)
        if ask(request) == .done { mailbox.get(into: &result) }
    }
}

extension OracleServer {
    func serveTransport(_ request: Mailbox.Request, _ problem: any Transport) throws {
        let (n, m) = (problem.rowCount, problem.columnCount)
        let result: [Double]
        switch request {
        case .absorb: return try problem.absorb(mailbox.numbers(n), mailbox.numbers(m, at: 8 * n))
        case .kernel: return try problem.withKernel { mailbox.put($0) }
        case .kernelProduct: result = try problem.product(mailbox.numbers(m))
        case .kernelTransposedProduct: result = try problem.transposedProduct(mailbox.numbers(n))
        case .rowSoftMinima: result = try problem.rowSoftMinima(mailbox.numbers(m))
        default: result = try problem.columnSoftMinima(mailbox.numbers(n))
        }
        mailbox.put(numbers: result)
    }
}
