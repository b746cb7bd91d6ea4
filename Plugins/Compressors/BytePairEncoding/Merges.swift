/// Which pairs of tokens became tokens, in their order: the first is token 256.
struct Merges {
    private(set) var pairs: [(left: Int, right: Int)] = []
    private var lengths = [Int](repeating: 1, count: 256)
    private var totalLength = 0
    private let limit: Int

    // Each merge may double a token: a few bytes could stand for more than any memory holds. So the strings that tokens stand for have
    // no more bytes than this together, and training ends before they would; of real text 100,000 tokens have less than a megabyte.
    private static let mostBytes = 1 << 26

    init(limit: Int) { self.limit = limit }

    var isFull: Bool { pairs.count >= limit }
    var newest: Int { 255 + pairs.count }

    /// Makes a token of a pair.
    /// - Returns: false, with nothing done, where the strings of all tokens would be too long to be kept.
    mutating func append(_ left: Int, _ right: Int) -> Bool {
        let length = lengths[left] + lengths[right]
        guard totalLength + length <= Self.mostBytes else { return false }
        totalLength += length
        lengths.append(length)
        pairs.append((left, right))
        return true
    }

    /// What the tokens from 256 on stand for.
    var vocabulary: [[UInt8]] {
        var strings = (0...255).map { [UInt8($0)] }
        for pair in pairs { strings.append(strings[pair.left] + strings[pair.right]) }
        return Array(strings[256...])
    }
}
