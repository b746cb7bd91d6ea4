import AssayKit

/// What one guess of the optimum keeps: elements worth at least half the guess, should the optimum be as great.
protocol GuessLevels {
    /// Chosen elements, all present, no more than the cardinality, and what they are worth.
    var solution: [Int] { get }
    var value: Double { get }
    /// Whether no element takes part any more.
    var isEmpty: Bool { get }
    mutating func insert(_ element: Int, _ problem: any DynamicSubset) throws
    mutating func delete(_ element: Int, _ problem: any DynamicSubset) throws
}

/// Levels for each guess (1 + ε)ʲ of the optimum, with the threshold τ = guess / 2k. An element takes part in the guesses
/// between its own value and 2k times it: below the threshold it adds nothing, and it cannot be worth more than the optimum.
/// The answer is that of the guess whose elements are worth the most.
struct Guesses<Levels: GuessLevels> {
    let epsilon: Double
    /// Levels of one guess, with randomness of its own, which does not depend on the others.
    let make: (_ threshold: Double, _ random: Random) -> Levels
    private var levels: [Int: Levels] = [:]
    /// The guesses that each element present takes part in.
    private var ranges: [Int: ClosedRange<Int>] = [:]

    init(epsilon: Double, _ make: @escaping (_ threshold: Double, _ random: Random) -> Levels) {
        self.epsilon = epsilon
        self.make = make
    }

    var count: Int { levels.count }

    mutating func follow(_ problem: any DynamicSubset, _ run: Run) throws {
        try problem.follow { change, solution in
            switch change {
            case .insertion(let element):
                try insert(element, problem, run)
            case .deletion(let element):
                // Till the levels are mended, and should the budget end before, what has gone is in no answer.
                solution.removeAll { $0 == element }
                try delete(element, problem)
            }
            // Of equal ones the greatest guess, so that the answer does not hang on the order of a dictionary.
            solution = levels.max { ($0.value.value, $0.key) < ($1.value.value, $1.key) }?.value.solution ?? []
        }
        run.report("guesses", Double(count))
    }

    private mutating func insert(_ element: Int, _ problem: any DynamicSubset, _ run: Run) throws {
        let value = try problem.value(of: [element])
        guard value > 0 else { return }
        // value ≤ (1 + ε)ʲ ≤ 2k · value.
        let least = Int((logarithm(value) / logarithm1p(epsilon)).rounded(.up))
        let most = Int((logarithm(2 * Double(problem.cardinality) * value) / logarithm1p(epsilon)).rounded(.down))
        guard least <= most else { return }
        ranges[element] = least...most
        for j in least...most {
            let threshold = power(1 + epsilon, Double(j)) / (2 * Double(problem.cardinality))
            var guess = levels.removeValue(forKey: j) ?? make(threshold, run.random(stream: UInt64(bitPattern: Int64(j))))
            try guess.insert(element, problem)
            levels[j] = guess
        }
    }

    private mutating func delete(_ element: Int, _ problem: any DynamicSubset) throws {
        guard let range = ranges.removeValue(forKey: element) else { return }
        for j in range {
            guard var guess = levels.removeValue(forKey: j) else { continue }
            try guess.delete(element, problem)
            if !guess.isEmpty { levels[j] = guess }
        }
    }
}
