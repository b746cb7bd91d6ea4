import AssayKit
import Records

/// What a worker tells the host, one frame each, on a descriptor of its own.
enum Message {
    /// The library is loaded and the instance made; the method's time begins.
    case started
    case offer(Spent, Offer)
    case delivered(Spent, [UInt8])
    /// What a compressor returned.
    case compressed(Spent, [UInt8])
    /// What `restore` returned, encoded.
    case restored([UInt8])
    /// A figure that the method states of itself.
    case report(String, Double)
    case log(String)
    /// The cards of a library's methods, as a JSON array of registry entries.
    case cards([UInt8])
    /// What became of the answers that were to be judged.
    case scores([UInt8])
    /// How many threads are left that were not there before the library was loaded.
    case threadsLeft(Int)
    case finished(Outcome, reason: String, Spent)

    enum Offer: Equatable {
        case point([Double])
        case selection([Int])
    }

    /// What the run had spent by then.
    struct Spent: Sendable, Equatable {
        var calls: [String: Int] = [:]
        var wall = 0.0
        var processor = 0.0
    }
}

extension Message: Transferable {
    private enum Tag: UInt8 {
        case started, point, selection, delivered, compressed, restored, report, log, cards, scores, threadsLeft, finished
    }

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .started: writer.append(Tag.started.rawValue)
        case .offer(let spent, .point(let point)):
            writer.append(Tag.point.rawValue)
            spent.encode(to: &writer)
            writer.append(variable: point.count)
            for entry in point { writer.append(entry) }
        case .offer(let spent, .selection(let selection)):
            writer.append(Tag.selection.rawValue)
            spent.encode(to: &writer)
            writer.append(variable: selection.count)
            for index in selection { writer.append(littleEndian: index) }
        case .delivered(let spent, let bytes):
            writer.append(Tag.delivered.rawValue)
            spent.encode(to: &writer)
            writer.append(contentsOf: bytes)
        case .compressed(let spent, let bytes):
            writer.append(Tag.compressed.rawValue)
            spent.encode(to: &writer)
            writer.append(contentsOf: bytes)
        case .restored(let bytes):
            writer.append(Tag.restored.rawValue)
            writer.append(contentsOf: bytes)
        case .report(let name, let value):
            writer.append(Tag.report.rawValue)
            writer.append(name)
            writer.append(value)
        case .log(let text):
            writer.append(Tag.log.rawValue)
            writer.append(text)
        case .cards(let bytes):
            writer.append(Tag.cards.rawValue)
            writer.append(contentsOf: bytes)
        case .scores(let bytes):
            writer.append(Tag.scores.rawValue)
            writer.append(contentsOf: bytes)
        case .threadsLeft(let count):
            writer.append(Tag.threadsLeft.rawValue)
            writer.append(variable: max(0, count))
        case .finished(let outcome, let reason, let spent):
            writer.append(Tag.finished.rawValue)
            writer.append(outcome.rawValue)
            writer.append(reason)
            spent.encode(to: &writer)
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let byte = try reader.byte()
        guard let tag = Tag(rawValue: byte) else { throw DamagedBytes(at: 0, "an unknown message \(byte)") }
        switch tag {
        case .started: self = .started
        case .point:
            let spent = try Spent(from: &reader)
            var point: [Double] = []
            for _ in 0..<(try reader.variable(atMost: reader.remaining / 8)) { point.append(try reader.double()) }
            self = .offer(spent, .point(point))
        case .selection:
            let spent = try Spent(from: &reader)
            var selection: [Int] = []
            for _ in 0..<(try reader.variable(atMost: reader.remaining / 8)) { selection.append(try reader.littleEndian(Int.self)) }
            self = .offer(spent, .selection(selection))
        case .delivered: self = .delivered(try Spent(from: &reader), try reader.bytes(reader.remaining))
        case .compressed: self = .compressed(try Spent(from: &reader), try reader.bytes(reader.remaining))
        case .restored: self = .restored(try reader.bytes(reader.remaining))
        case .report: self = .report(try reader.text(), try reader.double())
        case .log: self = .log(try reader.text())
        case .cards: self = .cards(try reader.bytes(reader.remaining))
        case .scores: self = .scores(try reader.bytes(reader.remaining))
        case .threadsLeft: self = .threadsLeft(try reader.variable())
        case .finished:
            let place = reader.offset
            guard let outcome = Outcome(rawValue: try reader.text()) else { throw DamagedBytes(at: place, "an unknown outcome") }
            self = .finished(outcome, reason: try reader.text(), try Spent(from: &reader))
        }
        try reader.finish()
    }
}

extension Message.Spent: Transferable {
    func encode(to writer: inout ByteWriter) {
        writer.append(wall)
        writer.append(processor)
        writer.append(variable: calls.count)
        for (name, count) in calls.sorted(by: { $0.key < $1.key }) {
            writer.append(name)
            writer.append(variable: count)
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        wall = try reader.double()
        processor = try reader.double()
        for _ in 0..<(try reader.variable(atMost: 64)) {
            let name = try reader.text()
            calls[name] = try reader.variable()
        }
    }
}
