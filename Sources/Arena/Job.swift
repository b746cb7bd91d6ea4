import AssayKit

/// What a worker is told to do.
struct Job: Transferable {
    enum Task: UInt8 {
        /// Report the cards of the library's methods.
        case describe
        /// Run a method on an instance.
        case run
        /// Restore what a compressor made.
        case restore
        /// Judge answers, in the place of a host that is not to load what judges them.
        case judge
    }

    var task: Task
    var library: String
    /// The digest that the library must have; empty accepts any.
    var sha256 = ""
    var method = ""
    /// The card as the registry has it, to be compared with what the library says.
    var card: [UInt8] = []
    /// For a library that knows nothing of Assay: its methods as the registry describes them, and what else they call.
    var described: [UInt8] = []
    var companions: [Companion] = []
    /// Whether the library is a program, which runs in a process of its own.
    var isProgram = false
    var options: [String: String] = [:]
    var instance = ""
    var seed: UInt64 = 0
    var budget = Budget()
    var dataFolder = ""
    /// The folder that the worker may write to; empty for none.
    var scratch = ""
    /// Bytes of memory, and seconds, that the worker may take.
    var memory = 4 << 30
    var seconds = 60.0
    /// Seconds of processor time that the method's own work may take, over all threads.
    var processorSeconds = 60.0
    /// How many threads the method may use.
    var threads = 1
    /// Whether the oracle is to be in another process than the library.
    var isSealed = false
    /// Whether the worker is to tell what the library left behind.
    var isAudited = false
    /// The compressed bytes, for `restore`.
    var bytes: [UInt8] = []

    /// The files that are loaded.
    var libraries: [String] { [library] + companions.map(\.path) }

    struct Companion {
        /// As the entry calls it.
        var name: String
        var path: String
        /// Empty accepts any.
        var sha256: String
    }

    init(_ task: Task, library: String) {
        self.task = task
        self.library = library
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(task.rawValue)
        writer.append(library)
        writer.append(sha256)
        writer.append(method)
        writer.append(variable: card.count)
        writer.append(contentsOf: card)
        writer.append(variable: described.count)
        writer.append(contentsOf: described)
        writer.append(variable: companions.count)
        for companion in companions {
            writer.append(companion.name)
            writer.append(companion.path)
            writer.append(companion.sha256)
        }
        writer.append(variable: options.count)
        for (name, value) in options.sorted(by: { $0.key < $1.key }) {
            writer.append(name)
            writer.append(value)
        }
        writer.append(instance)
        writer.append(littleEndian: seed)
        writer.append(budget.text)
        writer.append(dataFolder)
        writer.append(scratch)
        writer.append(variable: memory)
        writer.append(seconds)
        writer.append(processorSeconds)
        writer.append(variable: threads)
        writer.append(isSealed ? UInt8(1) : 0)
        writer.append(isProgram ? UInt8(1) : 0)
        writer.append(isAudited ? UInt8(1) : 0)
        writer.append(variable: bytes.count)
        writer.append(contentsOf: bytes)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        guard let task = Task(rawValue: try reader.byte()) else { throw DamagedBytes(at: 0, "an unknown task") }
        self.init(task, library: try reader.text())
        sha256 = try reader.text()
        method = try reader.text()
        card = try reader.bytes(try reader.variable())
        described = try reader.bytes(try reader.variable())
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            companions.append(.init(name: try reader.text(), path: try reader.text(), sha256: try reader.text()))
        }
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            let name = try reader.text()
            options[name] = try reader.text()
        }
        instance = try reader.text()
        seed = try reader.littleEndian(UInt64.self)
        let budgetPlace = reader.offset
        let budgetText = try reader.text()
        if !budgetText.isEmpty {
            do { budget = try Budget(text: budgetText) } catch { throw DamagedBytes(at: budgetPlace, "\(error)") }
        }
        dataFolder = try reader.text()
        scratch = try reader.text()
        memory = try reader.variable()
        seconds = try reader.double()
        processorSeconds = try reader.double()
        threads = try reader.variable()
        isSealed = try reader.byte() == 1
        isProgram = try reader.byte() == 1
        isAudited = try reader.byte() == 1
        bytes = try reader.bytes(try reader.variable())
    }
}
