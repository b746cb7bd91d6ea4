/// What a layer loses at each number of bits.
struct BitCurve {
    /// How many weights it has.
    let size: Int
    /// λ·‖Q(W) − W‖² by bits.
    let losses: [Int: Double]
}

/// The bits of each layer with the least sum of losses, where no layer has more bits than the one before it, and all
/// together take at most `capacity`. The layers come in the order of their sensitivity. Exact: a dynamic program over the layers
/// that keeps, for each number of bits of the last one, the choices that no other beats in both size and loss.
func leastLoss(_ layers: [BitCurve], capacity: Int) -> [Int]? {
    struct Choice {
        var bits: [Int] = []
        var size = 0
        var loss = 0.0
    }
    var choices: [Int: [Choice]] = [.max: [Choice()]]
    for layer in layers {
        var next: [Int: [Choice]] = [:]
        for (last, before) in choices {
            for (bits, loss) in layer.losses where bits <= last {
                next[bits, default: []] += before.map { Choice(bits: $0.bits + [bits], size: $0.size + bits * layer.size, loss: $0.loss + loss) }
            }
        }
        choices = next.mapValues { candidates in
            var best = Double.infinity
            return candidates.sorted { ($0.size, $0.loss, $0.bits.reduce(0, +)) < ($1.size, $1.loss, $1.bits.reduce(0, +)) }.filter { choice in
                guard choice.size <= capacity, choice.loss < best else { return false }
                best = choice.loss
                return true
            }
        }
    }
    // Keys in order, as those of a dictionary come in none.
    let ends = choices.keys.sorted().flatMap { choices[$0] ?? [] }
    return ends.min { $0.loss < $1.loss }?.bits
}
