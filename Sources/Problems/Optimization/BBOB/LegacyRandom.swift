import AssayKit
import Glibc

/// The random numbers of the BBOB suite, from which its instances follow (Hansen, Finck, Ros, Auger: "Real-Parameter
/// Black-Box Optimization Benchmarking 2009: Noiseless Functions Definitions", INRIA RR-6829, with the generator of its
/// first code, which COCO keeps for these functions).
enum LegacyRandom {
    /// Uniform in (0, 1): Park and Miller's minimal standard generator, by Schrage's method, with a shuffle of 32.
    static func uniform(_ count: Int, seed: Int) -> [Double] {
        func next(_ state: Int) -> Int {
            let quotient = state / 127773
            let value = 16807 * (state - quotient * 127773) - 2836 * quotient
            return value < 0 ? value + 2147483647 : value
        }
        var state = max(1, abs(seed))
        var shuffle = [Int](repeating: 0, count: 32)
        for i in stride(from: 39, through: 0, by: -1) {
            state = next(state)
            if i < 32 { shuffle[i] = state }
        }
        var drawn = shuffle[0]
        return (0..<count).map { _ in
            state = next(state)
            let place = drawn / 67108865
            drawn = shuffle[place]
            shuffle[place] = state
            return drawn == 0 ? 1e-99 : Double(drawn) / 2.147483647e9
        }
    }

    /// Standard normal, by Box and Muller.
    static func normal(_ count: Int, seed: Int) -> [Double] {
        let uniform = uniform(2 * count, seed: seed)
        return (0..<count).map { i in
            let value = (-2 * log(uniform[i])).squareRoot() * cos(2 * Double.pi * uniform[count + i])
            return value == 0 ? 1e-99 : value
        }
    }

    /// A rotation: a Gaussian matrix whose columns Gram and Schmidt made orthonormal, row by row.
    static func rotation(_ dimension: Int, seed: Int) -> Matrix {
        let gaussian = normal(dimension * dimension, seed: seed)
        var columns = (0..<dimension).map { Array(gaussian[$0 * dimension..<($0 + 1) * dimension]) }
        for i in 0..<dimension {
            for j in 0..<i {
                var product = 0.0
                for k in 0..<dimension { product += columns[i][k] * columns[j][k] }
                for k in 0..<dimension { columns[i][k] -= product * columns[j][k] }
            }
            var square = 0.0
            for k in 0..<dimension { square += columns[i][k] * columns[i][k] }
            for k in 0..<dimension { columns[i][k] /= square.squareRoot() }
        }
        var matrix = Matrix(rows: dimension, columns: dimension, entries: [Double](repeating: 0, count: dimension * dimension))
        for i in 0..<dimension { for k in 0..<dimension { matrix[k, i] = columns[i][k] } }
        return matrix
    }

    /// Where the optimum lies: in [−4, 4]ᵈ, to four decimals.
    static func optimum(_ dimension: Int, seed: Int) -> [Double] {
        uniform(dimension, seed: seed).map { value in
            let place = 8 * (1e4 * value).rounded(.down) / 1e4 - 4
            return place == 0 ? -1e-5 : place
        }
    }

    /// The least value: a Cauchy number to two decimals, within ±1000.
    static func leastValue(function: Int, instance: Int) -> Double {
        let seed = (function == 4 ? 3 : function == 18 ? 17 : function) + 10000 * instance
        let quotient = normal(1, seed: seed)[0] / normal(1, seed: seed + 1)[0]
        return min(1000, max(-1000, (100 * 100 * quotient + 0.5).rounded(.down) / 100))
    }
}
