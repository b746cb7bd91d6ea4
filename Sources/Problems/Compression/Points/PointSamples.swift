import AssayKit

/// Where points come from.
enum PointSource: Sendable {
    /// The numbers that this seed makes.
    case made(@Sendable () -> Points)
    /// The digits that Assay ships, 8 × 8 grey values from 0 to 16.
    case digits

    func points(_ data: DataFolder) throws -> Points {
        switch self {
        case .made(let make): make()
        case .digits: Points(dimension: 64, values: try Digits(data).pixels.map { Float($0) })
        }
    }

    var dataFiles: [String] {
        if case .digits = self { return ["digits.csv"] }
        return []
    }
}

extension Points {
    /// A mixture of eight normal distributions of variance 1 in the plane, whose means lie on a circle of radius 6.
    static func mixture(_ count: Int) -> Points {
        var random = Random(seed: 8)
        return Points(
            dimension: 2,
            values: (0..<count).flatMap { _ in
                let angle = 2 * Double.pi * Double(random.index(below: 8)) / 8
                return [Float(6 * cosine(angle) + random.normal()), Float(6 * sine(angle) + random.normal())]
            })
    }

    /// Student's t distribution of three degrees of freedom, in four dimensions.
    static func heavyTailed(_ count: Int) -> Points {
        var random = Random(seed: 3)
        return Points(
            dimension: 4,
            values: (0..<count).flatMap { _ in
                let chiSquare = (0..<3).reduce(0.0) { sum, _ in
                    let normal = random.normal()
                    return sum + normal * normal
                }
                let scale = (3 / chiSquare).squareRoot()
                return (0..<4).map { _ in Float(scale * random.normal()) }
            })
    }

    /// Points of which a few coordinates are not zero: the worst case for sparse projections.
    static func sparse(_ count: Int, dimension: Int, nonzeros: Int) -> Points {
        var random = Random(seed: 5)
        return Points(
            dimension: dimension,
            values: (0..<count).flatMap { _ in
                var point = [Float](repeating: 0, count: dimension)
                for place in random.sample(nonzeros, of: dimension) { point[place] = Float(random.normal()) }
                return point
            })
    }
}
