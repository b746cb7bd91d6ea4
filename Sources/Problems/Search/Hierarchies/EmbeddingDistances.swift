import AssayKit
import Glibc

/// Distances of an embedding's points, from numbers of 106 bits.
struct EmbeddingDistances {
    let embedding: HierarchyEmbedding
    private let coordinates: [DoubleDouble]
    /// 1 − ‖x‖² of each point, in the ball.
    private let gaps: [DoubleDouble]

    /// - Throws: where a coordinate is not finite, or a point is not inside the ball.
    init(_ embedding: HierarchyEmbedding) throws(InvalidAnswer) {
        self.embedding = embedding
        guard (embedding.coordinates + embedding.remainders).allSatisfy(\.isFinite) else { throw InvalidAnswer("a coordinate is not finite") }
        let dimension = embedding.dimension
        let coordinates = (0..<embedding.count).flatMap { point in (0..<dimension).map { embedding.coordinate(point, $0) } }
        self.coordinates = coordinates
        guard embedding.geometry == .poincareBall else {
            gaps = []
            return
        }
        var gaps: [DoubleDouble] = []
        for point in 0..<embedding.count {
            let squares = (0..<dimension).reduce(DoubleDouble(0)) { $0 + coordinates[point * dimension + $1] * coordinates[point * dimension + $1] }
            let gap = DoubleDouble(1) - squares
            guard gap.high > 0 else { throw InvalidAnswer("point \(point) is not inside the unit ball") }
            gaps.append(gap)
        }
        self.gaps = gaps
    }

    /// Writes the distances from a point to all.
    func fill(_ distances: inout [Double], from point: Int) {
        let dimension = embedding.dimension
        for other in 0..<embedding.count {
            var squares = DoubleDouble(0)
            for axis in 0..<dimension {
                let difference = coordinates[point * dimension + axis] - coordinates[other * dimension + axis]
                squares = squares + difference * difference
            }
            switch embedding.geometry {
            case .euclidean: distances[other] = squares.high.squareRoot()
            case .poincareBall:
                // arcosh(1 + δ) = log(1 + δ + √(δ(δ + 2))), without loss for small δ.
                let excess = 2 * (squares / gaps[point] / gaps[other]).high
                distances[other] = log1p(excess + excess.squareRoot() * (excess + 2).squareRoot())
            }
        }
    }
}
