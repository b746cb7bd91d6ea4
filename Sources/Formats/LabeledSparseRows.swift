/// Labelled examples in compressed sparse rows.
public struct LabeledSparseRows: Sendable, Equatable {
    /// One finite label a row: a class, or the response of a regression.
    public let labels: [Double]
    /// Row i has the entries `offsets[i]..<offsets[i + 1]`; rows + 1 of them, from 0 to the number of entries.
    public let offsets: [Int]
    /// The column of each entry, from 0 on, ascending within a row.
    public let indices: [Int]
    /// The value of each entry, finite.
    public let values: [Double]
    /// The number of columns: at least one more than the largest index.
    public let columnCount: Int

    public var rowCount: Int { labels.count }

    /// - Throws: where the arrays do not fit each other, an index is not below `columnCount` or does not ascend within
    ///   its row, or a label or value is not finite.
    /// - Complexity: O(rows + entries).
    public init(labels: [Double], offsets: [Int], indices: [Int], values: [Double], columnCount: Int) throws(FormatError) {
        func refusal(_ place: String, _ problem: String) -> FormatError {
            FormatError("sparse rows", place, problem, remedy: "mend what made them")
        }
        guard offsets.count == labels.count + 1, offsets.first == 0, offsets.last == indices.count else {
            throw refusal(
                "offsets",
                "\(labels.count) rows of \(indices.count) entries want \(labels.count + 1) offsets from 0 to \(indices.count)")
        }
        guard values.count == indices.count else {
            throw refusal("values", "there are \(values.count) for \(indices.count) indices")
        }
        guard columnCount >= 0 else { throw refusal("columnCount", "\(columnCount) is negative") }
        for row in labels.indices {
            guard offsets[row] <= offsets[row + 1], offsets[row + 1] <= indices.count else {
                throw refusal(
                    "row \(row + 1)",
                    "the offsets \(offsets[row]) and \(offsets[row + 1]) do not rise, or exceed the \(indices.count) entries")
            }
            guard labels[row].isFinite else { throw refusal("row \(row + 1)", "its label is not finite") }
            var last = -1
            for entry in offsets[row]..<offsets[row + 1] {
                guard indices[entry] > last else {
                    throw refusal("row \(row + 1)", "the index \(indices[entry]) is negative or does not ascend")
                }
                guard values[entry].isFinite else {
                    throw refusal("row \(row + 1)", "the value at index \(indices[entry]) is not finite")
                }
                last = indices[entry]
            }
            guard last < columnCount else {
                throw refusal("row \(row + 1)", "the index \(last) is not below the \(columnCount) columns")
            }
        }
        self.labels = labels
        self.offsets = offsets
        self.indices = indices
        self.values = values
        self.columnCount = columnCount
    }

    /// The entries of a row: their columns, and their values.
    /// - Precondition: `row` is in `0..<rowCount`.
    public func entries(ofRow row: Int) -> (indices: ArraySlice<Int>, values: ArraySlice<Double>) {
        let range = offsets[row]..<offsets[row + 1]
        return (indices[range], values[range])
    }

    /// All entries, zeros included: rowCount × columnCount, row-major.
    ///
    /// A line of a file may name a column up to 2³¹: look at `columnCount` first where a file is not your own, or load it
    /// with the number of columns that you expect.
    public var dense: [Double] {
        var entries = [Double](repeating: 0, count: rowCount * columnCount)
        for row in labels.indices {
            for entry in offsets[row]..<offsets[row + 1] { entries[row * columnCount + indices[entry]] = values[entry] }
        }
        return entries
    }
}
