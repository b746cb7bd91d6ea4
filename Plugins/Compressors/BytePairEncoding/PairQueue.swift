/// Pairs of tokens by their frequency: a binary heap. A pair only gets rarer, so that an entry whose count is out of date lies too high,
/// never too low: it is put right when it comes to the top.
struct PairQueue {
    struct Entry {
        var count: Int
        let left: Int
        let right: Int
        /// The pair's place among all pairs.
        let index: Int

        /// More frequent, or as frequent and of smaller tokens, the left one first.
        func comesBefore(_ other: Entry) -> Bool {
            if count != other.count { return count > other.count }
            return left != other.left ? left < other.left : right < other.right
        }
    }

    private var heap: [Entry]

    init(_ entries: [Entry]) {
        heap = entries
        for i in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(i) }
    }

    mutating func push(_ entry: Entry) {
        var place = heap.count
        heap.append(entry)
        while place > 0, entry.comesBefore(heap[(place - 1) / 2]) {
            heap[place] = heap[(place - 1) / 2]
            place = (place - 1) / 2
        }
        heap[place] = entry
    }

    /// Takes the most frequent pair out.
    /// - Parameter counts: how often each pair is there now.
    mutating func popMostFrequent(_ counts: [Int]) -> Entry? {
        while let top = heap.first {
            let count = counts[top.index]
            if count == top.count && count > 0 {
                removeTop()
                return top
            }
            if count == 0 {
                removeTop()
            } else {
                heap[0].count = count
                sink(0)
            }
        }
        return nil
    }

    private mutating func removeTop() {
        let last = heap.removeLast()
        if heap.isEmpty { return }
        heap[0] = last
        sink(0)
    }

    private mutating func sink(_ start: Int) {
        let entry = heap[start]
        var place = start
        while 2 * place + 1 < heap.count {
            var child = 2 * place + 1
            if child + 1 < heap.count, heap[child + 1].comesBefore(heap[child]) { child += 1 }
            guard heap[child].comesBefore(entry) else { break }
            heap[place] = heap[child]
            place = child
        }
        heap[place] = entry
    }
}
