import AssayKit
import Registry

/// Keeps what a run answered, to be compared with another run's.
final class Witness {
    /// What was answered and stated, without what it took: equal for equal runs.
    private(set) var answers: [UInt8] = []
    /// What a compressor returned.
    private(set) var compressed: [UInt8]?
    private(set) var threadsLeft = 0
    var files: [String] = []

    func see(_ message: Message) {
        var writer = ByteWriter()
        switch message {
        case .offer(let spent, let offer):
            append(spent.calls, to: &writer)
            switch offer {
            case .point(let point): for entry in point { writer.append(entry) }
            case .selection(let selection): for index in selection { writer.append(littleEndian: index) }
            }
        case .compressed(let spent, let bytes):
            append(spent.calls, to: &writer)
            writer.append(contentsOf: bytes)
            compressed = bytes
        case .report(let name, let value):
            writer.append(name)
            writer.append(value)
        case .threadsLeft(let count): threadsLeft = count
        // Served queries come with their times; what they found shows in the metrics.
        case .started, .delivered, .restored, .log, .cards, .scores, .finished: break
        }
        answers += writer.bytes
    }

    private func append(_ calls: [String: Int], to writer: inout ByteWriter) {
        for (name, count) in calls.sorted(by: { $0.key < $1.key }) {
            writer.append(name)
            writer.append(variable: count)
        }
    }
}
