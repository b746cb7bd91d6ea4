import Foundation
import Records
import TestSupport
import Testing

/// Comparisons on a real Slurm, which these tests start on this machine; where there is none they are skipped, and say why.
@Suite(.serialized, .enabled(if: ScratchCluster.absence == nil, Comment(rawValue: ScratchCluster.absence ?? "")))
struct SlurmTests {
    private let cluster: ScratchCluster
    private let scratch: ScratchFolder
    private var records: String { scratch.path + "/records" }

    init() throws {
        cluster = try ScratchCluster.shared.get()
        scratch = try ScratchFolder()
    }

    private var environment: [String: String] { ["SLURM_CONF": cluster.configuration] }

    /// Runs of about a second each, one or more a task. They end by their calls: on a busy machine one that ends by its time may be killed first.
    private func slow(seeds: Int, batchSeconds: Int) -> [String] {
        [
            "compare", "--on", "rosenbrock/100", "--methods", "gradient-descent", "--seeds", "\(seeds)", "--budget", "2000000gradients", "--records", records,
            "--executor", "slurm", "--batch-seconds", "\(batchSeconds)",
        ]
    }

    private func start(_ arguments: [String], tools: String? = nil) throws -> FollowedComparison {
        var environment = environment
        if let tools { environment["PATH"] = tools + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "") }
        return try FollowedComparison(arguments, environment: environment)
    }

    /// The records without what differs from run to run.
    private func timeless(_ folder: String) throws -> [String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var lines: [String] = []
        try Store(folder: folder).forEach { record in
            var record = record
            record.comparison = ""
            record.result.seconds = .init(wall: 0, cpu: 0)
            record.result.peakBytes = 0
            for index in record.result.trace.indices { record.result.trace[index].seconds = 0 }
            lines.append(String(decoding: try encoder.encode(record), as: UTF8.self))
        }
        return lines
    }

    private func outcomes(_ folder: String) throws -> [String: Int] {
        try Store(folder: folder).counts().reduce(into: [:]) { $0[$1.outcome, default: 0] += $1.count }
    }

    @Test func recordsAreThoseOfALocalRun() throws {
        let plan = [
            "compare", "--on", "rosenbrock/100", "quadratic/ill-conditioned", "--seeds", "3", "--budget", "20gradients,100hessianProducts",
            "--methods", "gradient-descent", "gns-newton-exact", "liblbfgs", "accelerated-gradient",
        ]
        let local = try Command.assay(plan + ["--records", scratch.path + "/local"])
        #expect(local.status == 0, "\(local.errors)")
        let remote = try Command.assay(plan + ["--records", records, "--executor", "slurm", "--batch-seconds", "5"], environment: environment)
        #expect(remote.status == 0, "\(remote.errors)")
        // Nothing is known of how long they take: a second each and what comes with it, so five a task.
        #expect(remote.errors.contains("runs in 5 tasks") || remote.errors.contains("runs in 4 tasks"), "\(remote.errors)")
        #expect(try timeless(records) == timeless(scratch.path + "/local"))
        // All is in the records: nothing of the tasks is left.
        #expect(try FileManager.default.contentsOfDirectory(atPath: records).allSatisfy { !$0.contains("slurm") })
        let again = try Command.assay(plan + ["--records", records, "--executor", "slurm"], environment: environment)
        #expect(!again.errors.contains("submitted"), "what has a record is not submitted")
    }

    @Test func theTerminalMayGo() throws {
        let first = try start(slow(seeds: 6, batchSeconds: 1))
        try first.wait(for: "[1/6]")
        kill(first.process.processIdentifier, SIGKILL)
        _ = try first.end()
        let second = try start(["compare", "--resume", "--records", records])
        #expect(try second.end() == 0, "\(second.said)")
        #expect(second.said.contains("taking up job \(first.job)"), "\(second.said)")
        #expect(!second.said.contains("submitted"), "nothing is run twice: \(second.said)")
        #expect(try outcomes(records) == ["exhausted": 6])
        #expect(try Store(folder: records).comparison() == nil)
    }

    @Test func twoDoNotFollowTheSame() throws {
        let first = try start(slow(seeds: 4, batchSeconds: 1))
        try first.wait(for: "submitted job")
        let second = try Command.assay(["compare", "--resume", "--records", records], environment: environment)
        #expect(second.status == 1 && second.errors.contains("another assay follows"), "\(second.errors)")
        #expect(try first.end() == 0, "\(first.said)")
    }

    @Test func aKilledTaskIsSubmittedAgain() throws {
        let comparison = try start(slow(seeds: 6, batchSeconds: 3))
        try comparison.wait(for: "[1/6]")
        try cluster.ask(["scancel", "\(comparison.job)_0"])
        #expect(try comparison.end() == 0, "\(comparison.said)")
        #expect(comparison.said.contains("task \(comparison.job)_0 was lost: it was cancelled or killed"), "\(comparison.said)")
        #expect(comparison.said.contains("of its 3 runs are not done"))
        #expect(try outcomes(records) == ["exhausted": 6])
    }

    @Test func aDrainedNodeIsToldOf() throws {
        try cluster.ask(["scontrol", "update", "nodename=node1,node2", "state=drain", "reason=disk is broken"])
        defer { try? cluster.repairNodes() }
        let comparison = try start(slow(seeds: 2, batchSeconds: 1))
        try comparison.wait(for: "node1 is drained (disk is broken)")
        #expect(comparison.said.contains("2 tasks wait: "))
        try cluster.repairNodes()
        #expect(try comparison.end() == 0, "\(comparison.said)")
    }

    /// Slurm drains a node that cannot start a task, and holds the task until somebody lets it go; here the other node gets it.
    @Test func aTaskThatANodeCannotStartIsSubmittedAgain() throws {
        try cluster.breakStarts(on: "node1")
        defer { try? cluster.repairNodes() }
        let comparison = try start(slow(seeds: 2, batchSeconds: 1))
        #expect(try comparison.end() == 0, "\(comparison.said)")
        #expect(comparison.said.contains("was lost: its start failed on a node"), "\(comparison.said)")
        #expect(try outcomes(records) == ["exhausted": 2])
    }

    @Test func aHeldJobIsToldOf() throws {
        let comparison = try start(slow(seeds: 1, batchSeconds: 1) + ["--sbatch=--hold"])
        try comparison.wait(for: "the job is held; `scontrol release` lets it go")
        try cluster.ask(["scontrol", "release", comparison.job])
        #expect(try comparison.end() == 0, "\(comparison.said)")
    }

    /// A limit on the size of files, put into the job's script, stands for a disk without space: it needs no privilege.
    @Test func recordsThatCannotBeWrittenAreLostInWords() throws {
        let tools = try wrapper("{ echo '#!/bin/sh'; echo 'ulimit -f 0'; tail -n +2; } | /usr/bin/sbatch \"$@\"; exit")
        let plan = slow(seeds: 2, batchSeconds: 60)
        let comparison = try start(plan + ["--retries", "0"], tools: tools)
        #expect(try comparison.end() == 3, "\(comparison.said)")
        #expect(comparison.said.contains("its records could not be written: File too large"), "\(comparison.said)")
        #expect(try outcomes(records) == ["lost": 2])
        // Nothing was learnt of the method: the runs are made when they are asked for again.
        let again = try start(plan)
        #expect(try again.end() == 0, "\(again.said)")
        #expect(try outcomes(records) == ["exhausted": 2])
    }

    @Test(.enabled(if: Mount.isPossible, "a disk of its own to be filled takes the right to mount one"))
    func aFullDiskIsToldOf() throws {
        let mount = try Mount(scratch.path + "/disk", kilobytes: 256)
        let tools = try wrapper("dd if=/dev/zero of='\(mount.path)/fill' 2> /dev/null")
        let comparison = try start(slow(seeds: 2, batchSeconds: 60) + ["--shared", mount.path], tools: tools)
        // What is to be submitted again finds no place there either.
        #expect(try comparison.end() == 1, "\(comparison.said)")
        #expect(comparison.said.contains("its records could not be written: No space left on device"), "\(comparison.said)")
        #expect(comparison.said.contains("free some space") && comparison.said.contains("assay compare --resume"), "\(comparison.said)")
        try FileManager.default.removeItem(atPath: mount.path + "/fill")
        let resumed = try start(["compare", "--resume", "--records", records])
        #expect(try resumed.end() == 0, "\(resumed.said)")
        #expect(try outcomes(records) == ["exhausted": 2])
    }

    @Test func whatSlurmRefusesIsSaidInItsWords() throws {
        let command = try Command.assay(slow(seeds: 1, batchSeconds: 60) + ["--partition", "nowhere"], environment: environment)
        #expect(command.status == 1)
        #expect(command.errors.contains("Slurm did not take the job: invalid partition specified: nowhere"), "\(command.errors)")
        #expect(try Store(folder: records).comparison() == nil, "there is nothing to go on with")
    }

    /// The controller dies in the middle of an array: tasks go on, one who waits is patient, and one who has not the
    /// patience is told how to go on. It comes last: a controller that was killed may give numbers again that are taken.
    @Test func theControllerMayDie() throws {
        let impatient = try start(slow(seeds: 60, batchSeconds: 15) + ["--patience", "0"])
        try impatient.wait(for: "[1/60]")
        // One that has forgotten what it started starts it twice, and takes nodes where it finds that out for broken.
        try cluster.waitUntilStateIsSaved(of: impatient.job)
        try cluster.killController()
        #expect(try impatient.end() == 1, "\(impatient.said)")
        #expect(impatient.said.contains("has not answered for") && impatient.said.contains("assay compare --resume"), "\(impatient.said)")
        let patient = try start(["compare", "--resume", "--records", records, "--patience", "30"])
        try patient.wait(for: "the controller does not answer")
        try cluster.restartController()
        #expect(try patient.end() == 0, "\(patient.said)")
        #expect(try outcomes(records) == ["exhausted": 60])
    }

    /// A folder with an `sbatch` that does something before the real one.
    private func wrapper(_ commands: String) throws -> String {
        let folder = scratch.path + "/tools"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = try scratch.write("#!/bin/sh\n\(commands)\nexec /usr/bin/sbatch \"$@\"\n", "tools/sbatch")
        chmod(file, 0o755)
        return folder
    }
}

/// A small file system of its own.
private final class Mount {
    let path: String

    static let isPossible: Bool = {
        guard getuid() == 0, let scratch = try? ScratchFolder() else { return false }
        return (try? Mount(scratch.path + "/disk", kilobytes: 64)) != nil
    }()

    init(_ path: String, kilobytes: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { throw ScratchCluster.Absence(description: "mount: errno \(errno)") }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }
}
