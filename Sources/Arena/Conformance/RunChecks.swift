import AssayKit
import Problems
import Records
import Registry

extension Conformance {
    static let runChecks = [
        Check(name: "run/answers", description: "it answers a small ordinary problem well enough to be at work", applies: { _ in true }) { examiner in
            guard let trial = examiner.plain else { return "no instance offers what it needs, \(examiner.method.needs.joined(separator: " and "))" }
            return trial.complaint(about: try examiner.run(on: trial).result)
        },
        Check(name: "run/repeats", description: "the same seed gives the same answers, bytes and figures, in another process", applies: { $0.unseeded != true }) { examiner in
            guard let trial = examiner.plain else { return nil }
            for seed: UInt64 in [1, 2, 1 << 40] {
                let (first, second) = (try examiner.run(on: trial, seed: seed), try examiner.run(on: trial, seed: seed))
                if first.witness.answers != second.witness.answers { return "with seed \(seed) a second run answered or stated something else" }
                if first.result.oracleCalls != second.result.oracleCalls { return "with seed \(seed) a second run made other calls" }
                if first.result.timeless != second.result.timeless { return "with seed \(seed) a second run was \(second.result.timeless), after \(first.result.timeless)" }
            }
            return nil
        },
        Check(
            name: "run/budget", description: "where an oracle's calls are spent it lets the refusal pass, and does not go on, give up or fall over",
            applies: { $0.role != "compressor" || $0.needs.contains("NetworkWeights") }
        ) { examiner in
            guard let trial = examiner.plain else { return nil }
            let used = try examiner.run(on: trial).result.oracleCalls
            for (oracle, count) in used.sorted(by: { $0.key < $1.key }) {
                for limit in Set([1, 2, 7, count / 2, count - 1]).sorted() where limit > 0 && limit < count {
                    var calls = trial.defaultBudget.calls
                    calls[oracle] = limit
                    let result = try examiner.run(on: trial, budget: Budget(calls: calls, seconds: 20)).result
                    guard result.outcome.counts || result.wasStoppedBeforeAnswering else { return "with \(limit) of the \(count) \(oracle) that it uses it \(result.said)" }
                    guard result.oracleCalls[oracle, default: 0] <= limit else { return "with \(limit) \(oracle) allowed it made \(result.oracleCalls[oracle] ?? 0)" }
                }
            }
            return nil
        },
        Check(name: "run/time", description: "it ends in time where only the seconds are limited", applies: { _ in true }) { examiner in
            guard let trial = examiner.plain else { return nil }
            var result = try examiner.run(on: trial, budget: Budget(seconds: 0.3)).result
            // On a busy machine one run may be late that is none the worse; one that does not stop is late each time.
            for _ in 0..<2 where result.outcome == .timedOut { result = try examiner.run(on: trial, budget: Budget(seconds: 0.3)).result }
            return result.outcome.counts || result.wasStoppedBeforeAnswering ? nil : "with 0.3 s it \(result.said)"
        },
        Check(name: "run/options", description: "it works at both ends of each option's range and with each choice, or refuses with a reason", applies: { !$0.options.isEmpty }) { examiner in
            guard let trial = examiner.plain else { return nil }
            for option in examiner.method.options {
                for value in option.ends {
                    let result = try examiner.with([option.name: value]).run(on: trial).result
                    guard result.outcome.counts || result.outcome == .failed && !result.reason.isEmpty else { return "with \(option.name)=\(value) it \(result.said)" }
                }
            }
            return nil
        },
        Check(
            name: "run/limits", description: "a value beyond an option's limits, and an option that there is not, are refused",
            applies: { _ in true }
        ) { examiner in
            guard let trial = examiner.plain else { return nil }
            var wrong = examiner.method.options.flatMap { option in option.outside.map { (option.name, $0) } }
            wrong.append(("noSuchOption", "1"))
            for (name, value) in wrong {
                let result = try examiner.with([name: value]).run(on: trial).result
                guard result.outcome == .failed || result.outcome == .refused else { return "with \(name)=\(value) it \(result.said)" }
            }
            return nil
        },
        Check(name: "run/files", description: "it leaves no file behind", applies: { _ in true }) { examiner in
            guard let trial = examiner.plain else { return nil }
            let files = try examiner.run(on: trial).witness.files
            return files.isEmpty ? nil : "it wrote \(files.joined(separator: ", "))"
        },
        Check(name: "run/threads", description: "it leaves no thread behind", applies: { _ in true }) { examiner in
            guard let trial = examiner.plain else { return nil }
            // What comes to its end by itself: one that was stopped may be left where it was.
            let run = try examiner.run(on: trial)
            guard run.result.outcome == .ok || examiner.contestant.library.lane != .ffi else { return nil }
            return run.witness.threadsLeft == 0 ? nil : "it left \(run.witness.threadsLeft) threads behind"
        },
    ]
}

extension CellResult {
    /// What a second run must give too: the outcome, and every figure that is no time.
    fileprivate var timeless: String {
        let figures = metrics.filter { !$0.key.lowercased().contains("second") }.sorted { $0.key < $1.key }
        return "\(outcome.rawValue) (\(reason)) " + figures.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}

extension OptionEntry {
    /// Both ends of the range, or all the choices.
    fileprivate var ends: [String] {
        switch type {
        case "integer", "number": limits.split(separator: "...").map { String($0) }
        case "flag": ["true", "false"]
        default: choices
        }
    }

    /// Values that it must not take.
    fileprivate var outside: [String] {
        switch type {
        case "integer":
            ends.compactMap { Int($0) }.enumerated().compactMap { index, end in
                let (value, isTooFar) = index == 0 ? end.subtractingReportingOverflow(1) : end.addingReportingOverflow(1)
                return isTooFar ? nil : String(value)
            } + ["many"]
        case "number":
            ends.compactMap { Double($0) }.enumerated().compactMap { index, end in
                let value = index == 0 ? end.nextDown : end.nextUp
                return value.isFinite ? "\(value)" : nil
            } + ["nan", "inf"]
        case "flag": ["maybe"]
        default: ["none of them"]
        }
    }

    private var choices: [String] { limits.split(separator: ",").map { String($0.drop { $0 == " " }) } }
}
