import AssayKit
import Glibc

extension BBOBFunction {
    /// f15 to f19: many minima, with a shape in the large.
    static func multimodal(_ number: Int, _ draws: Draws) -> @Sendable (Span<Double>) -> Double {
        let n = draws.dimension, optimum = draws.optimum
        switch number {
        case 15:
            let first = draws.first, turn = Warps.conditioning(first, 10, draws.second)
            return { x in
                var z = Warps.turned(first, Warps.shifted(x, by: optimum))
                Warps.oscillate(&z)
                Warps.asymmetric(&z, 0.2)
                return rastrigin(Warps.turned(turn, z))
            }
        case 16:
            let first = draws.first, turn = Warps.conditioning(first, 0.01, draws.second)
            let heights = (0..<12).map { pow(0.5, Double($0)) }, frequencies = (0..<12).map { pow(3, Double($0)) }
            let least = zip(heights, frequencies).reduce(0) { $0 + $1.0 * cos(2 * Double.pi * $1.1 * 0.5) }
            return { x in
                var z = Warps.turned(first, Warps.shifted(x, by: optimum))
                Warps.oscillate(&z)
                z = Warps.turned(turn, z)
                var sum = 0.0
                for i in 0..<n { for k in 0..<12 { sum += cos(2 * Double.pi * (z[i] + 0.5) * frequencies[k]) * heights[k] } }
                return 10 * pow(sum / Double(n) - least, 3) + 10 / Double(n) * Warps.penalty(x)
            }
        case 17, 18:
            let (first, second) = (draws.first, draws.second), condition = number == 17 ? 10.0 : 1000
            return { x in
                var z = Warps.turned(first, Warps.shifted(x, by: optimum))
                Warps.asymmetric(&z, 0.5)
                z = Warps.turned(second, z)
                for i in z.indices { z[i] *= Warps.conditioned(i, of: n, condition) }
                var sum = 0.0
                for i in 0..<n - 1 {
                    let s = z[i] * z[i] + z[i + 1] * z[i + 1]
                    let wave = sin(50 * pow(s, 0.1))
                    sum += pow(s, 0.25) * (1 + wave * wave)
                }
                return pow(sum / Double(n - 1), 2) + 10 * Warps.penalty(x)
            }
        default:
            let turn = draws.second, scale = max(1, Double(n).squareRoot() / 8)
            return { x in
                let z = Warps.turned(turn, (0..<n).map { x[$0] }).map { scale * $0 + 0.5 }
                var sum = 0.0
                for i in 0..<n - 1 {
                    let valley = z[i] * z[i] - z[i + 1]
                    let s = 100 * valley * valley + (1 - z[i]) * (1 - z[i])
                    sum += s / 4000 - cos(s)
                }
                return 10 + 10 * sum / Double(n - 1)
            }
        }
    }

    /// f20 to f24: many minima, and little that leads to the best.
    static func weaklyStructured(_ number: Int, _ draws: Draws) -> @Sendable (Span<Double>) -> Double {
        switch number {
        case 20: schwefel(draws)
        case 21: Gallagher(draws, peakCount: 101, condition: 1000.0.squareRoot(), width: 10).value
        case 22: Gallagher(draws, peakCount: 21, condition: 1000, width: 9.8).value
        case 23: katsuura(draws)
        default: lunacek(draws)
        }
    }

    private static func schwefel(_ draws: Draws) -> @Sendable (Span<Double>) -> Double {
        let n = draws.dimension
        let signs = LegacyRandom.uniform(n, seed: draws.seed).map { $0 < 0.5 ? -1.0 : 1 }
        // Twice the optimum's coordinates, without their signs.
        let place = 4.2096874637
        return { x in
            let own = (0..<n).map { 2 * signs[$0] * x[$0] }
            var sum = 0.0, penalty = 0.0
            for i in 0..<n {
                let z = i == 0 ? own[0] : own[i] + 0.25 * (own[i - 1] - place)
                let y = 100 * (Warps.conditioned(i, of: n, 10) * (z - place) + place)
                let excess = abs(y) - 500
                if excess > 0 { penalty += excess * excess }
                sum += y * sin(abs(y).squareRoot())
            }
            return 0.01 * (penalty + 418.9828872724339 - sum / Double(n))
        }
    }

    private static func katsuura(_ draws: Draws) -> @Sendable (Span<Double>) -> Double {
        let n = draws.dimension, optimum = draws.optimum
        let turn = Warps.conditioning(draws.first, 100, draws.second)
        return { x in
            let z = Warps.turned(turn, Warps.shifted(x, by: optimum))
            var product = 1.0
            for i in 0..<n {
                var sum = 0.0, power = 2.0
                for _ in 1...32 {
                    sum += abs(power * z[i] - (power * z[i] + 0.5).rounded(.down)) / power
                    power *= 2
                }
                product *= 1 + Double(i + 1) * sum
            }
            return 10 / Double(n * n) * (pow(product, 10 / pow(Double(n), 1.2)) - 1) + Warps.penalty(x)
        }
    }

    private static func lunacek(_ draws: Draws) -> @Sendable (Span<Double>) -> Double {
        let n = draws.dimension
        let signs = LegacyRandom.normal(n, seed: draws.seed).map { $0 < 0 ? -1.0 : 1 }
        let (first, second) = (draws.first, draws.second)
        let near = 2.5, s = 1 - 0.5 / (Double(n + 20).squareRoot() - 4.1), far = -((near * near - 1) / s).squareRoot()
        return { x in
            let own = (0..<n).map { 2 * signs[$0] * x[$0] }
            var z = Warps.turned(second, own.map { $0 - near })
            for i in z.indices { z[i] *= Warps.conditioned(i, of: n, 100) }
            z = Warps.turned(first, z)
            let funnel = min(square(own.map { $0 - near }), Double(n) + s * square(own.map { $0 - far }))
            return funnel + 10 * (Double(n) - z.reduce(0) { $0 + cos(2 * Double.pi * $1) }) + 1e4 * Warps.penalty(x)
        }
    }
}

/// f21 and f22: Gaussian peaks of random places, heights and shapes, of which one is the highest.
private struct Gallagher: Sendable {
    private let turn: Matrix
    /// Each peak's centre after the turn.
    private let centers: [[Double]]
    private let scales: [[Double]]
    private let heights: [Double]

    init(_ draws: BBOBFunction.Draws, peakCount: Int, condition: Double, width: Double) {
        let n = draws.dimension
        turn = draws.second
        func order(_ count: Int, seed: Int) -> [Int] {
            let keys = LegacyRandom.uniform(count, seed: seed)
            return keys.indices.sorted { keys[$0] < keys[$1] }
        }
        let ranks = order(peakCount - 1, seed: draws.seed)
        let conditions = [condition] + ranks.map { pow(1000, Double($0) / Double(peakCount - 2)) }
        let lower = (1..<peakCount).map { (peak: Int) -> Double in Double(peak - 1) / Double(peakCount - 2) * (9.1 - 1.1) + 1.1 }
        heights = [10] + lower
        scales = (0..<peakCount).map { peak in
            order(n, seed: draws.seed + 1000 * peak).map { pow(conditions[peak], Warps.fraction($0, n) - 0.5) }
        }
        let uniform = LegacyRandom.uniform(n * peakCount, seed: draws.seed)
        let turn = turn
        centers = (0..<peakCount).map { peak in
            let place = (0..<n).map { width * uniform[peak * n + $0] - width / 2 }
            let center = Warps.turned(turn, place)
            // The highest peak is kept away from the border.
            return peak == 0 ? center.map { 0.8 * $0 } : center
        }
    }

    func value(_ x: Span<Double>) -> Double {
        let n = turn.rows
        let z = Warps.turned(turn, (0..<n).map { x[$0] })
        var highest = 0.0
        for peak in heights.indices {
            var distance = 0.0
            for i in 0..<n {
                let difference = z[i] - centers[peak][i]
                distance += scales[peak][i] * difference * difference
            }
            highest = max(highest, heights[peak] * exp(-0.5 / Double(n) * distance))
        }
        let depth = Warps.oscillated(10 - highest)
        return depth * depth + Warps.penalty(x)
    }
}
