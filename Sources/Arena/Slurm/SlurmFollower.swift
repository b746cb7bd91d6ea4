import Files
import FoundationEssentials
import Glibc
import Problems
import Records
import Registry

/// Submits cells and stays by them until each has a record, or is given up.
final class SlurmFollower {
    private let executor: SlurmExecutor
    private let submission: Submission
    private let seconds: (Submission.Cell) -> Double
    private let arguments: [String]
    private var tasks: [FollowedTask] = []
    /// When the controller was last heard, or first asked.
    private var heard = RunClock.now
    private var isSilent = false
    private var lastComplaint = ""
    /// Seconds until Slurm is asked again: soon in the beginning, and where something happened.
    private var pause = SlurmFollower.shortestPause
    private static let shortestPause = 0.5, longestPause = 20.0
    /// Before a task counts as lost Slurm has said so often that it is over: a shared folder shows files with delay.
    private static let sightings = 3

    private var options: SlurmOptions { executor.state.options }

    /// - Parameters:
    ///   - seconds: about how long a cell takes.
    ///   - arguments: of `sbatch`.
    init(_ executor: SlurmExecutor, _ submission: Submission, seconds: @escaping (Submission.Cell) -> Double, arguments: [String]) {
        self.executor = executor
        self.submission = submission
        self.seconds = seconds
        self.arguments = arguments
    }

    /// - Parameters:
    ///   - found: is given each record once it is in the store.
    ///   - lost: is given each cell that is given up, and why.
    func follow(_ cells: [Submission.Cell], found: (Record) -> Void, lost: (Submission.Cell, String) throws -> Void) throws {
        var open = Set(cells.map(\.key))
        try takeUp(cells)
        let flying = Set(tasks.flatMap { $0.cells.map(\.key) })
        let rest = cells.filter { !flying.contains($0.key) }
        if !rest.isEmpty { try submit(batches(rest)) }

        var asked = -Double.infinity
        while true {
            for index in tasks.indices {
                for record in try tasks[index].collect(executor.folder, executor.store, executor.say) {
                    open.remove(record.key)
                    found(record)
                }
            }
            tasks.removeAll { $0.missing.isEmpty }
            if open.isEmpty { return }
            if RunClock.now - asked >= pause {
                asked = RunClock.now
                pause = min(Self.longestPause, pause * 1.3)
                if let states = try ask() {
                    for (cell, reason) in try look(states) {
                        open.remove(cell.key)
                        try lost(cell, reason)
                    }
                }
            }
            usleep(200_000)
        }
    }

    /// Goes on with the arrays that were submitted before.
    private func takeUp(_ cells: [Submission.Cell]) throws {
        // A place is one of a plan, and the plan may have got a method more since.
        let open = Dictionary(cells.map { ($0.key, $0) }) { first, _ in first }
        for array in executor.state.arrays {
            guard let (_, known) = try? Submission.read(executor.folder.submission(array.number)) else { continue }
            tasks += known.enumerated().map { FollowedTask(number: array.number, task: $0.offset, cells: $0.element.compactMap { open[$0.key] }) }
                .filter { !$0.cells.isEmpty }
        }
        let jobs = executor.state.arrays.compactMap { array in tasks.contains { $0.number == array.number } ? array.job : nil }
        if !jobs.isEmpty { executor.say("slurm: taking up \(Self.jobs(jobs)) with \(tasks.count) task\(tasks.count == 1 ? "" : "s") to wait for") }
    }

    private static func jobs(_ numbers: [Int]) -> String {
        (numbers.count == 1 ? "job " : "jobs ") + numbers.map { "\($0)" }.joined(separator: ", ")
    }

    private func batches(_ cells: [Submission.Cell]) -> [[Submission.Cell]] {
        Batches.cut(cells, target: options.batchSeconds * Double(submission.jobs), most: min(1000, Slurm.mostTasks() - 1), seconds: seconds)
    }

    private func name(_ number: Int) -> String { "assay-\(executor.comparison)-\(number)" }

    private func submit(_ batches: [[Submission.Cell]]) throws {
        let number = (executor.state.arrays.map(\.number).max() ?? 0) + 1
        try submission.write(batches, to: executor.folder.submission(number))
        executor.state.arrays.append(ClusterState.Array(number: number))
        // Known before it is asked for, so that whoever takes over looks for it.
        try executor.save()
        tasks += batches.enumerated().map { FollowedTask(number: number, task: $0.offset, cells: $0.element) }
        pause = Self.shortestPause
        do { try send(number) } catch let failure as Slurm.Failure {
            // The first time somebody is there to read it.
            guard failure.isPassing, executor.state.arrays.contains(where: { $0.job != nil }) else {
                executor.state.arrays.removeAll { $0.number == number }
                try executor.save()
                throw ArenaError("Slurm did not take the job: \(failure)")
            }
            try complain(failure)
        }
    }

    private func send(_ number: Int) throws {
        let count = try Submission.read(executor.folder.submission(number)).tasks.count
        guard let executable = Registry.absolute("/proc/self/exe") else { throw ArenaError("the path of this program cannot be told") }
        func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
        let script = "#!/bin/sh\nexec \(quoted(executable)) shard \(quoted(executor.folder.submission(number))) --task \"$SLURM_ARRAY_TASK_ID\"\n"
        let job = try Slurm.submit(
            name: name(number), tasks: count, limit: options.arrayLimit, log: executor.folder.logs(number),
            ["--chdir=\(executor.folder.path)"] + arguments, script: script)
        try settle(number, job)
        let cells = tasks.reduce(0) { $0 + ($1.number == number ? $1.missing.count : 0) }
        executor.say("slurm: submitted job \(job): \(cells) runs in \(count) task\(count == 1 ? "" : "s")")
    }

    private func settle(_ number: Int, _ job: Int) throws {
        guard let index = executor.state.arrays.firstIndex(where: { $0.number == number }) else { return }
        executor.state.arrays[index].job = job
        try executor.save()
    }

    /// What Slurm says of the tasks; nil where it does not answer.
    /// - Throws: where it has not answered for too long.
    private func ask() throws -> [Slurm.TaskName: SlurmTaskState]? {
        do {
            for array in executor.state.arrays where array.job == nil && tasks.contains(where: { $0.number == array.number }) {
                if let job = try Slurm.job(named: name(array.number)) { try settle(array.number, job) } else { try send(array.number) }
            }
            let states = try Slurm.tasks(named: Set(tasks.map(\.number)).sorted().map(name))
            if isSilent { executor.say("slurm: the controller answers again") }
            isSilent = false
            heard = RunClock.now
            return states
        } catch let failure as Slurm.Failure {
            guard failure.isPassing else { throw ArenaError("Slurm does not do what it is asked: \(failure). The tasks that run go on; assay compare --resume follows them") }
            try complain(failure)
            return nil
        }
    }

    private func complain(_ failure: Slurm.Failure) throws {
        if !isSilent { executor.say("slurm: the controller does not answer (\(failure)); tasks go on meanwhile, and it is asked again") }
        isSilent = true
        guard RunClock.now - heard > options.patience else { return }
        throw ArenaError(
            "Slurm's controller has not answered for \(Int(options.patience)) s (\(failure)). What was done is kept, and tasks that run go on; once it is back: assay compare --resume")
    }

    /// Looks for tasks that are over without having done all, and submits what they left.
    /// - Returns: the cells that are given up, and why.
    private func look(_ states: [Slurm.TaskName: SlurmTaskState]) throws -> [(Submission.Cell, String)] {
        let jobs = Dictionary(executor.state.arrays.compactMap { array in array.job.map { (array.number, $0) } }) { $1 }
        var over: [FollowedTask] = []
        var held: [Slurm.TaskName] = []
        var complaints: [String: Int] = [:]
        for index in tasks.indices {
            guard let job = jobs[tasks[index].number] else { continue }
            let name = Slurm.TaskName(job: job, task: tasks[index].task)
            let state = states[name]
            tasks[index].state = state ?? tasks[index].state
            if state?.isHeldAfterItsStartFailed == true {
                held.append(name)
                tasks[index].hasFailedToStart = true
            } else if state?.state == "RUNNING" {
                tasks[index].hasFailedToStart = false
            }
            if let complaint = state?.complaint { complaints[complaint, default: 0] += 1 }
            tasks[index].sightingsOver = state.map(\.isOver) ?? true ? tasks[index].sightingsOver + 1 : 0
            if tasks[index].sightingsOver > 0 { pause = Self.shortestPause }
            if tasks[index].sightingsOver >= Self.sightings { over.append(tasks[index]) }
        }
        tell(complaints)
        // Nobody would let them go; once they are cancelled they count as lost, and are submitted again.
        if !held.isEmpty {
            pause = Self.shortestPause
            // Where that fails they are still held when Slurm is asked next.
            try? Slurm.cancel(held)
        }
        // Listing a folder of a network brings what is known of its files up to date.
        if tasks.contains(where: { $0.sightingsOver > 0 }) { _ = try? FileManager.default.contentsOfDirectory(atPath: executor.folder.path) }
        guard !over.isEmpty else { return [] }
        tasks.removeAll { $0.sightingsOver >= Self.sightings }
        return try retry(over, jobs)
    }

    private func retry(_ over: [FollowedTask], _ jobs: [Int: Int]) throws -> [(Submission.Cell, String)] {
        var histories: [Int: [Slurm.TaskName: SlurmTaskState]] = [:]
        var givenUp: [(Submission.Cell, String)] = []
        var suspects: [Submission.Cell] = [], others: [Submission.Cell] = []
        for (index, task) in over.enumerated() {
            let job = jobs[task.number] ?? 0
            if task.state?.isOver != true, histories[job] == nil { histories[job] = Slurm.history(of: job) }
            let words = task.end(executor.folder, job: job, history: histories[job] ?? [:])
            let rest = task.rest
            // Where some cells were done, those that it was at are charged; else nobody knows, and all are.
            let atWork = rest.prefix(submission.jobs)
            let charged = task.hasProgressed ? atWork : rest[...]
            for cell in charged { executor.state.losses[cell.key, default: 0] += 1 }
            for cell in rest {
                let losses = executor.state.losses[cell.key] ?? 0
                if losses > options.retries {
                    givenUp.append((cell, "the cluster lost its task \(losses) time\(losses == 1 ? "" : "s"), at last task \(job)_\(task.task): \(words)"))
                } else if atWork.contains(where: { $0.key == cell.key }) {
                    suspects.append(cell)
                } else {
                    others.append(cell)
                }
            }
            if index < 5 { executor.say("slurm: task \(job)_\(task.task) was lost: \(words); \(rest.count) of its \(task.cells.count) runs are not done") }
        }
        if over.count > 5 { executor.say("slurm: and \(over.count - 5) other tasks were lost") }
        try executor.save()
        // What may have ended a task must not take others with it again.
        let again = suspects.count > 200 ? batches(suspects + others) : suspects.map { [$0] } + batches(others)
        if !again.isEmpty { try submit(again) }
        return givenUp
    }

    /// Says why tasks wait, where that is news.
    private func tell(_ complaints: [String: Int]) {
        let text = complaints.sorted { $0.key < $1.key }.map { "\($0.value) task\($0.value == 1 ? " waits" : "s wait"): \($0.key)" }.joined(separator: "; ")
        let reasons = complaints.keys.sorted().joined(separator: "; ")
        guard reasons != lastComplaint else { return }
        lastComplaint = reasons
        guard !text.isEmpty else { return }
        let nodes = Slurm.absentNodes()
        executor.say("slurm: \(text)" + (nodes.isEmpty ? "" : "; \(nodes.joined(separator: ", "))"))
    }
}
