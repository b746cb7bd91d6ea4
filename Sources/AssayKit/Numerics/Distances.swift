internal import CKernels

/// Writes the squared Euclidean distances from `query` to rows of `table`, which holds vectors of `dimension` numbers
/// one after the other. The order of additions is fixed, so every processor gives the same bits.
/// - Precondition: the query has `dimension` numbers, and every index is that of a row.
public func squaredDistances(
    from query: Span<Float>, to rows: Span<Int32>, of table: Span<Float>, dimension: Int, into distances: inout MutableSpan<Float>
) {
    measureRows(from: query, rows, of: table, dimension: dimension, into: &distances, assay_squared_distances)
}

/// Writes the inner products of `query` with rows of `table`, as `squaredDistances` writes distances.
/// - Precondition: the query has `dimension` numbers, and every index is that of a row.
public func innerProducts(
    of query: Span<Float>, with rows: Span<Int32>, of table: Span<Float>, dimension: Int, into products: inout MutableSpan<Float>
) {
    measureRows(from: query, rows, of: table, dimension: dimension, into: &products, assay_inner_products)
}

/// The kernels are in C since that can be compiled for several instruction sets.
private func measureRows(
    from query: Span<Float>, _ rows: Span<Int32>, of table: Span<Float>, dimension: Int, into results: inout MutableSpan<Float>,
    _ kernel: @convention(c) (UnsafePointer<Float>?, UnsafePointer<Float>?, Int, UnsafePointer<Int32>?, Int, UnsafeMutablePointer<Float>?) -> Void
) {
    precondition(query.count == dimension && results.count >= rows.count, "\(query.count) numbers in dimension \(dimension)")
    unsafe query.withUnsafeBufferPointer { query in
        unsafe table.withUnsafeBufferPointer { table in
            unsafe rows.withUnsafeBufferPointer { rows in
                unsafe results.withUnsafeMutableBufferPointer { results in
                    unsafe kernel(query.baseAddress, table.baseAddress, dimension, rows.baseAddress, rows.count, results.baseAddress)
                }
            }
        }
    }
}

/// Writes the squared Euclidean distances between rows of one table of vectors, every one of `from` to every one of
/// `to`: entry (i, j) at `i * to.count + j`. The order of additions depends on the dimension alone, so that a distance
/// has the same bits both ways, in every block and on every processor.
/// - Precondition: every index is that of a row, and `distances` has room.
public func squaredDistances(
    from: Span<Int32>, to: Span<Int32>, of table: Span<Double>, dimension: Int, into distances: inout MutableSpan<Double>
) {
    precondition(distances.count >= from.count * to.count, "\(from.count) × \(to.count) distances into \(distances.count) places")
    unsafe table.withUnsafeBufferPointer { table in
        unsafe from.withUnsafeBufferPointer { from in
            unsafe to.withUnsafeBufferPointer { to in
                unsafe distances.withUnsafeMutableBufferPointer { distances in
                    guard let table = table.baseAddress, let fromBase = from.baseAddress, let toBase = to.baseAddress,
                        let distances = distances.baseAddress
                    else { return }
                    unsafe assay_squared_distance_block(table, dimension, fromBase, from.count, toBase, to.count, distances)
                }
            }
        }
    }
}

/// The squared Euclidean distance between two boxes in ℝᵈ, zero where they overlap: no greater, in floating point too,
/// than `squaredDistances` gives for a point in each. A box is its d least coordinates and its d greatest; of a point
/// both are the point.
///
/// Takes pointers since searches of trees call it for every node that they come to: d numbers must be at each.
@unsafe
public func squaredBoxGap(
    _ low: UnsafePointer<Double>, _ high: UnsafePointer<Double>, _ boxLow: UnsafePointer<Double>, _ boxHigh: UnsafePointer<Double>, dimension: Int
) -> Double {
    unsafe assay_squared_box_gap(low, high, boxLow, boxHigh, dimension)
}
