/// A binary heap: the greatest element comes out first.
@frozen public struct PriorityQueue<Element: Comparable> {
    @usableFromInline var heap: [Element]

    @inlinable public init() { heap = [] }

    /// O(n).
    @inlinable public init(_ elements: [Element]) {
        heap = elements
        for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(place) }
    }

    @inlinable public var count: Int { heap.count }
    @inlinable public var isEmpty: Bool { heap.isEmpty }
    /// The greatest element.
    @inlinable public var top: Element? { heap.first }

    /// O(log n).
    @inlinable public mutating func push(_ element: Element) {
        heap.append(element)
        var place = heap.count - 1
        while place > 0 {
            let parent = (place - 1) / 2
            guard heap[parent] < heap[place] else { return }
            heap.swapAt(parent, place)
            place = parent
        }
    }

    /// Takes the greatest element out. O(log n).
    @inlinable public mutating func pop() -> Element? {
        guard let last = heap.popLast() else { return nil }
        guard let top = heap.first else { return last }
        heap[0] = last
        sink(0)
        return top
    }

    @inlinable mutating func sink(_ start: Int) {
        var place = start
        while true {
            var greatest = place
            if 2 * place + 1 < heap.count, heap[greatest] < heap[2 * place + 1] { greatest = 2 * place + 1 }
            if 2 * place + 2 < heap.count, heap[greatest] < heap[2 * place + 2] { greatest = 2 * place + 2 }
            guard greatest != place else { return }
            heap.swapAt(place, greatest)
            place = greatest
        }
    }
}

extension PriorityQueue: Sendable where Element: Sendable {}
