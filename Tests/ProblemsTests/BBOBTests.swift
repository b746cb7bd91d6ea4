import AssayKit
import Foundation
import Testing

import Problems

/// The functions of the BBOB suite are COCO's, instance by instance.
@Suite struct BBOBTests {
    private func scorer(_ name: String) throws -> any Scorer {
        try #require(Catalog.instance(name)).makeScorer(DataFolder(""))
    }

    private static let names: [String] = Catalog.instances.filter { $0.id.hasPrefix("bbob/") }.map { String($0.id.dropFirst("bbob/".count).dropLast("-10".count)) }

    /// Values that COCO gave at the origin and at a point that may lie outside, in six dimensions and three instances
    /// (Fixtures/make_bbob.py). Rotations are sums of d products; 10⁻⁹ of the value covers their rounding, which f6's factor of
    /// 10⁴ and the ill-conditioned ones magnify.
    @Test func valuesAreCOCOs() throws {
        let file = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Fixtures/bbob.json"
        let entries = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file))) as? [[Double]])
        #expect(Self.names.count == 24 && entries.count == 24 * 6 * 3)
        for entry in entries {
            let (function, dimension, instance) = (Int(entry[0]), Int(entry[1]), Int(entry[2]))
            let judge = try scorer("bbob/\(Self.names[function - 1])-\(dimension)" + (instance == 1 ? "" : "-i\(instance)"))
            let point = (0..<dimension).map { Double((37 * $0 + 11 * function + 5 * instance) % 121 - 60) / 10 }
            for (x, expected) in [([Double](repeating: 0, count: dimension), entry[3]), (point, entry[4])] {
                let value = try #require(try judge.score(.point(x))["value"])
                #expect(abs(value - expected) <= 1e-9 * max(1, abs(expected)), "f\(function) in \(dimension), instance \(instance): \(value), not \(expected)")
            }
        }
    }

    /// A gap is not the difference of two large numbers: next to the minimum of the sphere it has all its digits.
    @Test func gapsKeepTheirDigits() throws {
        let judge = try scorer("bbob/sphere-2")
        // The published optimum of f1, instance 1: (0.2528, −1.1568).
        let at = try judge.score(.point([0.2528, -1.1568]))
        #expect((at["gap"] ?? 1) < 1e-30 && at["value"] == 79.48)
        let near = try #require(try judge.score(.point([0.2528 + 1e-10, -1.1568]))["gap"])
        #expect(abs(near / 1e-20 - 1) < 1e-4)
    }

    @Test(arguments: ["bbob/sphere-1", "bbob/sphere-41", "bbob/sphere", "bbob/juggling-10", "bbob/sphere-10-i0", "bbob/sphere-10-x3"])
    func whatThereIsNotIsNone(id: String) { #expect(Catalog.instance(id) == nil) }

    @Test func otherDimensionsAndInstancesAreNamed() throws {
        let instance = try #require(Catalog.instance("bbob/schaffers-f7-ill-conditioned-20-i7"))
        #expect(instance.id == "bbob/schaffers-f7-ill-conditioned-20-i7" && instance.offers == ["Objective", "Bounded"])
        #expect(instance.defaultBudget.calls == ["values": 40_000])
        #expect(Catalog.instance("bbob/sphere-10-i1")?.id == "bbob/sphere-10")
    }
}
