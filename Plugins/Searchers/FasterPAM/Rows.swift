import AssayKit

/// The rows of the dissimilarity matrix, each read when it is first wanted and then kept.
struct Rows {
    private let space: any Medoids
    private var rows: [[Double]]

    init(_ space: any Medoids) {
        self.space = space
        rows = Array(repeating: [], count: space.count)
    }

    var count: Int { rows.count }

    /// The dissimilarities between an object and all objects.
    subscript(_ index: Int) -> [Double] {
        mutating get throws {
            if rows[index].isEmpty {
                try space.dissimilarities(of: index) { row in
                    rows[index] = unsafe row.withUnsafeBufferPointer { unsafe Array($0) }
                }
            }
            return rows[index]
        }
    }
}
