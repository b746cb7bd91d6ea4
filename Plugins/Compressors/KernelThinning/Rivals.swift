import AssayKit

/// Every 2^m-th point of the sample, the last one among them: what is done with the output of a Markov chain.
public struct StandardThinning: Compressor {
    public static var card: Card {
        Card(id: "standard-thinning", name: "Standard thinning", summary: "Keeps every 2^m-th point of a sample.")
    }

    public init(_ options: Options) throws {}

    public func compress(_ sample: any Thinning, _ run: Run) throws -> [UInt8] {
        try requireFinite(sample.points)
        return sample.points.selecting(standardThinning(sample)).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Points { try restorePoints(bytes) }
}

/// Points drawn from the sample, none of them twice: the textbook rival of every coreset.
public struct RandomThinning: Compressor {
    public static var card: Card {
        Card(id: "random-thinning", name: "Random subset", summary: "Keeps points of a sample that are drawn at random.")
    }

    public init(_ options: Options) throws {}

    public func compress(_ sample: any Thinning, _ run: Run) throws -> [UInt8] {
        try requireFinite(sample.points)
        var random = run.random()
        return sample.points.selecting(random.sample(sample.points.count >> sample.halvings, of: sample.points.count)).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Points { try restorePoints(bytes) }
}

func standardThinning(_ sample: any Thinning) -> [Int] {
    let count = sample.points.count, size = count >> sample.halvings
    guard size > 0 else { return [] }
    return (1...size).map { count - 1 - (size - $0) * (count / size) }
}

func restorePoints(_ bytes: Span<UInt8>) throws -> Points {
    var reader = ByteReader(bytes)
    let points = try Points(from: &reader)
    try reader.finish()
    return points
}

func requireFinite(_ points: Points) throws {
    guard points.values.allSatisfy(\.isFinite) else { throw NotFinite() }
}

struct NotFinite: Error, CustomStringConvertible {
    var description: String { "a point has a number that is not finite, and so no distance from the others" }
}
