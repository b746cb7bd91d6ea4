import AssayKit
import Foundation
import Testing

@Suite struct RandomTests {
    private struct Case: Decodable {
        var seed: String
        var stream: String
        var numbers: [String]
    }

    /// Against another implementation, itself checked against published values: see Fixtures/make_random.py.
    @Test func numbersAreThoseOfTheReference() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/random.json")
        for entry in try JSONDecoder().decode([Case].self, from: Data(contentsOf: file)) {
            var random = Random(seed: try #require(UInt64(entry.seed)), stream: try #require(UInt64(entry.stream)))
            #expect(entry.numbers == entry.numbers.map { _ in String(random.next()) })
        }
    }

    /// Of 100,000 draws the mean of a standard normal is within four standard errors (0.0126) of zero, the variance within
    /// four (0.018) of one, and about 4.55 % (± 0.27 points) lie beyond two deviations.
    @Test(arguments: 0..<5) func normalsAreNormal(seed: UInt64) {
        var random = Random(seed: seed)
        let draws = (0..<100_000).map { _ in random.normal() }
        let mean = draws.reduce(0, +) / 100_000
        let variance = draws.reduce(0) { $0 + $1 * $1 } / 100_000 - mean * mean
        #expect(mean.magnitude < 0.0126)
        #expect((variance - 1).magnitude < 0.018)
        #expect((Double(draws.count { $0.magnitude > 2 }) / 100_000 - 0.0455).magnitude < 0.0027)
    }

    @Test func indicesAreUniformAndWithinBounds() {
        var random = Random(seed: 3)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[random.index(below: 7)] += 1 }
        // χ² with six degrees of freedom is below 22.5 but once in a thousand.
        let chiSquare = counts.reduce(0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
        #expect(chiSquare < 22.5)
    }

    @Test func samplesAreDifferentIndices() {
        var random = Random(seed: 5)
        let sample = random.sample(50, of: 60)
        #expect(Set(sample).count == 50 && sample.allSatisfy { (0..<60).contains($0) })
        var shuffled = Array(0..<60)
        random.shuffle(&shuffled)
        #expect(shuffled.sorted() == Array(0..<60) && shuffled != Array(0..<60))
    }
}
