import AssayKit

/// For one guess of the optimum: elements e₁, e₂, …, each drawn uniformly from those that add τ or more to the ones before.
/// With I(ℓ) = {e₁, …, e(ℓ)} the elements of level ℓ, R(ℓ), are those that add τ or more to I(ℓ − 1) but for e(ℓ − 1); none
/// after k.
struct Levels: GuessLevels {
    private let threshold: Double
    private let cardinality: Int
    private var random: Random
    /// All elements of this guess: R(0).
    private var ground = ElementSet()
    /// R(1), R(2), …, R(T), none empty.
    private var members: [ElementSet] = []
    /// e₁, …, e(T).
    private(set) var solution: [Int] = []
    /// f(I(0)) = 0, f(I(1)), …, f(I(T)).
    private var values = [0.0]

    init(threshold: Double, cardinality: Int, random: Random) {
        self.threshold = threshold
        self.cardinality = cardinality
        self.random = random
    }

    var value: Double { values[solution.count] }
    var isEmpty: Bool { ground.elements.isEmpty }

    /// The element joins level after level while it adds enough; at each it takes the place of the level's own with
    /// probability 1/|R|, so that the choice stays uniform, and the levels above are made anew.
    mutating func insert(_ element: Int, _ problem: any DynamicSubset) throws {
        ground.insert(element)
        for level in 0..<cardinality {
            let gained = try problem.value(of: solution.prefix(level) + [element])
            guard gained - values[level] >= threshold else { return }
            if level == members.count { members.append(ElementSet()) }
            members[level].insert(element)
            if random.index(below: members[level].elements.count) == 0 {
                cut(to: level)
                solution.append(element)
                values.append(gained)
                try build(from: level + 1, among: members[level].elements.filter { $0 != element }, problem)
                return
            }
        }
    }

    /// The element leaves its levels; where it was a level's own, that level and those above are made anew.
    mutating func delete(_ element: Int, _ problem: any DynamicSubset) throws {
        ground.remove(element)
        for level in members.indices {
            guard members[level].remove(element) else { return }
            guard solution[level] == element else { continue }
            let rest = members[level].elements
            cut(to: level)
            members.removeSubrange(level...)
            try build(from: level, among: rest, problem)
            return
        }
    }

    /// Makes the levels from `first` on out of elements that were in the level before: they are looked at in random order, each
    /// becomes a level's own if it adds enough to all so far, and else is a member of levels up to where it no longer does, which is
    /// found by bisection since what it adds falls. O(log k) evaluations for each.
    private mutating func build(from first: Int, among candidates: [Int], _ problem: any DynamicSubset) throws {
        members.removeSubrange(min(first, members.count)...)
        guard first < cardinality else { return }
        var order = candidates
        random.shuffle(&order)
        for element in order {
            // How many of the chosen elements it adds enough to: at least `first` − 1 as a member of the level before.
            var low = first - 1, high = solution.count
            // First the end, since an element that adds enough to all becomes a level's own; there are k levels at the most.
            let gained = high < cardinality ? try problem.value(of: solution + [element]) : values[high]
            let addsToAll = high < cardinality && gained - values[high] >= threshold
            if addsToAll {
                low = high
            } else {
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if try problem.value(of: solution.prefix(middle) + [element]) - values[middle] >= threshold { low = middle } else { high = middle }
                }
            }
            // It adds enough to I(first), …, I(low), so it is a member of the levels of these numbers, counted from 0.
            if addsToAll {
                members.append(ElementSet())
                solution.append(element)
                values.append(gained)
            }
            for level in first..<max(first, min(low + 1, cardinality)) where level < members.count { members[level].insert(element) }
        }
    }

    /// Leaves the first `count` chosen elements.
    private mutating func cut(to count: Int) {
        solution.removeSubrange(count...)
        values.removeSubrange((count + 1)...)
    }
}
