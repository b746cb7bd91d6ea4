import CLinux
import FoundationEssentials
import Glibc

/// What a worker gives up before it loads a library. Each part that the kernel does not offer is left out; `assay doctor`
/// says which.
public enum Sandbox {
    /// Confines this process, which then reads the system's files, the folders of what it has loaded and of the library,
    /// and writes to its scratch folder alone.
    /// - Parameters:
    ///   - libraries: the files that it is going to load.
    ///   - programs: the files that it may become; none where there are none.
    ///   - scratch: the one folder that it may write to; empty for none.
    ///   - memory: how much the supervisor lets it have, in bytes.
    ///   - seconds: how long the supervisor lets it run; nil where it is ended with another process.
    static func enter(libraries: [String], programs: [String] = [], scratch: String, memory: Int, seconds: Double?) {
        // The kernel's limits lie beyond the supervisor's: they are for what is too quick for it.
        limit(.core, 0)
        limit(.fileSize, 1 << 30)
        if let seconds { limit(.processor, Int(seconds.rounded(.up)) * max(1, Int(linux_processor_count())) + 5) }
        // Address space that is not touched costs nothing, so there may be more of it than memory.
        limit(.addressSpace, 4 * memory)
        // All of /proc, since the dispatch library reads its threads' entries there; what is private to the host in it is
        // closed to a process without capabilities (`linux_hide_process`).
        let system = ["/usr", "/lib", "/lib64", "/etc", "/proc", "/dev/null", "/dev/zero", "/dev/urandom", "/sys/devices/system/cpu"]
        let readable = system + loadedFolders() + libraries.map(folder)
        let writable = ["/dev/null"] + (scratch.isEmpty ? [] : [scratch])
        _ = withPaths(readable + (scratch.isEmpty ? [] : [scratch])) { readable in
            withPaths(writable) { writable in
                withPaths(programs) { programs in
                    unsafe linux_restrict_files(readable, readable.count, writable, writable.count, programs, programs.count)
                }
            }
        }
        _ = linux_drop_capabilities()
        _ = linux_restrict_calls(programs.isEmpty ? 0 : 1)
    }

    private static func folder(of path: String) -> String {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        return (path.hasPrefix("/") ? "/" : "") + folder
    }

    /// The folders of the files that this process has mapped: its program's, the SDK's, the Swift runtime's.
    private static func loadedFolders() -> [String] {
        guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return [] }
        let files = maps.split(separator: "\n").compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
        return Set(files.map(folder)).filter { $0 != "/" }.sorted()
    }

    private enum Resource {
        case core, fileSize, processor, addressSpace

        var number: __rlimit_resource {
            switch self {
            case .core: RLIMIT_CORE
            case .fileSize: RLIMIT_FSIZE
            case .processor: RLIMIT_CPU
            case .addressSpace: RLIMIT_AS
            }
        }
    }

    private static func limit(_ resource: Resource, _ value: Int) {
        var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
        unsafe setrlimit(__rlimit_resource_t(resource.number.rawValue), &limit)
    }

    private static func withPaths<Result>(_ paths: [String], _ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
        let copies = unsafe paths.map { (path: String) in unsafe strdup(path) }
        defer { for unsafe copy in unsafe copies { unsafe free(copy) } }
        return unsafe body(copies.map { unsafe UnsafePointer($0) })
    }

    /// What this machine offers of it.
    public static var offered: [(part: String, isOffered: Bool, effect: String)] {
        let landlock = linux_landlock_version()
        return [
            ("process groups and limits", true, "a run that exceeds its time, memory, processor time or file size is ended, with all it started"),
            ("Landlock (version \(landlock))", landlock > 0, "a library reads only the system's files, its own folder and the SDK, and writes nothing"),
            ("seccomp", callsCanBeRestricted, "a library opens no socket, starts no process, and signals or traces none"),
        ]
    }

    private static var callsCanBeRestricted: Bool { access("/proc/sys/kernel/seccomp/actions_avail", F_OK) == 0 }
}
