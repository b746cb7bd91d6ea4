/// Watches how fast the loss falls, for MKOR-H: over windows of steps, the mean loss of one against that of the window before.
struct LossRate {
    private let window: Int
    private let threshold: Double
    private var sum = 0.0
    private var steps = 0
    private var previous: Double?

    init(window: Int, threshold: Double) {
        self.window = window
        self.threshold = threshold
    }

    /// Takes in a step's loss. Whether a window has ended now in which the loss fell by less than its threshold part.
    mutating func isSlow(after loss: Double) -> Bool {
        sum += loss
        steps += 1
        guard steps == window else { return false }
        let mean = sum / Double(window)
        defer { (sum, steps, previous) = (0, 0, mean) }
        guard let previous else { return false }
        return previous - mean < threshold * previous.magnitude
    }
}
