import AssayKit

/// Every 2^m-th point of the sample, the last one among them: what is done with the output of a Markov chain.
public struct StandardThinning: Compressor {
    public static var card: Card {
        Card(
            id: "standard-thinning", name: "Standard thinning", summary: "Keeps every 2^m-th point of a sample.",
            paper: Paper(title: "Kernel Thinning", authors: "Raaz Dwivedi, Lester Mackey", year: 2021, arxiv: "2105.05842"),
            claims: [
                Claim(
                    "√n points of n have a discrepancy of the order of n^(−1/4), which is 0.125 of 4,096: more than half of it.", paperValue: "of order n^(−1/4)",
                    instance: "thinning/mixture-4096", metric: "discrepancy", expectation: .valueAtLeast(0.0625))
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ sample: any Thinning, _ run: Run) throws -> [UInt8] {
        try sample.points.requireFinite()
        return sample.points.selecting(standardThinning(sample)).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Points { try Points(encoded: bytes) }
}

/// Points drawn from the sample, none of them twice: the textbook rival of every coreset.
public struct RandomThinning: Compressor {
    public static var card: Card {
        Card(
            id: "random-thinning", name: "Random subset", summary: "Keeps points of a sample that are drawn at random.",
            paper: Paper(title: "Kernel Thinning", authors: "Raaz Dwivedi, Lester Mackey", year: 2021, arxiv: "2105.05842"),
            claims: [
                Claim(
                    "√n points of n have a discrepancy of the order of n^(−1/4), which is 0.125 of 4,096: more than half of it.", paperValue: "of order n^(−1/4)",
                    instance: "thinning/mixture-4096", metric: "discrepancy", expectation: .valueAtLeast(0.0625))
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ sample: any Thinning, _ run: Run) throws -> [UInt8] {
        try sample.points.requireFinite()
        var random = run.random()
        return sample.points.selecting(random.sample(sample.points.count >> sample.halvings, of: sample.points.count)).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Points { try Points(encoded: bytes) }
}

func standardThinning(_ sample: any Thinning) -> [Int] {
    let count = sample.points.count, size = count >> sample.halvings
    guard size > 0 else { return [] }
    return (1...size).map { count - 1 - (size - $0) * (count / size) }
}
