import AssayKit
import Glibc
import Problems

/// What an oracle's own work takes, without a meter: nanoseconds of processor a call, for Benchmarks/subjects/call_costs.py.
///
///     bare-calls ‹data folder› ‹instance› ‹calls›
@main enum BareCalls {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let instance = Catalog.instance(arguments[2]), let calls = Int(arguments[3]) else {
            return print("bare-calls DATA INSTANCE CALLS")
        }
        let context = ProblemContext(seed: 1, meter: Meter(), data: DataFolder(arguments[1]), clock: RunClock(), deliver: { _ in })
        guard let problem = try instance.makeProblem(context) as? any Objective else { return print("\(instance.id) is no objective") }
        let repeated = Repeated(problem: problem, calls: calls)
        let start = problem.start
        _ = try repeated.value(at: start)
        let begin = processorTime()
        let sum = try repeated.value(at: start)
        print("{\"nanoseconds\": \((processorTime() - begin) * 1e9 / Double(calls)), \"sum\": \(sum)}")
    }

    /// Seconds that this process has taken, whatever else the machine does.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
}

/// Makes many calls of an oracle on the receipt of one.
final class Repeated: Objective {
    private let problem: any Objective
    private let calls: Int
    var meter: Meter { problem.meter }
    var dimension: Int { problem.dimension }
    var start: [Double] { problem.start }

    init(problem: any Objective, calls: Int) {
        self.problem = problem
        self.calls = calls
    }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double {
        var sum = 0.0
        for _ in 0..<calls { sum += problem.computeValue(at: point, receipt) }
        return sum
    }
}
