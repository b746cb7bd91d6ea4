import AssayKit
import Problems

/// The host's side of a run, in the worker: offers go to the host process with what was spent by then.
///
/// A long run offers more often than a trace can show, so offers are thinned: one is sent when the calls or the time
/// spent have grown by a twentieth since the last one sent, and the very last always.
final class WorkerHost: RunHost {
    private let meter: Meter
    private let clock: RunClock
    private let channel: Channel
    private var pending: (spent: Message.Spent, offer: Message.Offer)?
    private var nextCalls = 0
    private var nextTime = 0.0

    init(meter: Meter, clock: RunClock, channel: Channel) {
        self.meter = meter
        self.clock = clock
        self.channel = channel
    }

    var spent: Message.Spent { Message.Spent(calls: meter.calls, wall: clock.wall, processor: clock.processor) }

    func offer(_ point: Span<Double>) {
        clock.offTheClock { take(.point(unsafe point.withUnsafeBufferPointer { unsafe Array($0) })) }
    }

    func offer(_ selection: Span<Int>) {
        clock.offTheClock { take(.selection(unsafe selection.withUnsafeBufferPointer { unsafe Array($0) })) }
    }

    func report(_ name: String, _ value: Double) {
        clock.offTheClock { _ = channel.write(Message.report(name, value)) }
    }

    func log(_ message: String) {
        clock.offTheClock { _ = channel.write(Message.log(message)) }
    }

    /// Sends the offer that was held back, if any.
    func flush() {
        if let pending { channel.write(Message.offer(pending.spent, pending.offer)) }
        pending = nil
    }

    private func take(_ offer: Message.Offer) {
        let spent = spent
        let calls = spent.calls.values.reduce(0, +)
        pending = (spent, offer)
        guard calls >= nextCalls || spent.wall >= nextTime else { return }
        flush()
        nextCalls = calls + max(1, calls / 20)
        nextTime = spent.wall * 1.05 + 1e-3
    }
}
