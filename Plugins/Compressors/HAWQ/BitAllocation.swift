/// What a layer loses at each number of bits.
struct BitCurve {
    /// How many weights it has.
    let size: Int
    /// λ·‖Q(W) − W‖² by bits.
    let losses: [Int: Double]
}

/// The bits of each layer with the least sum of losses, where no layer has more bits than the one before it, and all
/// together take at most `capacity`. The layers come in the order of their sensitivity. Exact: a dynamic program over the
/// layers that keeps, for each number of bits of the last one, the choices that no other beats in both size and loss.
/// Nil where nothing fits.
func leastLoss(_ layers: [BitCurve], capacity: Int) -> [Int]? {
    struct Choice {
        var bits: [Int] = []
        var size = 0
        var loss = 0.0
    }
    // Keys are visited in their order, as a dictionary has none: equal losses must not be settled by chance.
    var choices: [Int: [Choice]] = [.max: [Choice()]]
    for layer in layers {
        var next: [Int: [Choice]] = [:]
        for (last, before) in choices.sorted(by: { $0.key < $1.key }) {
            for (bits, loss) in layer.losses.sorted(by: { $0.key < $1.key }) where bits <= last {
                next[bits, default: []] += before.map { Choice(bits: $0.bits + [bits], size: $0.size + bits * layer.size, loss: $0.loss + loss) }
            }
        }
        choices = next.mapValues { candidates in
            var best = Double.infinity
            let ordered = candidates.sorted { a, b in
                (a.size, a.loss) == (b.size, b.loss) ? a.bits.lexicographicallyPrecedes(b.bits) : (a.size, a.loss) < (b.size, b.loss)
            }
            return ordered.filter { choice in
                guard choice.size <= capacity, choice.loss < best else { return false }
                best = choice.loss
                return true
            }
        }
    }
    let ends = choices.keys.sorted().flatMap { choices[$0] ?? [] }
    return ends.min { $0.loss < $1.loss }?.bits
}
