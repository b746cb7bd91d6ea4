import Files
import FoundationEssentials

extension LibraryEntry {
    /// Reads the description of a library that knows nothing of Assay: an entry as it stands in a registry.
    /// - Throws: `RegistryError` naming the file, the place in it and what is wrong; an unknown field is.
    public init(describedIn file: String, for registry: Registry) throws(RegistryError) {
        let bytes: [UInt8]
        do { bytes = try File.read(file, limit: 1 << 24) } catch { throw RegistryError("\(error)") }
        do { self = try JSONDecoder().decode(LibraryEntry.self, from: Data(bytes)) } catch { throw RegistryError(decoding: error, file: file) }
        if let place = UnknownFields.first(in: bytes, as: self) { throw RegistryError("\(file): there is no field \(place)") }
        guard lane.isDescribed else { throw RegistryError("\(file): its lane is \(lane.rawValue); descriptions are for libraries of the lane ffi and programs of the lane program, others are installed as they are") }
        let folder = String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
        path = Self.registered(path, folder, registry)
        guard lane != .program || companions == nil else { throw RegistryError("\(file): a program has no companions; what it is linked to the system finds") }
        for index in (companions ?? []).indices {
            if let name = companions?[index].path, name.contains("/") {
                throw RegistryError("\(file): the companion \(name) is named with its folder; companions are libraries of the system's, such as libm.so.6")
            }
        }
    }

    /// A path in a description is relative to the description's folder; a name without a slash is of a system's library.
    private static func registered(_ path: String, _ folder: String, _ registry: Registry) -> String {
        guard path.contains("/") else { return path }
        let registered = registry.registeredPath(path.hasPrefix("/") ? path : folder + "/" + path)
        return registered.contains("/") ? registered : "./" + registered
    }
}

extension Companion {
    /// Takes the digest that its file has now.
    public mutating func pin(in registry: Registry) throws(RegistryError) {
        let path = registry.path(ofSystemLibrary: path)
        do { sha256 = try Digest(ofFile: path).sha256 } catch { throw RegistryError("\(error)") }
    }
}
