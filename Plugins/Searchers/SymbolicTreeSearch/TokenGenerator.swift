import AssayKit

/// Proposes base expressions for the symbol layers: a small genetic programme, which goes on from the front that the layers
/// found, and of whose formulas and the front's the parts are drawn, the more often the more there are of them.
struct TokenGenerator {
    // As the reference implementation has them.
    private static let populationSize = 50, generations = 20, tournamentSize = 10, crossoverRate = 0.1, mutationRate = 0.5
    private static let maximalDepth = 10, hallSize = 20, mostOperations = 9

    private let source: RandomExpressions
    private var random: Random
    private var hall: [SymbolicExpression] = []
    private var visited: Set<Set<SymbolicExpression>> = []

    init(_ problem: any SymbolicRegression, _ random: Random) {
        source = RandomExpressions(problem)
        self.random = random
    }

    /// So many different base expressions, none of them a variable; where it can, a set that was not proposed before.
    mutating func tokens(_ count: Int, front: ParetoFront, _ problem: any SymbolicRegression) throws(Stop) -> [SymbolicExpression] {
        try evolve(front, problem)
        var pool: [SymbolicExpression] = []
        for expression in hall + front.members.map(\.expression) {
            for last in expression.tokens.indices {
                let part = expression.part(expression.subexpression(endingAt: last)).simplified
                if part.complexity > 1, part.complexity <= 2 * Self.mostOperations { pool.append(part) }
            }
        }
        var tokens: [SymbolicExpression] = []
        for _ in 0..<20 {
            tokens = []
            var attempts = 0
            while tokens.count < count, attempts < 1000 {
                attempts += 1
                let token = self.token(pool)
                if !tokens.contains(token) { tokens.append(token) }
            }
            if visited.insert(Set(tokens)).inserted { break }
        }
        return tokens
    }

    /// A part of a good formula as often as not, else two variables joined or a constant.
    private mutating func token(_ pool: [SymbolicExpression]) -> SymbolicExpression {
        if !pool.isEmpty, random.index(below: 2) == 0 { return pool[random.index(below: pool.count)] }
        if random.index(below: 2) == 0 { return source.constant(&random) }
        let joining = source.operations.filter { [.multiply, .add, .divide].contains($0) }
        guard !joining.isEmpty else { return source.constant(&random) }
        let left = SymbolicExpression.variable(random.index(below: source.variableCount))
        let right = SymbolicExpression.variable(random.index(below: source.variableCount))
        return SymbolicExpression.apply(joining[random.index(below: joining.count)], left, right).simplified
    }

    private mutating func evolve(_ front: ParetoFront, _ problem: any SymbolicRegression) throws(Stop) {
        var population = hall + front.members.map(\.expression)
        random.shuffle(&population)
        population.removeLast(max(0, population.count - Self.populationSize / 2))
        while population.count < Self.populationSize { population.append(source.halfAndHalf(1...2, &random)) }
        var best: [(expression: SymbolicExpression, value: Double)] = []
        for generation in 0...Self.generations {
            var values: [Double] = []
            for expression in population {
                let value = -reward(expression, error: try problem.meanSquaredError(of: expression))
                values.append(value)
                if !best.contains(where: { $0.expression == expression }) { best.append((expression, value)) }
            }
            best.sort { $0.value < $1.value }
            best.removeLast(max(0, best.count - Self.hallSize))
            if generation == Self.generations { break }
            let selected = population.map { _ in population[tournament(values, size: Self.tournamentSize, &random)] }
            population = selected.indices.map { index in
                var child = selected[index]
                if random.uniform() < Self.crossoverRate { child = source.crossover(child, selected[random.index(below: selected.count)], &random) }
                if random.uniform() < Self.mutationRate { child = source.subtreeMutation(child, depths: 0...2, &random) }
                return child.depth > Self.maximalDepth ? selected[index] : child
            }
        }
        hall = best.map(\.expression)
    }
}

/// What an expression is worth: the better it fits, and the simpler it is. η^complexity / (1 + √MSE), η = 0.99.
func reward(_ expression: SymbolicExpression, error: Double) -> Double {
    power(0.99, Double(expression.complexity)) / (1 + error.squareRoot())
}
