import Glibc

/// What is said to Slurm, by its own commands.
struct Slurm {
    /// Slurm did not do what it was asked.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        /// Whether it may do so later: the controller did not answer.
        let isPassing: Bool
    }

    /// A task of an array, by the number of the job and its own.
    struct TaskName: Hashable {
        let job: Int
        let task: Int
    }

    private static func ask(_ arguments: [String], input: String = "") throws -> String {
        let command: SystemCommand
        do { command = try SystemCommand.run(arguments, input: input) } catch {
            throw Failure(description: error.description, isPassing: error.description.contains("did not answer"))
        }
        guard command.status != 0 else { return command.output }
        let lines = command.errors.split(whereSeparator: \.isNewline).map { $0.replacing("\(arguments[0]): error: ", with: "") }
        let words = lines.isEmpty ? "\(arguments[0]) ended with status \(command.status)" : lines.joined(separator: "; ")
        let passing = ["Unable to contact", "timed out", "Connection refused", "Zero Bytes", "temporarily", "Transport endpoint", "in standby mode"]
        throw Failure(description: words, isPassing: passing.contains { words.contains($0) })
    }

    /// Submits an array.
    /// - Returns: the job's number.
    static func submit(name: String, tasks: Int, limit: Int?, log: String, _ options: [String], script: String) throws -> Int {
        let array = "--array=0-\(tasks - 1)" + (limit.map { "%\($0)" } ?? "")
        let answer = try ask(["sbatch", "--parsable", "--job-name=\(name)", array, "--output=\(log)", "--open-mode=append"] + options, input: script)
        guard let job = answer.split(whereSeparator: \.isNewline).last?.split(separator: ";").first.flatMap({ Int($0) }) else {
            throw Failure(description: "sbatch answered ‘\(answer)’ where a job's number was awaited", isPassing: false)
        }
        return job
    }

    /// The job of that name that the controller knows, where an answer to `submit` was lost.
    static func job(named name: String) throws -> Int? {
        let answer = try ask(["squeue", "--noheader", "--states=all", "--user=\(getuid())", "--name=\(name)", "--Format=ArrayJobID:|,Reason:|"])
        // What it refused is in its list too, for some minutes.
        return rows(answer).filter { $0.count >= 2 && $0[1] != "BadConstraints" }.compactMap { Int($0[0]) }.max()
    }

    /// All tasks of jobs of these names that the controller still knows.
    static func tasks(named names: [String]) throws -> [TaskName: SlurmTaskState] {
        let fields = ["ArrayJobID", "ArrayTaskID", "State", "exit_code", "Reason"].map { "\($0):|" }.joined(separator: ",")
        let answer = try ask([
            "squeue", "--noheader", "--array", "--states=all", "--user=\(getuid())", "--name=\(names.joined(separator: ","))", "--Format=\(fields)",
        ])
        return table(answer) { row in
            guard row.count >= 5, let job = Int(row[0]), let task = Int(row[1]), let code = Int32(row[3]) else { return nil }
            return (TaskName(job: job, task: task), SlurmTaskState(state: row[2], exitCode: code, reason: row[4]))
        }
    }

    /// Ends tasks that are held or run.
    static func cancel(_ tasks: [TaskName]) throws { _ = try ask(["scancel"] + tasks.map { "\($0.job)_\($0.task)" }) }

    /// What the cluster's accounting, where it has one, knows of a job that the controller has forgotten.
    static func history(of job: Int) -> [TaskName: SlurmTaskState] {
        let answer = (try? ask(["sacct", "--noheader", "--parsable2", "--allocations", "--array", "--jobs=\(job)", "--format=JobID,State,ExitCode"])) ?? ""
        return table(answer) { row in
            let name = row[0].split(separator: "_").compactMap { Int($0) }
            guard row.count >= 3, name.count == 2 else { return nil }
            let code = row[2].split(separator: ":").compactMap { Int32($0) }
            // Such as ‘CANCELLED by 1000’.
            let state = row[1].split(separator: " ").first.map(String.init) ?? ""
            return (TaskName(job: name[0], task: name[1]), SlurmTaskState(state: state, exitCode: code.count == 2 ? code[0] << 8 | code[1] : 0, reason: ""))
        }
    }

    /// Nodes that take no tasks, each with the reason that was given for it.
    static func absentNodes() -> [String] {
        let answer = (try? ask(["sinfo", "--noheader", "--Node", "--states=drain,down,fail,maint", "--format=%N|%T|%E"])) ?? ""
        var nodes: [String] = []
        for row in rows(answer) where row.count >= 3 {
            let text = "\(row[0]) is \(row[1])" + (row[2] == "none" ? "" : " (\(row[2]))")
            if !nodes.contains(text) { nodes.append(text) }
        }
        return nodes
    }

    /// The most tasks that an array may have here.
    static func mostTasks() -> Int {
        let answer = (try? ask(["scontrol", "show", "config"])) ?? ""
        let line = answer.split(whereSeparator: \.isNewline).first { $0.hasPrefix("MaxArraySize") }
        return line?.split(separator: "=").last.flatMap { Int($0.filter(\.isNumber)) } ?? 1001
    }

    private static func rows(_ text: String) -> [[String]] {
        text.split(whereSeparator: \.isNewline).map { $0.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmingSpaces } }
    }

    private static func table(_ text: String, _ entry: ([String]) -> (TaskName, SlurmTaskState)?) -> [TaskName: SlurmTaskState] {
        Dictionary(rows(text).compactMap(entry)) { $1 }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
