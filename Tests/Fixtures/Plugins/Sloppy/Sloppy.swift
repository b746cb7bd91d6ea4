import AssayKit
import Glibc

/// Each method is nearly right, and fails one check of those that every method must pass.
struct UnseededRandom: Optimizer {
    static var card: Card { Card(id: "unseeded-random", name: "Unseeded", summary: "Draws from the system's randomness.") }
    init(_ options: Options) throws {}
    func minimize(_ problem: any Objective, _ run: Run) throws {
        for _ in 0..<100 {
            let point = (0..<problem.dimension).map { _ in Double.random(in: 0.5...1.2) }
            _ = try problem.value(at: point)
            run.offer(point)
        }
    }
}

struct SwallowsTheStop: Optimizer {
    static var card: Card { Card(id: "swallows-the-stop", name: "Swallows", summary: "Takes the end of its budget for a mishap.") }
    init(_ options: Options) throws {}
    func minimize(_ problem: any Objective, _ run: Run) throws {
        struct Mishap: Error {}
        let goal = [Double](repeating: 1, count: problem.dimension)
        for _ in 0..<10 {
            do { _ = try problem.value(at: goal) } catch { throw Mishap() }
            run.offer(goal)
        }
    }
}

struct TrapsAtItsLimit: Optimizer {
    static let count = Option("count", default: 3, in: 1...10, "how many points are offered")
    static let hidden = Option("hidden", default: false, "")
    static var card: Card {
        Card(
            id: "traps-at-its-limit", name: "Traps", summary: "no sentence", paper: Paper(title: "On Limits", authors: "N. N.", year: 2020, arxiv: "20.1"),
            options: [count, hidden],
            claims: [Claim("Is best.", paperValue: "best", instance: "no/where", metric: "gap", expectation: .valueAtMost(1))])
    }
    let count: Int
    init(_ options: Options) throws { count = options[Self.count] }
    func minimize(_ problem: any Objective, _ run: Run) throws {
        let goals = [[Double]](repeating: [Double](repeating: 1, count: problem.dimension), count: 10)
        run.offer(goals[count])
    }
}

struct OneDimensionIsTooFew: Optimizer {
    static var card: Card { Card(id: "needs-two-dimensions", name: "Needs two", summary: "Looks at its second variable.") }
    init(_ options: Options) throws {}
    func minimize(_ problem: any Objective, _ run: Run) throws {
        var point = problem.start
        point[1] = 1
        for index in point.indices { point[index] = 1 }
        run.offer(point)
    }
}

struct TrustsItsBytes: Compressor {
    static var card: Card { Card(id: "trusts-its-bytes", name: "Trusts", summary: "Takes whatever bytes it is given for its own.") }
    init(_ options: Options) throws {}
    func compress(_ subject: any RawBytes, _ run: Run) throws -> [UInt8] {
        var writer = ByteWriter()
        writer.append(littleEndian: UInt32(subject.bytes.count))
        writer.append(contentsOf: subject.bytes)
        return writer.bytes
    }
    static func restore(_ bytes: Span<UInt8>) throws -> RestoredBytes {
        let count = Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16
        return RestoredBytes((0..<count).map { bytes[4 + $0] })
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(UnseededRandom.self, SwallowsTheStop.self, TrapsAtItsLimit.self, OneDimensionIsTooFew.self, TrustsItsBytes.self)
}
