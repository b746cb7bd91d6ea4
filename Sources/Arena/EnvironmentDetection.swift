import AssayKit
import CLinux
import FoundationEssentials
import Glibc
public import Records

extension Environment {
    /// This machine, as it is now.
    public static func current() -> Environment {
        let processorLines = lines("/proc/cpuinfo")
        func field(_ name: String) -> String? {
            processorLines.first { $0.hasPrefix(name) }.flatMap { $0.split(separator: ":", maxSplits: 1).last }
                .map { $0.split(separator: " ").joined(separator: " ") }
        }
        let processors = max(1, Int(linux_processor_count()))
        let memory = lines("/proc/meminfo").first { $0.hasPrefix("MemTotal:") }?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let load = lines("/proc/loadavg").first?.split(separator: " ").first.flatMap { Double($0) } ?? 0
        var system = utsname()
        unsafe uname(&system)
        let kernel = withUnsafeBytes(of: system.sysname) { text($0) } + " " + withUnsafeBytes(of: system.release) { unsafe text($0) }

        var warnings: [String] = []
        if load > 0.5 * Double(processors) {
            warnings.append("the machine was busy before the comparison began (load \(load) on \(processors) processors): timings are disturbed")
        }
        if field("flags")?.split(separator: " ").contains("hypervisor") == true {
            warnings.append("this is a virtual machine: its neighbours may disturb timings unseen")
        }
        if let governor = lines("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").first, governor != "performance" {
            warnings.append("the processors' speed follows their load (governor \(governor)): short timings are slower")
        }
        return Environment(
            processor: field("model name") ?? field("Model") ?? "unknown", processors: processors, memoryBytes: memory * 1024,
            kernel: kernel, blas: numericsLibrary(), compiler: Handshake.compiler, host: Host.identity, load: load, warnings: warnings)
    }

    private static func lines(_ path: String) -> [String] {
        ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String { unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
}
