import AssayKit
import Testing

@Suite struct PriorityQueueTests {
    /// Elements come and go by chance; what comes out is what a sorted array has last.
    @Test(arguments: UInt64(1)...20) func theGreatestComesFirst(seed: UInt64) {
        var random = Random(seed: seed)
        var expected = (0..<random.index(below: 30)).map { _ in random.index(below: 40) }.sorted()
        var queue = PriorityQueue(expected.reversed().shuffled(using: &random))
        for _ in 0..<300 {
            #expect(queue.count == expected.count && queue.top == expected.last)
            if random.index(below: 5) < 2 {
                #expect(queue.pop() == expected.popLast())
            } else {
                let element = random.index(below: 40)
                queue.push(element)
                expected.insert(element, at: expected.firstIndex { $0 > element } ?? expected.count)
            }
        }
        while let element = queue.pop() { #expect(element == expected.popLast()) }
        #expect(expected.isEmpty && queue.isEmpty)
    }
}
