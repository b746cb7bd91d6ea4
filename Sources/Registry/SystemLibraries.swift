import Glibc

/// Where the system keeps its libraries, of those that are for this processor.
enum SystemLibraries {
    static let folders: [String] = {
        var name = utsname()
        let machine = unsafe uname(&name) == 0 ? withUnsafeBytes(of: name.machine) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) } : "x86_64"
        return ["/usr/lib/\(machine)-linux-gnu", "/lib/\(machine)-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/usr/local/lib"]
    }()
}

/// Where the system keeps its programs. The user's PATH has no say: who may change it must not choose what is run.
enum SystemPrograms {
    static let folders = ["/usr/bin", "/bin", "/usr/local/bin"]
}
