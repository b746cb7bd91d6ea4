import Glibc
public import Problems
public import Records
import Statistics
import Synchronization

/// What a comparison shows on standard error while it runs: on a terminal a few lines that are drawn over and over, else a
/// line for each cell.
public final class ProgressView: Sendable {
    private struct State {
        var outcomes: [Outcome: Int] = [:]
        /// For each instance and method its values so far, of the first metric.
        var values: [String: [String: [Double]]] = [:]
        var linesDrawn = 0
        var drawnAt = 0.0
    }

    private let instances: [any Problems.Instance]
    private let isTerminal = isatty(2) == 1 && getenv("TERM").map { unsafe String(cString: $0) } != "dumb"
    private let begin = ProgressView.now
    private let state = Mutex(State())

    public init(instances: [any Problems.Instance]) { self.instances = instances }

    /// Shows that a cell is done.
    public func show(done: Int, of count: Int, _ cell: CellResult) {
        let reason = cell.reason.isEmpty ? "" : ": \(cell.reason)"
        let line = "[\(done)/\(count)] \(cell.method) on \(cell.instance), seed \(cell.seed): \(cell.outcome.rawValue), \(Number.seconds(cell.seconds.wall))\(reason)"
        guard isTerminal else { return Self.write(line + "\n") }
        state.withLock { state in
            state.outcomes[cell.outcome, default: 0] += 1
            if let metric = instances.first(where: { $0.id == cell.instance })?.metrics.first, cell.outcome.counts {
                state.values[cell.instance, default: [:]][cell.method, default: []].append(cell.metrics[metric.name] ?? .nan)
            }
            // No faster than an eye follows; the last one always.
            guard done == count || Self.now - state.drawnAt > 0.1 else { return }
            state.drawnAt = Self.now
            var text = state.linesDrawn > 0 ? "\u{1B}[\(state.linesDrawn)F\u{1B}[J" : ""
            let lines = [summary(done, count, state), line] + leaders(state)
            for line in lines { text += Self.fitted(line) + "\n" }
            state.linesDrawn = lines.count
            Self.write(text)
        }
    }

    /// Takes the view off the terminal: the result follows.
    public func end() {
        state.withLock { state in
            if state.linesDrawn > 0 { Self.write("\u{1B}[\(state.linesDrawn)F\u{1B}[J") }
            state.linesDrawn = 0
        }
    }

    private func summary(_ done: Int, _ count: Int, _ state: State) -> String {
        let width = 24
        let filled = width * done / max(1, count)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let outcomes = Outcome.allCases.compactMap { outcome in state.outcomes[outcome].map { "\($0) \(outcome.rawValue)" } }
        let left = (Self.now - begin) / Double(max(1, done)) * Double(count - done)
        return "\(bar) \(done)/\(count)  \(outcomes.joined(separator: ", "))" + (done < count ? "  about \(Number.seconds(left)) left" : "")
    }

    /// Who is ahead so far on each instance.
    private func leaders(_ state: State) -> [String] {
        instances.prefix(6).compactMap { instance in
            guard let values = state.values[instance.id], let metric = instance.metrics.first else { return nil }
            let medians = values.mapValues { Summary.median($0) }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            let order = metric.better == .lower ? medians : medians.reversed()
            let places = order.prefix(3).map { "\($0.key) \(Number.text($0.value))" }
            return "  \(instance.id) (\(metric.name) \(metric.better == .lower ? "↓" : "↑")): \(places.joined(separator: ", "))"
        }
    }

    /// A line that is cut where the terminal ends, or drawing over it would leave a rest.
    private static func fitted(_ line: String) -> String {
        var size = winsize()
        let width = unsafe ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
        return line.count < width ? line : String(line.prefix(width - 2)) + "…"
    }

    private static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(2, bytes, bytes.count)
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
