import AssayKit
import Foundation
import Problems

private let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

let shippedData = DataFolder(tests.appending(path: "../../Data").standardized.path)

/// What make_perceptron.py wrote.
struct PerceptronFixture: Decodable {
    /// The permutation of the rows of digits.csv.
    let order: [Int]
    /// For the first three held-out rows.
    let outputs: [[Double]]
    /// On all held-out rows.
    let accuracy: Double
    let loss: Double
    /// For the first three calibration rows.
    let calibrationOutputs: [[Double]]
    /// The Frobenius norm of what enters each layer when the calibration rows pass.
    let enteringNorms: [Double]

    static func load() throws -> PerceptronFixture {
        try JSONDecoder().decode(Self.self, from: Data(contentsOf: tests.appending(path: "Fixtures/perceptron.json")))
    }
}

/// A double-precision sum of n terms in another order differs by at most about n·2⁻⁵³ of the terms' sizes: below 10⁻¹³
/// for the widths here. Three layers more, and room to spare.
let roundingTolerance = 1e-10

func isClose(_ a: Double, _ b: Double, within tolerance: Double = roundingTolerance) -> Bool {
    (a - b).magnitude <= tolerance * max(1, a.magnitude, b.magnitude)
}
