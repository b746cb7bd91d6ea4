import Foundation
import Records
import TestSupport
import Testing

/// What `--executor slurm` says and asks for, beside programs that stand in for Slurm's.
@Suite struct SlurmOptionTests {
    private let scratch: ScratchFolder
    private let arguments: [String]

    init() throws {
        scratch = try ScratchFolder()
        arguments = [
            "compare", "--on", "rosenbrock/100", "--methods", "gradient-descent", "--seeds", "3", "--budget", "5gradients",
            "--records", scratch.path + "/records", "--executor", "slurm",
        ]
    }

    private func tool(_ name: String, _ script: String) throws {
        try FileManager.default.createDirectory(atPath: scratch.path + "/tools", withIntermediateDirectories: true)
        chmod(try scratch.write("#!/bin/sh\n\(script)\n", "tools/\(name)"), 0o755)
    }

    private var environment: [String: String] { ["PATH": scratch.path + "/tools:/usr/bin:/bin"] }

    @Test func aMachineWithoutSlurmIsToldSo() throws {
        let command = try Command.assay(arguments, environment: ["PATH": scratch.path])
        #expect(command.status == 1 && command.errors.contains("there is no sbatch on this machine"), "\(command.errors)")
    }

    @Test func optionsOfAClusterAreForACluster() throws {
        let command = try Command.assay(["compare", "--on", "rosenbrock/100", "--partition", "short"])
        #expect(command.status == 64 && command.errors.contains("for --executor slurm"))
    }

    /// The controller has forgotten the job, and the accounting knows what became of it. The options arrive at sbatch.
    @Test func theAccountingIsAskedWhereTheControllerHasForgotten() throws {
        try tool("sbatch", "cat > '\(scratch.path)/script'; echo \"$@\" > '\(scratch.path)/asked'; echo 7")
        try tool("squeue", "exit 0")
        try tool("sacct", "echo '7_0|OUT_OF_MEMORY|0:9'")
        let options = [
            "--partition", "short", "--account", "physics", "--time", "2:00:00", "--memory", "500", "--jobs", "2", "--array-limit", "40",
            "--sbatch=--qos=long", "--retries", "0",
        ]
        let command = try Command.assay(arguments + options, environment: environment)
        #expect(command.status == 3)
        #expect(command.errors.contains("task 7_0 was lost: it took more memory than Slurm gave it, by signal 9"), "\(command.errors)")
        let asked = try String(contentsOfFile: scratch.path + "/asked", encoding: .utf8).split(whereSeparator: \.isWhitespace).map(String.init)
        for option in [
            "--array=0-0%40", "--partition=short", "--account=physics", "--time=2:00:00", "--mem=2024M", "--cpus-per-task=2", "--qos=long",
        ] { #expect(asked.contains(option), "\(asked)") }
        #expect(try String(contentsOfFile: scratch.path + "/script", encoding: .utf8).contains("--task \"$SLURM_ARRAY_TASK_ID\""))
        // The logs of what was lost stay.
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/records").contains { $0.hasSuffix(".slurm") })
    }

    /// How long runs took is known from their records: the second time they are put together otherwise.
    @Test func tasksAreAsLongAsWasAskedFor() throws {
        try tool("sbatch", "echo \"$@\" > '\(scratch.path)/asked'; echo 8")
        try tool("squeue", "exit 0")
        // 1.05 s each as long as nothing is known: two to a task of two seconds.
        _ = try Command.assay(arguments + ["--batch-seconds", "2", "--retries", "0"], environment: environment)
        #expect(try String(contentsOfFile: scratch.path + "/asked", encoding: .utf8).contains("--array=0-1 "))
        let local = try Command.assay(Array(arguments.dropLast(2)))
        #expect(local.status == 0, "\(local.errors)")
        _ = try Command.assay(arguments + ["--fresh", "--batch-seconds", "2", "--retries", "0"], environment: environment)
        #expect(try String(contentsOfFile: scratch.path + "/asked", encoding: .utf8).contains("--array=0-0 "))
    }
}
