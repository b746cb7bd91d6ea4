/// A set of tenants that may claim to hold one that it does not, and never denies one that it does.
///
/// B. H. Bloom, "Space/time trade-offs in hash coding with allowable errors", Communications of the ACM 13(7), 1970.
struct BloomFilter {
    /// For n elements and a share p of false claims: −n ln p / (ln 2)² bits, and −log₂ p functions.
    struct Shape {
        let bitCount: Int
        let functionCount: Int

        init(capacity: Int, falsePositiveShare: Double) {
            // log₂ p by halving: it is rounded up to whole functions anyway, and then p is a power of two.
            var functionCount = 0
            var share = 1.0
            while share > falsePositiveShare {
                share /= 2
                functionCount += 1
            }
            self.functionCount = max(1, functionCount)
            // 1 / ln 2 = 1.4427 bits for each function and element.
            bitCount = max(64, (Int(Double(capacity * self.functionCount) * 1.4427) + 63) / 64 * 64)
        }
    }

    private let shape: Shape
    private var words: [UInt64]

    init(_ shape: Shape) {
        self.shape = shape
        words = [UInt64](repeating: 0, count: shape.bitCount / 64)
    }

    mutating func insert(_ tenant: Int) {
        forEachBit(tenant) { words[$0 / 64] |= 1 << UInt64($0 % 64) }
    }

    func contains(_ tenant: Int) -> Bool {
        var isThere = true
        forEachBit(tenant) { isThere = isThere && words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
        return isThere
    }

    /// Double hashing (Kirsch and Mitzenmacher, 2006): all functions are made of two, the halves of one scrambled number.
    private func forEachBit(_ tenant: Int, _ body: (Int) -> Void) {
        var hash = UInt64(bitPattern: Int64(tenant)) &+ 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        hash ^= hash >> 31
        let first = hash & 0xFFFF_FFFF, second = hash >> 32 | 1
        for function in 0..<UInt64(shape.functionCount) { body(Int((first &+ function &* second) % UInt64(shape.bitCount))) }
    }
}
