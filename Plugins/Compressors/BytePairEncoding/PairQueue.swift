import AssayKit

/// A pair of tokens, as often as it was there when it was counted. One that is more frequent is greater; of equal ones that of smaller
/// tokens, the left one first.
struct CountedPair: Comparable {
    let count: Int
    let left: Int
    let right: Int
    /// The pair's place among all pairs.
    let index: Int

    static func < (a: CountedPair, b: CountedPair) -> Bool {
        if a.count != b.count { return a.count < b.count }
        return a.left != b.left ? a.left > b.left : a.right > b.right
    }
}

extension PriorityQueue<CountedPair> {
    /// Takes the most frequent pair out. A pair only gets rarer, so that one whose count is out of date lies too high, never too low: it is
    /// put where it belongs when it comes to the top.
    /// - Parameter counts: how often each pair is there now.
    mutating func popMostFrequent(_ counts: [Int]) -> CountedPair? {
        while let pair = pop() {
            let count = counts[pair.index]
            if count == pair.count && count > 0 { return pair }
            if count > 0 { push(CountedPair(count: count, left: pair.left, right: pair.right, index: pair.index)) }
        }
        return nil
    }
}
