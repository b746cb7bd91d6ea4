import AssayKit
import Glibc
import Synchronization
import Testing

@Suite struct RunTests {
    private final class Line: Differentiable {
        let meter: Meter
        init(_ budget: Budget, _ signal: StopSignal = StopSignal()) { meter = Meter(budget, stopSignal: signal) }
        let dimension = 1
        let start = [0.0]
        func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { point[0] }
        func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
            gradient[0] = 1
            return point[0]
        }
    }

    @Test func theCallAfterTheLastIsRefused() throws {
        let line = Line(Budget(calls: ["gradients": 2]))
        var gradient = [0.0]
        try line.gradient(at: [1], into: &gradient)
        try line.gradient(at: [1], into: &gradient)
        gradient = [7]
        #expect(throws: Stop.spent(.gradients)) { try line.gradient(at: [1], into: &gradient) }
        #expect(gradient == [7], "a refused call does nothing")
        #expect(try line.value(at: [3]) == 3, "what the budget does not name is free")
        #expect(line.meter.calls == ["gradients": 2, "values": 1])
    }

    @Test func aBatchThatDoesNotFitIsRefusedWhole() throws {
        let meter = Meter(Budget(calls: ["distances": 10]))
        try meter.charge(.distances, 8)
        #expect(throws: Stop.spent(.distances)) { try meter.charge(.distances, 3) }
        #expect(throws: Stop.spent(.distances)) { try meter.charge(.distances, .max) }
        #expect(throws: Stop.spent(.distances)) { try meter.charge(.distances, -1) }
        try meter.charge(.distances, 2)
        #expect(meter.calls == ["distances": 10])
    }

    @Test func whenTimeIsUpEveryOracleRefuses() throws {
        let signal = StopSignal()
        let line = Line(Budget(), signal)
        #expect(try line.value(at: [1]) == 1)
        signal.raise()
        #expect(throws: Stop.timeUp) { try line.value(at: [1]) }
    }

    private struct Nobody: RunHost {
        func offer(_ point: Span<Double>) {}
        func offer(_ selection: Span<Int>) {}
        func report(_ name: String, _ value: Double) {}
        func log(_ message: String) {}
    }

    @Test(arguments: [1, 2, 7]) func everyPieceIsDoneOnceAndCharged(threads: Int) throws {
        let meter = Meter()
        let run = Run(seed: 1, meter: meter, host: Nobody(), threads: threads)
        try meter.charge(.values, 5)
        let done = Mutex([Int](repeating: 0, count: 1000)), used = Mutex(Set<Int>())
        try run.concurrently(1000) { piece, thread throws(Stop) in
            try meter.charge(.values, piece)
            try meter.charge(.gradients)
            if piece < threads { usleep(1000) }
            // What is begun within a piece is done by its thread.
            try run.concurrently(2) { _, inner throws(Stop) in used.withLock { _ = $0.insert(inner == 0 ? thread : -1) } }
            done.withLock { $0[piece] += 1 }
        }
        #expect(done.withLock { $0 } == [Int](repeating: 1, count: 1000))
        #expect(used.withLock { $0.isSubset(of: 0..<threads) })
        #expect(meter.calls == ["values": 5 + 999 * 500, "gradients": 1000])
        try meter.charge(.values)
        #expect(meter.calls["values"] == 6 + 999 * 500, "a meter is its run's again")
    }

    /// Teams of several runs that follow each other at once, or after the threads have gone to sleep or ended.
    @Test func teamsOfManyRunsDoNotMixTheirWork() async {
        let sums = await withTaskGroup(of: Int.self) { group in
            for threads in 2...5 {
                group.addTask {
                    let run = Run(seed: 1, meter: Meter(), host: Nobody(), threads: threads)
                    return (0..<500).reduce(0) { total, round in
                        let sum = Atomic<Int>(0)
                        run.concurrently(2 + round % 5) { piece, _ in sum.add(piece + 1, ordering: .relaxed) }
                        if round % 50 == 0 { usleep(10_000) }
                        return total + sum.load(ordering: .relaxed)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        // A hundred rounds of each size: 1 + 2, 1 + 2 + 3, … 1 + … + 6.
        #expect(sums == [Int](repeating: 100 * (3 + 6 + 10 + 15 + 21), count: 4))
    }

    @Test func limitedCallsAreMadeInOrder() throws {
        let meter = Meter(Budget(calls: ["values": 10]))
        let run = Run(seed: 1, meter: meter, host: Nobody(), threads: 4)
        let done = Mutex([Int]())
        #expect(throws: Stop.spent(.values)) {
            try run.concurrently(100) { piece, _ throws(Stop) in
                try meter.charge(.values)
                done.withLock { $0.append(piece) }
            }
        }
        #expect(done.withLock { $0 } == Array(0..<10))
    }

    @Test func whatAPieceThrowsEndsTheRest() throws {
        struct Odd: Error, Equatable { let piece: Int }
        let meter = Meter()
        let run = Run(seed: 1, meter: meter, host: Nobody(), threads: 3)
        #expect(throws: Odd(piece: 0)) {
            try run.concurrently(100_000) { piece, _ throws(Odd) in
                if piece == 0 { throw Odd(piece: piece) }
                usleep(100)
                do { try meter.charge(.values) } catch { Issue.record("\(error)") }
            }
        }
        #expect(meter.calls["values"] ?? 0 < 50_000)
        #expect(throws: Never.self) { try meter.charge(.values) }
    }

    @Test func budgetsAreReadAndWritten() throws {
        let budget = try Budget(text: "200gradients,10s,5values")
        #expect(budget == Budget(calls: ["gradients": 200, "values": 5], seconds: 10))
        #expect(budget.text == "200gradients,5values,10.0s")
        #expect(try Budget(text: budget.text) == budget)
        for text in ["", "gradients", "0gradients", "-1values", "10", "1.5gradients", "5s,6s", "3values,4values", "10s,", "9999999999999999999values", "1e3s"] {
            #expect(throws: OptionError.self, "\(text)") { try Budget(text: text) }
        }
    }

    @Test func optionsAreChecked() throws {
        let rank = Option("rank", default: 8, in: 1...64, "the rank")
        let form = Option("form", default: "a", of: ["a", "b"], "the form")
        let card = Card(id: "m", name: "M", summary: "s", options: [rank, form, Option("fast", default: false, "faster")])
        let options = try Options(["rank": "3"], for: card)
        #expect(options[rank] == 3 && options[form] == "a")
        func complaint(_ texts: [String: String]) throws -> String {
            try #require(throws: OptionError.self) { try Options(texts, for: card) }.description
        }
        #expect(try complaint(["rank": "65"]) == "m: rank must be in 1...64, not 65")
        #expect(try complaint(["rank": "three"]) == "m: rank takes 1...64 (integer), not ‘three’")
        #expect(try complaint(["form": "c"]).contains("one of a, b"))
        #expect(try complaint(["fast": "perhaps"]).contains("flag"))
        #expect(try complaint(["speed": "1"]) == "m has no option ‘speed’; it has rank, form, fast")
    }
}
