import AssayKit
import Problems

/// What spaces of vectors say besides how many there are.
struct NeighborFacts: Transferable {
    let metric: VectorMetric
    /// 0 where there is no disk.
    let memoryLimit: Int

    init(_ problem: any NearestNeighbors) {
        metric = problem.metric
        memoryLimit = (problem as? any DiskResident)?.memoryLimit ?? 0
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(metric.rawValue)
        writer.append(variable: memoryLimit)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        metric = VectorMetric(rawValue: try reader.text()) ?? .euclidean
        memoryLimit = try reader.variable()
    }
}

final class SealedNeighbors: SealedProblem, NearestNeighbors {
    let metric: VectorMetric

    required init(_ facts: ProblemFacts, _ mailbox: Mailbox, _ meter: Meter, _ stopSignal: StopSignal) {
        metric = (try? NeighborFacts(encoded: facts.details))?.metric ?? .euclidean
        super.init(facts, mailbox, meter, stopSignal)
    }
}

final class SealedEuclideanNeighbors: SealedProblem, EuclideanNeighbors {}

/// The lists are the oracle's: of each the library's process knows how many bytes it has.
final class SealedDisk: SealedProblem, EuclideanNeighbors, DiskResident {
    private var byteCounts: [Int] = []
    private let heapAtStart = Heap.bytes
    /// What the library's process holds in memory, by its own word.
    var held: Int { Heap.whole(Heap.bytes - heapAtStart) }
    var memoryLimit: Int { (try? NeighborFacts(encoded: facts.details))?.memoryLimit ?? 0 }
    var listCount: Int { byteCounts.count }
    func byteCount(of list: Int) -> Int { byteCounts[list] }

    func writeList(_ bytes: Span<UInt8>, _ receipt: borrowing Receipt) {
        mailbox.first = bytes.count
        mailbox.put(bytes)
        _ = ask(.writeList)
        byteCounts.append(bytes.count)
    }

    func readList(_ list: Int, _ receipt: borrowing Receipt, _ body: (Span<UInt8>) -> Void) {
        var bytes = [UInt8](repeating: 0, count: byteCounts[list])
        mailbox.first = list
        if ask(.readList) == .done {
            var span = bytes.mutableSpan
            mailbox.get(into: &span)
        }
        body(bytes.span)
    }
}

extension OracleServer {
    func serveDisk(_ request: Mailbox.Request, _ problem: any DiskResident) throws {
        if request == .writeList {
            let bytes = try mailbox.bytes()
            _ = try problem.append(bytes.span)
        } else {
            let list = mailbox.first
            guard 0..<problem.listCount ~= list else { throw SealedRun.End.garbage("list \(list)") }
            try problem.read(list) { mailbox.put($0) }
        }
    }
}
