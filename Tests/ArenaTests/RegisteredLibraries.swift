import Loading
import Problems
import Registry
import TestSupport

import Arena

/// A registry of these libraries and an arena that runs them.
func registered(_ libraries: [String], in scratch: ScratchFolder) throws -> (registry: Registry, arena: Arena) {
    let data = DataFolder(Project.root + "/Data")
    var registry = Registry(emptyAt: scratch.path + "/registry.json")
    let probe = Arena(executable: Project.executable, registry: registry, data: data)
    for path in libraries {
        let bytes = try Project.bytes(path)
        let digest = Digest(of: bytes)
        var entry = LibraryEntry(path: path, lane: Library.lane(bytes), sha256: digest.sha256, built: nil, methods: [])
        entry.methods = try probe.describe(entry, digest: digest)
        try registry.register(entry, digest: digest)
    }
    return (registry, Arena(executable: Project.executable, registry: registry, data: data))
}
