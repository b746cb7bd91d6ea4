import AssayKit
import Files

/// A submodular function is to be kept great by k elements, while elements come and go.
struct DynamicSubsetInstance: Instance {
    enum Source: Sendable { case licences, digits }

    let id: String
    let role = Role.searcher
    let kind = "dynamic submodular maximisation"
    let summary: String
    let source: Source
    let cardinality: Int
    /// An element goes when so many others have come after it.
    let window: Int
    let metrics = [Metric("value", better: .higher), Metric("evaluationsPerUpdate", better: .lower)]
    let tradeOff = ["value", "evaluationsPerUpdate"]
    let defaultBudget = Budget(seconds: 120)
    var dataFiles: [String] { source == .licences ? [LicenceText.fileName] : ["digits.csv"] }
    var problemType: any Metered.Type { DynamicSubsetProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let stream = try stream(context.data)
        return DynamicSubsetProblem(stream, cardinality: cardinality, context.meter) { context.deliver($0) }
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { DynamicSubsetScorer(stream: try stream(data), cardinality: cardinality) }

    private func stream(_ data: DataFolder) throws -> ElementStream {
        switch source {
        case .licences:
            return ElementStream(SetFunction.words(ofLines: try File.read(try data.file(LicenceText.fileName))), window: window)
        case .digits:
            let digits = try Digits(data)
            let pixels = Matrix(rows: digits.labels.count, columns: Digits.pixelCount, entries: digits.pixels)
            // Every sixth is a client, the others come and go.
            let clients = (0..<pixels.rows).filter { $0 % 6 == 0 }, elements = (0..<pixels.rows).filter { $0 % 6 != 0 }
            return ElementStream(SetFunction.likeness(pixels.selecting(rows: elements), pixels.selecting(rows: clients)), window: window)
        }
    }
}

/// A set function, and what comes and goes.
struct ElementStream: Sendable {
    let function: SetFunction
    let changes: [ElementChange]

    init(_ function: SetFunction, _ changes: [ElementChange]) {
        self.function = function
        self.changes = changes
    }

    /// Elements come one after the other; each goes as soon as `window` others have come.
    init(_ function: SetFunction, window: Int) {
        self.init(
            function,
            (0..<function.elementCount).flatMap { element in
                (element >= window ? [ElementChange.deletion(element - window)] : []) + [.insertion(element)]
            })
    }
}

final class DynamicSubsetProblem: DynamicSubset {
    let meter: Meter
    let cardinality: Int
    private let stream: ElementStream
    private let deliver: ([UInt8]) -> Void

    init(_ stream: ElementStream, cardinality: Int, _ meter: Meter, deliver: @escaping ([UInt8]) -> Void) {
        self.stream = stream
        self.cardinality = cardinality
        self.meter = meter
        self.deliver = deliver
    }

    var elementCount: Int { stream.function.elementCount }
    func computeValue(of set: Span<Int>, _ receipt: borrowing Receipt) -> Double { stream.function.value(of: set) }

    func follow(_ answer: (ElementChange, inout [Int]) throws -> Void) throws {
        var followed = Followed()
        var solution: [Int] = []
        var stop: (any Error)?
        for change in stream.changes {
            if stop == nil {
                do { try answer(change, &solution) } catch { stop = error }
            }
            // Of one whose budget is spent the last answer stays, but for what has gone.
            if stop != nil, case .deletion(let gone) = change { solution.removeAll { $0 == gone } }
            followed.solutions.append(solution)
        }
        followed.evaluations = meter.calls["evaluations"] ?? 0
        deliver(followed.encoded)
        if let stop { throw stop }
    }
}

/// The answers after each change.
struct Followed: Transferable {
    var evaluations = 0
    var solutions: [[Int]] = []

    init() {}

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: evaluations)
        writer.append(variable: solutions.count)
        for solution in solutions {
            writer.append(variable: solution.count)
            for element in solution { writer.append(littleEndian: Int64(element)) }
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        evaluations = try reader.variable()
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            var solution: [Int] = []
            for _ in 0..<(try reader.variable(atMost: reader.remaining / 8)) { solution.append(Int(try reader.littleEndian(Int64.self))) }
            solutions.append(solution)
        }
    }
}

/// The mean of f over all changes, of solutions of elements that were there.
struct DynamicSubsetScorer: Scorer {
    let stream: ElementStream
    let cardinality: Int

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .delivered(let bytes) = answer else { throw InvalidAnswer("subsets are answered by following the changes, not by an offer") }
        let followed: Followed
        do { followed = try Followed(encoded: bytes) } catch { throw InvalidAnswer("its answers are \(error)") }
        guard followed.solutions.count == stream.changes.count else {
            throw InvalidAnswer("\(followed.solutions.count) answers to \(stream.changes.count) changes")
        }
        var present = Set<Int>()
        var sum = 0.0
        for (place, change) in stream.changes.enumerated() {
            switch change {
            case .insertion(let element): present.insert(element)
            case .deletion(let element): present.remove(element)
            }
            let solution = followed.solutions[place]
            guard solution.count <= cardinality, Set(solution).count == solution.count else {
                throw InvalidAnswer("change \(place + 1): \(solution.count) elements, or one twice, where \(cardinality) different ones are the most")
            }
            guard present.isSuperset(of: solution) else { throw InvalidAnswer("change \(place + 1): an element is named that is not there") }
            sum += stream.function.value(of: solution.span)
        }
        let count = Double(max(1, stream.changes.count))
        return ["value": sum / count, "evaluationsPerUpdate": Double(followed.evaluations) / count]
    }
}
