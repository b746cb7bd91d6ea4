import AssayKit

/// What a method sees of a sequence of linear systems.
class LinearSystemsProblem: LinearSystems {
    let meter: Meter
    private let sequence: SystemSequence
    private let context: ProblemContext

    init(_ sequence: SystemSequence, _ context: ProblemContext) {
        self.sequence = sequence
        self.context = context
        meter = context.meter
    }

    var dimension: Int { sequence.systems.first?.matrix.rows ?? 0 }
    var systemCount: Int { sequence.systems.count }
    var tolerance: Double { LinearSystemsInstance.tolerance }
    func parameters(of system: Int) -> [Double] { sequence.systems[system].parameters }
    func rightHandSide(of system: Int) -> [Double] { sequence.systems[system].rightHandSide }

    func computeProduct(of system: Int, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        sequence.systems[system].matrix.multiply(vector, into: &product)
    }

    func solve(inOrder order: [Int], _ solution: (_ system: Int) throws -> [Double]) throws {
        var solutions = Solutions()
        defer { context.deliver(solutions.encoded) }
        for system in order {
            precondition(0..<systemCount ~= system, "there is no system \(system)")
            let point = try solution(system)
            solutions.products = meter.calls[Oracle.matrixVectorProducts.name] ?? 0
            solutions.seconds = context.clock.wall
            solutions.answers.append((system, point))
        }
    }
}

final class PositiveDefiniteSystemsProblem: LinearSystemsProblem, PositiveDefiniteSystems {}

/// The answers, and what they took together.
struct Solutions: Transferable {
    var products = 0
    var seconds = 0.0
    var answers: [(system: Int, solution: [Double])] = []

    init() {}

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: products)
        writer.append(seconds)
        writer.append(variable: answers.count)
        for (system, solution) in answers {
            writer.append(variable: system)
            writer.append(variable: solution.count)
            for number in solution { writer.append(number) }
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        products = try reader.variable()
        seconds = try reader.double()
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            let system = try reader.variable()
            var solution: [Double] = []
            for _ in 0..<(try reader.variable(atMost: reader.remaining / 8)) { solution.append(try reader.double()) }
            answers.append((system, solution))
        }
    }
}

/// Judges by residuals computed anew. What was spent on systems that are not solved is charged to those that are.
struct SolutionsScorer: Scorer {
    let sequence: SystemSequence

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .delivered(let bytes) = answer else { throw InvalidAnswer("linear systems are answered one after the other, not by an offer") }
        let solutions: Solutions
        do { solutions = try Solutions(encoded: bytes) } catch { throw InvalidAnswer("its solutions are \(error)") }
        var solved: Set<Int> = []
        // Of a system that was not answered nothing is known but x = 0.
        var largest = solutions.answers.count < sequence.systems.count ? 1.0 : 0
        for (system, solution) in solutions.answers {
            guard sequence.systems.indices ~= system else { throw InvalidAnswer("there is no system \(system)") }
            guard solution.count == sequence.systems[system].matrix.rows else { throw InvalidAnswer("a solution of \(solution.count) numbers for system \(system)") }
            guard solution.allSatisfy(\.isFinite) else { throw InvalidAnswer("the solution of system \(system) is not finite") }
            let residual = sequence.residual(of: system, solution)
            // A method knows its residual up to rounding.
            if residual <= LinearSystemsInstance.tolerance * 1.000_001 { solved.insert(system) }
            largest = max(largest, residual.isNaN ? .infinity : residual)
        }
        let count = Double(solved.count)
        return [
            "productsPerSolution": solved.isEmpty ? .infinity : Double(solutions.products) / count,
            "secondsPerSolution": solved.isEmpty ? .infinity : solutions.seconds / count,
            "solved": count / Double(sequence.systems.count), "largestResidual": largest,
        ]
    }
}
