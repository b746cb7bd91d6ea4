internal import CKernels

/// Writes the squared Euclidean distances from `query` to rows of `table`, which holds vectors of `dimension` numbers
/// one after the other. The order of additions is fixed, so every processor gives the same bits.
/// - Precondition: the query has `dimension` numbers, and every index is that of a row.
public func squaredDistances(
    from query: Span<Float>, to rows: Span<Int32>, of table: Span<Float>, dimension: Int, into distances: inout MutableSpan<Float>
) {
    precondition(query.count == dimension && distances.count >= rows.count, "\(query.count) numbers in dimension \(dimension)")
    // The C kernel is the one that is compiled for several instruction sets.
    unsafe query.withUnsafeBufferPointer { query in
        unsafe table.withUnsafeBufferPointer { table in
            unsafe rows.withUnsafeBufferPointer { rows in
                unsafe distances.withUnsafeMutableBufferPointer { distances in
                    guard let query = query.baseAddress, let table = table.baseAddress,
                        let rowsBase = rows.baseAddress, let distances = distances.baseAddress
                    else { return }
                    unsafe assay_squared_distances(query, table, dimension, rowsBase, rows.count, distances)
                }
            }
        }
    }
}
