/// What an ELF file says of itself, read from its bytes: nothing of it is run.
///
/// Source: System V ABI, chapter 4 (object files) and 5 (dynamic linking). Every offset is checked, since the file may
/// be truncated or made to mislead.
package struct ELFFile {
    package struct Symbol {
        package let name: String
        package let isDefined: Bool
    }

    private struct Section {
        let name: Int
        let type: UInt32
        let offset: Int
        let size: Int
        let link: Int
    }

    private let bytes: [UInt8]
    private var sections: [Section] = []
    private var names = 0..<0

    /// - Throws: where the bytes are not a shared library for this machine.
    package init(_ bytes: [UInt8]) throws(Refusal) {
        self.bytes = bytes
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            throw Refusal("it is not a shared library: it does not begin as an ELF file does")
        }
        guard bytes.count >= 64 else { throw Self.truncated }
        guard bytes[4] == 2, bytes[5] == 1 else { throw Refusal("it is not a 64-bit little-endian ELF file; build it for this machine") }
        guard try integer(16, 2) == 3 else { throw Refusal("it is an ELF file but not a shared library; build it as a dynamic library") }
        let machine = try integer(18, 2)
        guard machine == Self.machine else {
            throw Refusal("it is built for another processor (ELF machine \(machine); this one is \(Self.machine)); build it for this machine")
        }
        let table = try integer(40, 8)
        let entrySize = try integer(58, 2)
        let count = try integer(60, 2)
        let nameTable = try integer(62, 2)
        guard entrySize >= 64 else { throw Refusal("its section table is damaged: entries of \(entrySize) bytes") }
        // All of the last entry too, though nothing looks at its end.
        guard try Self.sum(table, count * entrySize) <= bytes.count else { throw Self.truncated }
        for index in 0..<count {
            let header = try Self.sum(table, index * entrySize)
            let section = Section(
                name: try integer(header, 4), type: UInt32(truncatingIfNeeded: try integer(header + 4, 4)),
                offset: try integer(header + 24, 8), size: try integer(header + 32, 8), link: try integer(header + 40, 4))
            // A section of type NOBITS takes no room in the file.
            if section.type != 8 { _ = try range(section) }
            sections.append(section)
        }
        guard sections.indices.contains(nameTable) else { throw Refusal("it has no section names; do not strip section headers from a plugin") }
        names = try range(sections[nameTable])
    }

    /// The bytes of a section, or nil where there is none of that name.
    package func section(named name: String) throws(Refusal) -> ArraySlice<UInt8>? {
        for section in sections where section.type != 8 {
            if try text(names.lowerBound, offset: section.name, end: names.upperBound) == name { return bytes[try range(section)] }
        }
        return nil
    }

    /// The dynamic symbols: what the library defines for others, and what it needs of others.
    package func dynamicSymbols() throws(Refusal) -> [Symbol] {
        guard let table = sections.first(where: { $0.type == 11 }) else { return [] }
        guard sections.indices.contains(table.link) else { throw Refusal("its symbol table names no string table") }
        let strings = try range(sections[table.link])
        let entries = try range(table)
        var symbols: [Symbol] = []
        for entry in stride(from: entries.lowerBound + 24, through: entries.upperBound - 24, by: 24) {
            let name = try text(strings.lowerBound, offset: try integer(entry, 4), end: strings.upperBound)
            symbols.append(Symbol(name: name, isDefined: try integer(entry + 6, 2) != 0))
        }
        return symbols
    }

    private static let truncated = Refusal("it is truncated: it ends before its own tables; copy or build it again")

    #if arch(x86_64)
        private static let machine = 62
    #elseif arch(arm64)
        private static let machine = 183
    #endif

    private static func sum(_ a: Int, _ b: Int) throws(Refusal) -> Int {
        let (value, overflow) = a.addingReportingOverflow(b)
        guard !overflow, value >= 0 else { throw truncated }
        return value
    }

    private func integer(_ offset: Int, _ size: Int) throws(Refusal) -> Int {
        guard offset >= 0, try Self.sum(offset, size) <= bytes.count else { throw Self.truncated }
        var value: UInt64 = 0
        for index in (0..<size).reversed() { value = value << 8 | UInt64(bytes[offset + index]) }
        guard let number = Int(exactly: value) else { throw Self.truncated }
        return number
    }

    private func range(_ section: Section) throws(Refusal) -> Range<Int> {
        let end = try Self.sum(section.offset, section.size)
        guard end <= bytes.count else { throw Self.truncated }
        return section.offset..<end
    }

    private func text(_ base: Int, offset: Int, end: Int) throws(Refusal) -> String {
        let begin = try Self.sum(base, offset)
        guard begin < end, let terminator = bytes[begin..<end].firstIndex(of: 0) else { throw Self.truncated }
        return String(decoding: bytes[begin..<terminator], as: UTF8.self)
    }
}
