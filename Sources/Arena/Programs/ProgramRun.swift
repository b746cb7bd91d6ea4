import AssayKit
import Files
import ForeignFunctions
import Formats
import FoundationEssentials
import Glibc
import Loading
import Problems
import Records
import Registry

/// A run of a described program. The worker loads nothing: it asks the oracle for the formula, writes it to the scratch folder,
/// lets the program solve it in a process of its own that sees that folder and no oracle, and looks at what it says. So such a
/// run is as a sealed one, whether that was asked for or not.
enum ProgramRun {
    /// - Returns: what became of the job; called in the worker, which then has nothing else to do.
    static func perform(_ job: Job, _ channel: Channel) throws -> Worker.Ending {
        let file = try LibraryFile(job.library, sha256: job.sha256.isEmpty ? nil : job.sha256)
        guard file.bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            throw Refusal("\(file.name) does not begin as an ELF file; a script is not taken, since its digest would not be its interpreter's")
        }
        let programs = try JSONDecoder().decode([MethodEntry].self, from: Data(job.described)).map { entry throws(Refusal) in try DescribedProgram(entry) }
        guard !programs.isEmpty else { throw Refusal("the entry of \(file.name) describes no method") }
        if job.task == .describe {
            channel.write(Message.cards(try Worker.cards(programs.map(\.entry))))
            return Worker.Ending(outcome: .ok)
        }
        guard job.task == .run, let program = programs.first(where: { $0.entry.id == job.method }) else { throw Refusal("there is no ‘\(job.method)’ to be run") }
        try Worker.checkCard(program.entry, job)
        let files = DescribedProgram.Files(folder: job.scratch)
        let process = try ProgramProcess(file, try program.arguments(options: job.options, seed: job.seed, files), job)
        return try withExtendedLifetime(process) {
            let setting = try Setting(job, channel)
            setting.clock.includeProcess(process.identifier)
            let guardian = Guardian(process: process.identifier, job: job, clock: setting.clock)
            return setting.run(
                RunnableMethod { problem, run, _ in
                    guard let formula = problem as? any Satisfiability else { throw Dispatch.Mismatch(needed: DescribedProgram.kind) }
                    defer { for path in [files.formula, files.result] { unlink(path) } }
                    do { try solve(formula, run, by: process, program.answer, files, guardian) } catch let stop as Stop {
                        run.offer(.unknown)
                        throw stop
                    }
                })
        }
    }

    /// Holds a program to the limits of its run.
    private struct Guardian {
        let process: pid_t
        let job: Job
        let clock: RunClock

        func watch() throws {
            if WorkerProcess.residentBytes(process) > job.memory {
                throw Worker.Ending(outcome: .outOfMemory, reason: "it took more than the \(job.memory >> 20) MiB of memory that a run may have, and was killed")
            }
            let spent = clock.processor
            if spent > job.processorSeconds, spent > 1.1 * clock.wall { throw Worker.Ending(outcome: .timedOut, reason: Supervisor.outOfProcessor(job.processorSeconds)) }
        }
    }

    private static func solve(
        _ formula: any Satisfiability, _ run: Run, by process: ProgramProcess, _ form: Binding.Program.Answer, _ files: DescribedProgram.Files, _ guardian: Guardian
    ) throws {
        var clauses: [[Int32]] = []
        for index in 0..<formula.clauseCount {
            try formula.clause(index) { clause in clauses.append(clause.indices.map { clause[$0] }) }
        }
        let list = ClauseList(variableCount: formula.variableCount, clauses: clauses)
        try DIMACS.write(list, to: files.formula)
        try process.start()
        // A literal takes its sign, its digits and a blank; comments are given a megabyte.
        let mostBytes = 1 << 20 + formula.variableCount * 16
        let end = try process.end(mostBytes: mostBytes) {
            try run.checkTime()
            try guardian.watch()
        }
        let signal = end.status & 0x7F, status = end.status >> 8 & 0xFF
        guard signal == 0 else {
            throw Worker.Ending(outcome: .crashed, reason: "signal \(signal) (\(unsafe String(cString: strsignal(signal))))\(lastWords(end))")
        }
        do {
            let text = form == .competition ? end.output : try writtenResult(files.result, mostBytes)
            let answer = try SolverAnswer(text, form, variableCount: list.variableCount)
            guard answer != .none else {
                throw Worker.Ending(outcome: .exited, reason: "the program ended with status \(status) and said nothing of the formula\(lastWords(end))")
            }
            let expected: Int32 = switch answer { case .satisfiable: 10; case .unsatisfiable: 20; default: 0 }
            guard status == expected else { throw SolverAnswer.Nonsense("its verdict asks for status \(expected), and it ended with \(status)\(lastWords(end))") }
            switch answer {
            case .satisfiable(let literals): run.offer(try model(literals, of: list))
            case .unsatisfiable: run.offer(.unsatisfiable)
            default: run.offer(.unknown)
            }
        } catch let nonsense as SolverAnswer.Nonsense { throw Worker.Ending(outcome: .invalid, reason: nonsense.description) }
    }

    /// The assignment that a solver claims to be a model; variables that it does not name are false.
    /// - Throws: where it is none.
    private static func model(_ literals: [Int], of formula: ClauseList) throws(SolverAnswer.Nonsense) -> [Int] {
        var values = [Int](repeating: 0, count: formula.variableCount)
        for literal in literals where literal > 0 { values[literal - 1] = 1 }
        let unsatisfied = formula.clauses.count { clause in !clause.contains { ($0 > 0) == (values[Int($0.magnitude) - 1] == 1) } }
        guard unsatisfied == 0 else {
            throw .init("it claims a model of \(literals.count) of the \(formula.variableCount) variables, and \(unsatisfied) of the \(formula.clauses.count) clauses are not satisfied by it")
        }
        return values
    }

    /// What it wrote into its result file; nothing where there is none. No link is followed: the worker may read more than the program.
    private static func writtenResult(_ path: String, _ mostBytes: Int) throws(SolverAnswer.Nonsense) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw .init("its result cannot be opened: \(unsafe String(cString: strerror(errno)))") }
            return []
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .init("its result is no file") }
        guard status.st_size <= mostBytes else { throw .init("its result is of \(status.st_size >> 10) KiB, which no answer to this formula takes") }
        do { return try File.read("/proc/self/fd/\(descriptor)", limit: mostBytes) } catch { throw .init("its result cannot be read: \(error)") }
    }

    private static func lastWords(_ end: ProgramProcess.End) -> String {
        let line = (end.output.suffix(4096) + end.errors).split(separator: UInt8(ascii: "\n")).last
        return line.map { ": " + String(decoding: $0.prefix(300), as: UTF8.self) } ?? ""
    }
}
