extension Oracle {
    /// Pages of 4 KiB that were read from the disk.
    public static let pageReads = Oracle("pageReads")
    /// Pages of 4 KiB that were written to it.
    public static let pageWrites = Oracle("pageWrites")
}

/// Nearest neighbours where memory is short: while it builds, a method writes lists of bytes to a disk that the host keeps;
/// while it answers, it holds little in memory and reads those lists.
///
/// While a method builds, the vectors are there as everywhere. Once it serves, they are on the disk like all else, and each
/// `distances` or `vector` that it asks for counts as reading the pages of each vector anew. The host measures what
/// the method holds in memory when the queries are over.
public protocol DiskResident: NearestNeighbors {
    /// Bytes that a method may hold in memory while it answers.
    var memoryLimit: Int { get }
    /// How many lists were written; they are known by 0..<listCount.
    var listCount: Int { get }
    /// How many bytes a list has.
    func byteCount(of list: Int) -> Int
    func writeList(_ bytes: Span<UInt8>, _ receipt: borrowing Receipt)
    func readList(_ list: Int, _ receipt: borrowing Receipt, _ body: (Span<UInt8>) -> Void)
}

extension DiskResident {
    /// Bytes of a page: what is read at least, and in multiples of which a list is stored.
    public static var pageSize: Int { 4096 }

    /// Pages that a list of so many bytes takes.
    public static func pageCount(bytes: Int) -> Int { (bytes + pageSize - 1) / pageSize }

    /// Writes a list behind the others, from a page's beginning on. Charged as its pages of `pageWrites`.
    /// - Returns: the list's number.
    /// - Throws: `Stop` where the budget is spent.
    public func append(_ list: Span<UInt8>) throws(Stop) -> Int {
        writeList(list, try meter.paid(.pageWrites, Self.pageCount(bytes: list.count)))
        return listCount - 1
    }

    /// Reads a list and hands its bytes to `body`. Charged as its pages of `pageReads`.
    /// - Precondition: the list lies in 0..<listCount.
    /// - Throws: `Stop` where the budget is spent.
    public func read(_ list: Int, _ body: (Span<UInt8>) -> Void) throws(Stop) {
        precondition(list >= 0 && list < listCount, "list \(list) of \(listCount)")
        readList(list, try meter.paid(.pageReads, Self.pageCount(bytes: byteCount(of: list))), body)
    }
}
