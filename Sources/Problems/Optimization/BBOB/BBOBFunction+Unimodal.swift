import AssayKit
import Glibc

extension BBOBFunction {
    /// f1 to f5: separable functions.
    static func separable(_ number: Int, _ draws: Draws) -> @Sendable (Span<Double>) -> Double {
        let n = draws.dimension
        var optimum = draws.optimum
        switch number {
        case 1: return { [optimum] x in square(Warps.shifted(x, by: optimum)) }
        case 2:
            return { [optimum] x in
                var z = Warps.shifted(x, by: optimum)
                Warps.oscillate(&z)
                return ellipsoid(z)
            }
        case 3:
            return { [optimum] x in
                var z = Warps.shifted(x, by: optimum)
                Warps.oscillate(&z)
                Warps.asymmetric(&z, 0.2)
                for i in z.indices { z[i] *= Warps.conditioned(i, of: n, 10) }
                return rastrigin(z)
            }
        case 4:
            for i in stride(from: 0, to: n, by: 2) { optimum[i] = abs(optimum[i]) }
            return { [optimum] x in
                var z = Warps.shifted(x, by: optimum)
                Warps.oscillate(&z)
                for i in z.indices { z[i] *= Warps.conditioned(i, of: n, 10) * (i % 2 == 0 && z[i] > 0 ? 10 : 1) }
                return rastrigin(z) + 100 * Warps.penalty(x)
            }
        default:
            let corner = optimum.map { $0 < 0 ? -5.0 : 5.0 }
            return { x in
                var sum = 0.0
                for i in 0..<n {
                    let slope = Warps.conditioned(i, of: n, 100) * (corner[i] > 0 ? 1 : -1)
                    // Beyond the corner it is flat.
                    sum += 5 * abs(slope) - slope * (x[i] * corner[i] < 25 ? x[i] : corner[i])
                }
                return sum
            }
        }
    }

    /// f6 to f9: of low or moderate condition.
    static func moderate(_ number: Int, _ draws: Draws) -> @Sendable (Span<Double>) -> Double {
        let n = draws.dimension, optimum = draws.optimum
        let scale = max(1, Double(n).squareRoot() / 8)
        switch number {
        case 6:
            let turn = Warps.conditioning(draws.first, 10, draws.second)
            return { x in
                let z = Warps.turned(turn, Warps.shifted(x, by: optimum))
                var sum = 0.0
                for i in 0..<n { sum += (optimum[i] * z[i] > 0 ? 1e4 : 1) * z[i] * z[i] }
                return pow(Warps.oscillated(sum), 0.9)
            }
        case 7:
            let (first, second) = (draws.first, draws.second)
            return { x in
                var z = Warps.turned(second, Warps.shifted(x, by: optimum))
                for i in z.indices { z[i] *= Warps.conditioned(i, of: n, 10) }
                let firstOfAll = z[0]
                for i in z.indices { z[i] = abs(z[i]) > 0.5 ? (z[i] + 0.5).rounded(.down) : (10 * z[i] + 0.5).rounded(.down) / 10 }
                z = Warps.turned(first, z)
                var sum = 0.0
                for i in 0..<n { sum += pow(100, Warps.fraction(i, n)) * z[i] * z[i] }
                return 0.1 * max(abs(firstOfAll) * 1e-4, sum) + Warps.penalty(x)
            }
        case 8:
            let near = optimum.map { 0.75 * $0 }
            return { x in rosenbrock(Warps.shifted(x, by: near).map { scale * $0 + 1 }) }
        default:
            let turn = draws.second
            return { x in rosenbrock(Warps.turned(turn, (0..<n).map { x[$0] }).map { scale * $0 + 0.5 }) }
        }
    }

    /// f10 to f14: of high condition, with one minimum.
    static func illConditioned(_ number: Int, _ draws: Draws) -> @Sendable (Span<Double>) -> Double {
        let n = draws.dimension, first = draws.first
        // The bent cigar draws its optimum where others draw their rotation.
        let optimum = number == 12 ? LegacyRandom.optimum(n, seed: draws.seed + 1_000_000) : draws.optimum
        switch number {
        case 10:
            return { x in
                var z = Warps.turned(first, Warps.shifted(x, by: optimum))
                Warps.oscillate(&z)
                return ellipsoid(z)
            }
        case 11:
            return { x in
                var z = Warps.turned(first, Warps.shifted(x, by: optimum))
                Warps.oscillate(&z)
                return square(z) + (1e6 - 1) * z[0] * z[0]
            }
        case 12:
            return { x in
                var z = Warps.turned(first, Warps.shifted(x, by: optimum))
                Warps.asymmetric(&z, 0.5)
                z = Warps.turned(first, z)
                return z[0] * z[0] + 1e6 * square(Array(z.dropFirst()))
            }
        case 13:
            let turn = Warps.conditioning(first, 10, draws.second)
            return { x in
                let z = Warps.turned(turn, Warps.shifted(x, by: optimum))
                return z[0] * z[0] + 100 * square(Array(z.dropFirst())).squareRoot()
            }
        default:
            return { x in
                let z = Warps.turned(first, Warps.shifted(x, by: optimum))
                var sum = 0.0
                for i in 0..<n { sum += pow(abs(z[i]), 2 + 4 * Warps.fraction(i, n)) }
                return sum.squareRoot()
            }
        }
    }

    static func square(_ z: [Double]) -> Double { z.reduce(0) { $0 + $1 * $1 } }

    static func ellipsoid(_ z: [Double]) -> Double {
        var sum = 0.0
        for i in z.indices { sum += pow(1e6, Warps.fraction(i, z.count)) * z[i] * z[i] }
        return sum
    }

    static func rastrigin(_ z: [Double]) -> Double {
        10 * (Double(z.count) - z.reduce(0) { $0 + cos(2 * Double.pi * $1) }) + square(z)
    }

    static func rosenbrock(_ z: [Double]) -> Double {
        var sum = 0.0
        for i in 0..<z.count - 1 {
            let valley = z[i] * z[i] - z[i + 1]
            sum += 100 * valley * valley + (z[i] - 1) * (z[i] - 1)
        }
        return sum
    }
}
