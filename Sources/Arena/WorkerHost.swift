import AssayKit
import Problems

/// The host's side of a run, in the worker: offers go to the host process with what was spent by then.
///
/// A long run offers more often than a trace can show, so offers are thinned: the first twenty are sent, then one for
/// each twentieth by which their number grows, and the very last always. Time has no say in it, so that the same run sends
/// the same offers on every machine.
final class WorkerHost: RunHost {
    private let meter: Meter
    private let clock: RunClock
    private let channel: Channel
    private var pending: (spent: Message.Spent, offer: Message.Offer)?
    private var offerCount = 0
    private var nextSent = 1

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
        pending = (spent, offer)
        offerCount += 1
        guard offerCount >= nextSent else { return }
        flush()
        nextSent = offerCount + max(1, offerCount / 20)
    }
}
