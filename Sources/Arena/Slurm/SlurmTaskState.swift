import Glibc

/// What Slurm says of one task of an array.
struct SlurmTaskState: Equatable {
    /// Slurm's word for its state: `RUNNING`, `NODE_FAIL`.
    var state: String
    /// As `wait` gives it: the exit status times 256, and the signal.
    var exitCode: Int32
    /// Why it waits, or why it ended.
    var reason: String

    /// Whether it will not run any more.
    var isOver: Bool { Self.ends.keys.contains(state) }

    private static let ends = [
        "BOOT_FAIL": "its node could not be booted", "CANCELLED": "it was cancelled or killed", "COMPLETED": "it ended early",
        "DEADLINE": "its deadline came", "FAILED": "it failed", "NODE_FAIL": "its node failed",
        "OUT_OF_MEMORY": "it took more memory than Slurm gave it", "PREEMPTED": "it was preempted", "REVOKED": "it was revoked",
        "TIMEOUT": "its time limit ran out",
    ]

    /// Whether a node could not start it, and it waits for somebody to release it: it may do well on another node.
    var isHeldAfterItsStartFailed: Bool { state == "PENDING" && reason.replacing("_", with: " ") == "launch failed requeued held" }

    /// What became of a task that is over, in words.
    var end: String {
        var words = Self.ends[state] ?? "it ended as \(state)"
        let status = exitCode >> 8 & 0xff, signal = exitCode & 0x7f
        if signal != 0 {
            words += ", by signal \(signal) (\(unsafe String(cString: strsignal(signal))))"
        } else if ShardFailure.codes.contains(status) {
            words = "its records could not be written: \(unsafe String(cString: strerror(status)))"
        } else if status != 0 {
            words += ", with status \(status)"
        }
        return words + " (Slurm: \(state))"
    }

    /// Why it waits, where that will not pass by itself or asks for somebody's hand.
    var complaint: String? {
        guard state == "PENDING", !Self.usual.contains(reason), !isHeldAfterItsStartFailed else { return nil }
        return Self.words[reason] ?? reason.replacing("_", with: " ")
    }

    /// Reasons to wait that pass.
    private static let usual: Set<String> = [
        "", "None", "Priority", "Resources", "JobArrayTaskLimit", "BeginTime", "Cleaning", "Prolog", "Dependency",
    ]

    private static let words = [
        "JobHeldUser": "the job is held; `scontrol release` lets it go", "JobHeldAdmin": "an administrator holds the job",
        "PartitionDown": "the partition is down", "PartitionInactive": "the partition takes no jobs now",
        "PartitionTimeLimit": "--time is more than the partition allows", "PartitionNodeLimit": "the partition has no such node",
    ]
}

/// Failures to write a shard, by which a task ends with the system's number: a full disk leaves no place for words.
enum ShardFailure {
    static let codes: Set<Int32> = [EIO, EFBIG, ENOSPC, EROFS, EDQUOT, ESTALE]
}
