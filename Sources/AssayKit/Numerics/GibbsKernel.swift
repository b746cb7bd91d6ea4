internal import CKernels
internal import COpenBLAS

/// A cost matrix with its kernel exp((f + g − C)/ε): the passes that entropic transport is made of, each O(n·m).
public struct GibbsKernel: Sendable {
    public let costs: Matrix
    /// ε.
    public let regularization: Double
    /// K, empty before the first absorption.
    public private(set) var entries: [Double] = []

    /// - Precondition: there is an entry, and ε is positive.
    public init(_ costs: Matrix, regularization: Double) {
        precondition(!costs.entries.isEmpty && regularization > 0, "a kernel of \(costs.entries.count) costs and ε = \(regularization)")
        self.costs = costs
        self.regularization = regularization
    }

    /// Kᵢⱼ = exp((fᵢ + gⱼ − Cᵢⱼ)/ε), within 2 units in the last place of the exponential; zero below e⁻⁷⁰⁸.
    public mutating func absorb(_ rowPotentials: Span<Double>, _ columnPotentials: Span<Double>) {
        precondition(rowPotentials.count == costs.rows && columnPotentials.count == costs.columns, "potentials that do not fit the costs")
        if entries.isEmpty { entries = [Double](repeating: 0, count: costs.entries.count) }
        // The C kernels are the ones that are compiled for several instruction sets.
        unsafe rowPotentials.withUnsafeBufferPointer { f in
            unsafe columnPotentials.withUnsafeBufferPointer { g in
                guard let f = f.baseAddress, let g = g.baseAddress else { return }
                unsafe assay_gibbs_kernel(costs.entries, f, g, 1 / regularization, costs.rows, costs.columns, &entries)
            }
        }
    }

    /// Writes K·v, or Kᵀ·v.
    /// - Precondition: potentials were absorbed.
    public func multiply(_ vector: Span<Double>, transposed: Bool = false, into product: inout MutableSpan<Double>) {
        precondition(!entries.isEmpty, "no potentials were absorbed yet")
        precondition((vector.count, product.count) == (transposed ? (costs.rows, costs.columns) : (costs.columns, costs.rows)), "vectors that do not fit the kernel")
        unsafe vector.withUnsafeBufferPointer { vector in
            unsafe product.withUnsafeMutableBufferPointer { product in
                unsafe cblas_dgemv(
                    CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, blasint(costs.rows), blasint(costs.columns), 1, entries,
                    blasint(costs.columns), vector.baseAddress, 1, 0, product.baseAddress, 1)
            }
        }
    }

    /// Writes −ε log Σⱼ exp((gⱼ − Cᵢⱼ)/ε) of each row.
    public func rowSoftMinima(_ columnPotentials: Span<Double>, into minima: inout MutableSpan<Double>) {
        precondition(columnPotentials.count == costs.columns && minima.count == costs.rows, "potentials that do not fit the costs")
        softMinima(columnPotentials, into: &minima) { unsafe assay_row_soft_minima(costs.entries, $0, 1 / regularization, costs.rows, costs.columns, $1, $2) }
    }

    /// Writes −ε log Σᵢ exp((fᵢ − Cᵢⱼ)/ε) of each column.
    public func columnSoftMinima(_ rowPotentials: Span<Double>, into minima: inout MutableSpan<Double>) {
        precondition(rowPotentials.count == costs.rows && minima.count == costs.columns, "potentials that do not fit the costs")
        softMinima(rowPotentials, into: &minima) { unsafe assay_column_soft_minima(costs.entries, $0, 1 / regularization, costs.rows, costs.columns, $1, $2) }
    }

    private func softMinima(
        _ potentials: Span<Double>, into minima: inout MutableSpan<Double>,
        _ kernel: (UnsafePointer<Double>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
    ) {
        var sums = [Double](repeating: 0, count: minima.count)
        unsafe potentials.withUnsafeBufferPointer { potentials in
            unsafe minima.withUnsafeMutableBufferPointer { minima in
                unsafe sums.withUnsafeMutableBufferPointer { sums in
                    guard let potentials = potentials.baseAddress, let minima = minima.baseAddress, let sums = sums.baseAddress else { return }
                    unsafe kernel(potentials, minima, sums)
                }
            }
        }
        for index in sums.indices { minima[index] -= regularization * logarithm(sums[index]) }
    }
}
