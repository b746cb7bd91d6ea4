/// Which of several points no other one beats in every cost.
public enum ParetoFront {
    /// - Parameter costs: for each point its costs, lower being better in each.
    /// - Returns: for each point whether no other is at least as good in all costs and better in one.
    /// - Complexity: O(n² · number of costs).
    public static func membership(_ costs: [[Double]]) -> [Bool] {
        costs.map { point in
            !costs.contains { other in
                zip(other, point).allSatisfy { $0 <= $1 } && zip(other, point).contains { $0 < $1 }
            }
        }
    }
}
