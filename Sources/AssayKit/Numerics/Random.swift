/// Seeded random numbers, the same on every platform.
///
/// The generator is xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS
/// 47(4), 2021), its state filled by SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) as its authors advise. The
/// distributions use only correctly rounded arithmetic, so no system's mathematics library can change them.
public struct Random: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter stream: different streams of one seed are independent.
    public init(seed: UInt64, stream: UInt64 = 0) {
        // The stream is scrambled before it meets the seed, so that (seed, stream + 1) and (seed + 1, stream) differ.
        var streamMixer = SplitMix64(state: stream)
        var mixer = SplitMix64(state: seed ^ (stream == 0 ? 0 : streamMixer.next()))
        state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
    }

    public mutating func next() -> UInt64 {
        let sum = state.0 &+ state.3
        let result = (sum << 23 | sum >> 41) &+ state.0
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform in [low, high).
    public mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }

    /// A uniform index in 0..<count, free of bias (Lemire, "Fast Random Integer Generation in an Interval", 2019).
    /// - Precondition: `count` is positive.
    public mutating func index(below count: Int) -> Int {
        precondition(count > 0, "an index below \(count) does not exist")
        let bound = UInt64(count)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(product.high)
    }

    /// Standard normal, by the ratio of uniforms (Leva, "A Fast Normal Random Number Generator", ACM TOMS 18(4),
    /// 1992). The logarithm only decides between accepting and rejecting, in about one draw of a hundred, so a
    /// different last digit of it does not reach the result.
    public mutating func normal() -> Double {
        while true {
            let u = 1 - uniform()
            let v = 1.7156 * (uniform() - 0.5)
            let x = u - 0.449871
            let y = v.magnitude + 0.386595
            let q = x * x + y * (0.19600 * y - 0.25472 * x)
            if q < 0.27597 { return v / u }
            if q <= 0.27846 && v * v <= -4 * u * u * logarithm(u) { return v / u }
        }
    }

    /// `count` different indices in 0..<population, in random order, by a partial Fisher–Yates shuffle.
    public mutating func sample(_ count: Int, of population: Int) -> [Int] {
        precondition(0 <= count && count <= population, "cannot draw \(count) of \(population)")
        var indices = Array(0..<population)
        for position in 0..<count {
            indices.swapAt(position, position + index(below: population - position))
        }
        return Array(indices.prefix(count))
    }

    /// Shuffles in place (Fisher–Yates).
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        for position in elements.indices {
            elements.swapAt(position, position + index(below: elements.count - position))
        }
    }
}

struct SplitMix64 {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
