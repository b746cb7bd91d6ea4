package import AssayKit
import CLinux

/// What a method sees: distances and a disk while it builds, and queries once it serves.
final class DiskNeighborsProblem: EuclideanNeighborsProblem, DiskResident, MemoryHolding {
    let memoryLimit: Int
    var heldElsewhere: Int?
    private let store: ListStore
    private let heapAtStart: Int

    /// - Throws: where the disk has no room for a file of lists.
    init(onDisk set: VectorSet, _ context: ProblemContext) throws {
        memoryLimit = Self.memoryLimit(of: set)
        store = try ListStore(pageSize: Self.pageSize)
        heapAtStart = Heap.bytes
        super.init(set, context)
    }

    /// At least 1 MiB: a method's own frame, the runtime and BLAS hold some hundred KiB, however few vectors there are.
    static func memoryLimit(of set: VectorSet) -> Int {
        max(1 << 20, Int(DiskNeighborsInstance.memoryShare * Double(set.vectors.count * MemoryLayout<Float>.size)))
    }

    var listCount: Int { store.count }
    func byteCount(of list: Int) -> Int { store.byteCount(of: list) }
    func writeList(_ bytes: Span<UInt8>, _ receipt: borrowing Receipt) { store.append(bytes) }
    func readList(_ list: Int, _ receipt: borrowing Receipt, _ body: (Span<UInt8>) -> Void) { store.read(list, body) }

    override func serve(_ answer: (Span<Float>, Int, inout Neighbors) throws -> Void) throws {
        let (pages, vectors) = (meter.calls["pageReads"] ?? 0, vectorsAsked)
        var result = DiskServed(try askQueries(answer))
        // The answers themselves are in the heap too.
        let answers = result.served.answers.reduce(0) { $0 + 48 + 4 * $1.count }
        result.residentBytes = heldElsewhere ?? Heap.whole(Heap.bytes - heapAtStart - answers)
        result.pageReads = (meter.calls["pageReads"] ?? 0) - pages + (vectorsAsked - vectors) * Self.pageCount(bytes: 4 * dimension)
        result.bytesOnDisk = store.size
        context.deliver(result.encoded)
    }

    /// One query at a time: the disk has one head.
    override func serve(_ run: Run, _ answer: (Span<Float>, Int, inout Neighbors, Int) throws -> Void) throws {
        try serve { query, k, neighbors in try answer(query, k, &neighbors, 0) }
    }

    /// Vectors that were measured from or copied: once queries are answered, each is somewhere on the disk.
    private var vectorsAsked: Int { (meter.calls["distances"] ?? 0) + (meter.calls["vectors"] ?? 0) }
}

/// A problem that says how much memory was held by whoever answered.
package protocol MemoryHolding: AnyObject {
    /// Bytes that a process of its own held, where the method was in one.
    var heldElsewhere: Int? { get set }
}

package enum Heap {
    /// Bytes that are allocated in this process.
    package static var bytes: Int { Int(linux_heap_bytes()) }

    /// In whole blocks of 64 KiB: what the runtime itself holds differs by some bytes from run to run.
    package static func whole(_ bytes: Int) -> Int { (max(0, bytes) + 0xFFFF) & ~0xFFFF }
}

/// What was served, and what the disk and the memory had to do with it.
package struct DiskServed: Transferable {
    package var served: Served
    package var pageReads = 0
    package var bytesOnDisk = 0
    package var residentBytes = 0

    package init(_ served: Served) { self.served = served }

    package func encode(to writer: inout ByteWriter) {
        served.encode(to: &writer)
        for number in [pageReads, bytesOnDisk, residentBytes] { writer.append(variable: number) }
    }

    package init(from reader: inout ByteReader) throws(DamagedBytes) {
        served = try Served(from: &reader)
        pageReads = try reader.variable()
        bytesOnDisk = try reader.variable()
        residentBytes = try reader.variable()
    }
}
