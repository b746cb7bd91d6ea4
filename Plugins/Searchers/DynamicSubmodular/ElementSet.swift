/// A set in an order of its own, so that drawing from it does not depend on hashes.
struct ElementSet {
    private(set) var elements: [Int] = []
    private var places: [Int: Int] = [:]

    init() {}

    /// - Parameter elements: all different.
    init(_ elements: [Int]) { for element in elements { insert(element) } }

    mutating func insert(_ element: Int) {
        guard places[element] == nil else { return }
        places[element] = elements.count
        elements.append(element)
    }

    @discardableResult mutating func remove(_ element: Int) -> Bool {
        guard let place = places.removeValue(forKey: element) else { return false }
        let last = elements.removeLast()
        if last != element {
            elements[place] = last
            places[last] = place
        }
        return true
    }
}
