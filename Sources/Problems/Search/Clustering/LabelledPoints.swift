import AssayKit

/// Points and the groups that they came from; −1 is noise.
struct LabelledPoints: Sendable {
    let dimension: Int
    /// One point after the other, `dimension` numbers each.
    let coordinates: [Double]
    let labels: [Int]

    /// Gaussian clouds of different size and density, and a twentieth of all points strewn uniformly as noise.
    ///
    /// Centres are uniform in [0, 100)ᵈ, standard deviations between 0.5 and 4, and a cloud's share of the points between
    /// one and five parts.
    static func gaussians(_ count: Int, dimension: Int, groupCount: Int) -> LabelledPoints {
        var random = Random(seed: 0x676C_6F75_6473, stream: UInt64(dimension))
        let centres = (0..<groupCount * dimension).map { _ in random.uniform(0, 100) }
        let deviations = (0..<groupCount).map { _ in random.uniform(0.5, 4) }
        // A group that has five parts of the points stands here five times.
        let shares = (0..<groupCount).flatMap { group in [Int](repeating: group, count: 1 + random.index(below: 5)) }
        var coordinates: [Double] = []
        coordinates.reserveCapacity(count * dimension)
        let labels = (0..<count).map { _ in
            guard random.uniform() >= 0.05 else {
                for _ in 0..<dimension { coordinates.append(random.uniform(0, 100)) }
                return -1
            }
            let group = shares[random.index(below: shares.count)]
            for axis in 0..<dimension { coordinates.append(centres[group * dimension + axis] + deviations[group] * random.normal()) }
            return group
        }
        return LabelledPoints(dimension: dimension, coordinates: coordinates, labels: labels)
    }

    /// Three rings one inside the other, each blurred by `blur`, points in proportion to their lengths: groups that no
    /// centres describe.
    static func rings(_ count: Int, blur: Double) -> LabelledPoints {
        var random = Random(seed: 0x7269_6E67_73)
        var coordinates: [Double] = []
        let labels = (0..<count).map { _ in
            let ring = [0, 1, 1, 2, 2, 2][random.index(below: 6)]
            let angle = random.uniform(0, 2 * Double.pi), radius = Double(ring + 1)
            coordinates.append(radius * cosine(angle) + blur * random.normal())
            coordinates.append(radius * sine(angle) + blur * random.normal())
            return ring
        }
        return LabelledPoints(dimension: 2, coordinates: coordinates, labels: labels)
    }
}
