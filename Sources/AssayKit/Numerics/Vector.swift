internal import COpenBLAS

// Vectors are arrays or spans of Double. Each of these is one call of BLAS, O(n).

/// Σ xᵢyᵢ.
public func dot(_ x: Span<Double>, _ y: Span<Double>) -> Double {
    precondition(x.count == y.count, "vectors of \(x.count) and \(y.count) entries have no dot product")
    return unsafe x.withUnsafeBufferPointer { x in
        unsafe y.withUnsafeBufferPointer { y in unsafe cblas_ddot(blasint(x.count), x.baseAddress, 1, y.baseAddress, 1) }
    }
}

/// √Σ xᵢ², free of overflow.
public func norm(_ x: Span<Double>) -> Double {
    unsafe x.withUnsafeBufferPointer { unsafe cblas_dnrm2(blasint($0.count), $0.baseAddress, 1) }
}

/// y ← y + a·x.
public func add(_ a: Double, _ x: Span<Double>, to y: inout MutableSpan<Double>) {
    precondition(x.count == y.count, "cannot add a vector of \(x.count) entries to one of \(y.count)")
    unsafe x.withUnsafeBufferPointer { x in
        unsafe y.withUnsafeMutableBufferPointer { y in
            unsafe cblas_daxpy(blasint(x.count), a, x.baseAddress, 1, y.baseAddress, 1)
        }
    }
}

public func dot(_ x: [Double], _ y: [Double]) -> Double { dot(x.span, y.span) }
public func norm(_ x: [Double]) -> Double { norm(x.span) }

/// y ← y + a·x.
public func add(_ a: Double, _ x: [Double], to y: inout [Double]) {
    var target = y.mutableSpan
    add(a, x.span, to: &target)
}

/// Makes BLAS and LAPACK use one thread in this process, so that the order of their additions, and with it the last
/// digit, does not depend on how many processors there are.
public func useOneNumericsThread() { openblas_set_num_threads(1) }

/// OpenBLAS's version and the processor it chose its kernels for, in its own words.
public func numericsLibrary() -> String { unsafe String(cString: openblas_get_config()) }
