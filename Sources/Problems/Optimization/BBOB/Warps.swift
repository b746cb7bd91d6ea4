import AssayKit
import Glibc

/// The transformations that take the regularity out of BBOB's functions (RR-6829, section 0.2).
enum Warps {
    /// T_osz of one number: waves on a logarithmic scale.
    static func oscillated(_ x: Double) -> Double {
        guard x != 0 else { return 0 }
        let place = log(abs(x)) / 0.1
        let waves = x > 0 ? sin(place) + sin(0.79 * place) : sin(0.55 * place) + sin(0.31 * place)
        let size = pow(exp(place + 0.49 * waves), 0.1)
        return x > 0 ? size : -size
    }

    static func oscillate(_ x: inout [Double]) { for i in x.indices { x[i] = oscillated(x[i]) } }

    /// T_asy^β: positive coordinates are stretched, later ones more.
    static func asymmetric(_ x: inout [Double], _ beta: Double) {
        for i in x.indices where x[i] > 0 { x[i] = pow(x[i], 1 + beta * fraction(i, x.count) * x[i].squareRoot()) }
    }

    /// Λ^α: coordinate i by α^(i / 2(d−1)).
    static func conditioned(_ i: Int, of dimension: Int, _ alpha: Double) -> Double { pow(alpha.squareRoot(), fraction(i, dimension)) }

    /// i / (d − 1), from 0 to 1.
    static func fraction(_ i: Int, _ dimension: Int) -> Double { Double(i) / Double(dimension - 1) }

    /// f_pen: the squared distances by which coordinates leave [−5, 5].
    static func penalty(_ x: Span<Double>) -> Double {
        var sum = 0.0
        for i in x.indices {
            let excess = abs(x[i]) - 5
            if excess > 0 { sum += excess * excess }
        }
        return sum
    }

    /// Q · Λ^α · R.
    static func conditioning(_ q: Matrix, _ alpha: Double, _ r: Matrix) -> Matrix {
        let n = q.rows
        var product = Matrix(rows: n, columns: n, entries: [Double](repeating: 0, count: n * n))
        for i in 0..<n {
            for j in 0..<n {
                var sum = 0.0
                for k in 0..<n { sum += q[i, k] * conditioned(k, of: n, alpha) * r[k, j] }
                product[i, j] = sum
            }
        }
        return product
    }

    /// x − by.
    static func shifted(_ x: Span<Double>, by: [Double]) -> [Double] { by.indices.map { x[$0] - by[$0] } }

    /// A · x.
    static func turned(_ matrix: Matrix, _ x: [Double]) -> [Double] { Matrix.product(matrix, x.span) }
}
