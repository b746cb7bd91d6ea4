import AssayKit

/// The discrete empirical interpolation method of Sorensen and Embree, "A DEIM Induced CUR Factorization" (SIAM Journal on
/// Scientific Computing 38(3), 2016; arXiv 1407.5516), algorithm 1: one index for each column of V, the leading singular
/// vectors, so chosen that interpolating at these indices reproduces every vector in the columns' span.
///
/// The algorithm takes the largest entry of what is left of v_j after its interpolation by v_1, …, v_{j−1} at the indices
/// chosen so far. Here what is left is found by elimination: subtracting from each later column its share of v_j makes it
/// vanish at p_j, as interpolation does, and it has vanished at the earlier indices before. O(rows · columns²).
///
/// - Parameter vectors: rows × r with linearly independent columns.
/// - Returns: r different row indices, in the order of their choice; of equal entries the first is taken.
func interpolationIndices(_ vectors: Matrix) -> [Int] {
    var residuals = (0..<vectors.columns).map { vectors.column($0) }
    var isFree = [Bool](repeating: true, count: vectors.rows)
    var indices: [Int] = []
    for j in residuals.indices {
        let residual = residuals[j]
        // At the earlier indices the residual is zero but for rounding, which is why they are left out.
        let free = residual.indices.filter { isFree[$0] }
        guard let p = free.max(by: { residual[$0].magnitude < residual[$1].magnitude }) else { break }
        indices.append(p)
        isFree[p] = false
        guard residual[p] != 0 else { continue }
        for later in residuals.indices.dropFirst(j + 1) {
            add(-residuals[later][p] / residual[p], residual, to: &residuals[later])
        }
    }
    return indices
}
