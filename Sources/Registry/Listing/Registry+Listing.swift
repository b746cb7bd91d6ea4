import Files

extension Registry {
    /// Reads a registry for a list of its methods: of those in Swift and C their options and claims are left out.
    ///
    /// Where the host itself wrote registry.json last, all of it was checked before it was written, and only what a list shows is read.
    /// - Throws: as `init(file:)` does.
    public init(listing file: String) throws(RegistryError) {
        if let quick = Registry(writtenByHost: file) { self = quick } else { try self.init(file: file) }
    }

    /// Nil where somebody else has written it, or anything is not as the host writes it.
    private init?(writtenByHost file: String) {
        self.init(emptyAt: file)
        do {
            var scanner = JSONScanner(try File.read(lockFile))
            lock = try LockDocument(&scanner)
            guard scanner.isAtEnd(), let written = lock.written, written == FileStamp(path: file) else { return nil }
            scanner = JSONScanner(try File.read(file))
            document = try RegistryDocument(listing: &scanner)
            guard scanner.isAtEnd() else { return nil }
        } catch { return nil }
    }
}

extension LockDocument {
    fileprivate init(_ scanner: inout JSONScanner) throws(JSONScanner.Unreadable) {
        self.init()
        try scanner.object { (scanner, name) throws(JSONScanner.Unreadable) in
            switch name {
            case "version": version = try scanner.integer()
            case "libraries":
                try scanner.object { (scanner, path) throws(JSONScanner.Unreadable) in libraries[path] = try Pin(&scanner) }
            case "conformance":
                var verdicts: [String: ConformanceVerdict] = [:]
                try scanner.object { (scanner, key) throws(JSONScanner.Unreadable) in verdicts[key] = try ConformanceVerdict(&scanner) }
                conformance = verdicts
            case "written": written = try FileStamp(&scanner)
            default: throw JSONScanner.Unreadable()
            }
        }
    }
}

extension LockDocument.Pin {
    fileprivate init(_ scanner: inout JSONScanner) throws(JSONScanner.Unreadable) {
        self.init(sha256: "")
        try scanner.object { (scanner, name) throws(JSONScanner.Unreadable) in
            switch name {
            case "sha256": sha256 = try scanner.string()
            case "stamp": stamp = try FileStamp(&scanner)
            case "signature": signature = try scanner.decode(Signature.self)
            default: throw JSONScanner.Unreadable()
            }
        }
    }
}

extension ConformanceVerdict {
    fileprivate init(_ scanner: inout JSONScanner) throws(JSONScanner.Unreadable) {
        var checks = 0
        var failed: [String] = []
        try scanner.object { (scanner, name) throws(JSONScanner.Unreadable) in
            switch name {
            case "checks": checks = try scanner.integer()
            case "failed": try scanner.array { (scanner) throws(JSONScanner.Unreadable) in failed.append(try scanner.string()) }
            default: throw JSONScanner.Unreadable()
            }
        }
        self.init(checks: checks, failed: failed)
    }
}

extension FileStamp {
    fileprivate init(_ scanner: inout JSONScanner) throws(JSONScanner.Unreadable) {
        var numbers: [String: Int] = [:]
        try scanner.object { (scanner, name) throws(JSONScanner.Unreadable) in numbers[name] = try scanner.integer() }
        guard let size = numbers["size"], let inode = numbers["inode"].flatMap({ UInt64(exactly: $0) }), let modified = numbers["modified"],
            let changed = numbers["changed"]
        else { throw JSONScanner.Unreadable() }
        self.init(size: size, inode: inode, modified: modified, changed: changed)
    }
}

extension RegistryDocument {
    fileprivate init(listing scanner: inout JSONScanner) throws(JSONScanner.Unreadable) {
        self.init()
        try scanner.object { (scanner, name) throws(JSONScanner.Unreadable) in
            switch name {
            case "version": version = try scanner.integer()
            case "policy": policy = try scanner.decode([Policy].self)
            case "libraries":
                try scanner.array { (scanner) throws(JSONScanner.Unreadable) in libraries.append(try LibraryEntry(listing: &scanner)) }
            default: throw JSONScanner.Unreadable()
            }
        }
        guard version == 0 else { throw JSONScanner.Unreadable() }
    }
}

extension LibraryEntry {
    fileprivate init(listing scanner: inout JSONScanner) throws(JSONScanner.Unreadable) {
        // What a described library is, its whole description says.
        var whole = scanner
        self.init(path: "", lane: .swift, sha256: nil, built: nil, methods: [])
        try scanner.object { (scanner, name) throws(JSONScanner.Unreadable) in
            switch name {
            case "path": path = try scanner.string()
            case "lane":
                guard let known = Lane(rawValue: try scanner.string()) else { throw JSONScanner.Unreadable() }
                lane = known
            case "sha256": sha256 = try scanner.string()
            case "built": built = try scanner.boolean()
            case "package": package = try scanner.string()
            case "signature": signature = try scanner.decode(Signature.self)
            case "methods": try scanner.array { (scanner) throws(JSONScanner.Unreadable) in methods.append(try MethodEntry(listing: &scanner)) }
            default: try scanner.value()
            }
        }
        if lane.isDescribed { self = try whole.decode(LibraryEntry.self) }
        guard !path.isEmpty else { throw JSONScanner.Unreadable() }
    }
}

extension MethodEntry {
    fileprivate init(listing scanner: inout JSONScanner) throws(JSONScanner.Unreadable) {
        self.init(id: "", name: "", summary: "", role: "", needs: [], paper: nil, options: [], claims: [])
        try scanner.object { (scanner, name) throws(JSONScanner.Unreadable) in
            switch name {
            case "id": id = try scanner.string()
            case "name": self.name = try scanner.string()
            case "summary": summary = try scanner.string()
            case "role": role = try scanner.string()
            case "needs": try scanner.array { (scanner) throws(JSONScanner.Unreadable) in needs.append(try scanner.string()) }
            case "paper": paper = try PaperEntry(&scanner)
            default: try scanner.value()
            }
        }
        guard !id.isEmpty else { throw JSONScanner.Unreadable() }
    }
}

extension PaperEntry {
    fileprivate init(_ scanner: inout JSONScanner) throws(JSONScanner.Unreadable) {
        self.init(id: nil, title: "", authors: "", year: 0, arxiv: nil)
        try scanner.object { (scanner, name) throws(JSONScanner.Unreadable) in
            switch name {
            case "id": id = try scanner.string()
            case "title": title = try scanner.string()
            case "authors": authors = try scanner.string()
            case "year": year = try scanner.integer()
            case "arxiv": arxiv = try scanner.string()
            default: throw JSONScanner.Unreadable()
            }
        }
    }
}
