package import AssayKit

/// Examples that a network looks at together.
package final class Minibatch {
    /// rows × inputs.
    package let inputs: FloatBuffer
    /// The class that each row belongs to.
    package var labels: [Int32]

    package init(rows: Int, inputs: Int) {
        self.inputs = FloatBuffer(count: rows * inputs)
        labels = [Int32](repeating: 0, count: rows)
    }
}

/// Examples from which minibatches are made, by their numbers.
package protocol Examples: Sendable {
    var count: Int { get }
    /// Rows that an example makes: one, or one for each place of a context.
    var rowsPerExample: Int { get }
    /// Numbers in a row.
    var inputs: Int { get }
    /// Puts an example into a minibatch, at its place among the others.
    func copy(_ example: Int, to minibatch: Minibatch, at place: Int)
}

extension Examples {
    func emptyMinibatch(_ size: Int) -> Minibatch { Minibatch(rows: size * rowsPerExample, inputs: inputs) }

    /// All examples in order, `size` at a time; the last of them may be fewer.
    func minibatches(of size: Int) -> [Minibatch] {
        stride(from: 0, to: count, by: size).map { first in
            let minibatch = emptyMinibatch(min(size, count - first))
            for example in first..<min(first + size, count) { copy(example, to: minibatch, at: example - first) }
            return minibatch
        }
    }
}

/// Rows of numbers with their classes.
package struct LabelledRows: Examples {
    package let inputs: Int
    let rows: [Float]
    let labels: [Int32]

    /// - Precondition: there are as many rows as labels.
    package init(_ rows: [Float], inputs: Int, labels: [Int]) {
        precondition(rows.count == labels.count * inputs, "\(rows.count) numbers for \(labels.count) rows of \(inputs)")
        self.inputs = inputs
        self.rows = rows
        self.labels = labels.map(Int32.init)
    }

    package var count: Int { labels.count }
    package var rowsPerExample: Int { 1 }

    package func copy(_ example: Int, to minibatch: Minibatch, at place: Int) {
        minibatch.inputs.read(rows.span.extracting(example * inputs..<(example + 1) * inputs), at: place * inputs)
        minibatch.labels[place] = labels[example]
    }
}

/// Windows of a text: each symbol's successor is to be told from it and those before it. Window i begins at symbol i times `step`.
package struct TextWindows: Examples {
    let symbols: [Float]
    let context: Int
    let step: Int

    package init(_ symbols: [Int], context: Int, step: Int) {
        precondition(symbols.count > context && context > 0 && step > 0, "windows of \(context) in \(symbols.count) symbols")
        self.symbols = symbols.map(Float.init)
        self.context = context
        self.step = step
    }

    package var count: Int { (symbols.count - context - 1) / step + 1 }
    package var rowsPerExample: Int { context }
    package var inputs: Int { 1 }

    package func copy(_ example: Int, to minibatch: Minibatch, at place: Int) {
        let first = example * step
        minibatch.inputs.read(symbols.span.extracting(first..<first + context), at: place * context)
        for i in 0..<context { minibatch.labels[place * context + i] = Int32(symbols[first + i + 1]) }
    }
}

/// Which examples come next.
struct MinibatchOrder {
    enum Kind {
        /// Each example once an epoch, in a new order each time; what does not fill a minibatch is left out of that epoch.
        case permutations
        /// Any example at any time.
        case draws
    }

    let kind: Kind
    let size: Int
    private var random: Random
    private var order: [Int]
    private var used: Int

    init(_ kind: Kind, count: Int, size: Int, _ random: Random) {
        precondition(size > 0 && size <= count, "minibatches of \(size) from \(count) examples")
        self.kind = kind
        self.size = size
        self.random = random
        order = Array(0..<count)
        used = count
    }

    /// The numbers of the next minibatch's examples.
    mutating func next() -> [Int] {
        if kind == .draws { return (0..<size).map { _ in random.index(below: order.count) } }
        if used + size > order.count {
            random.shuffle(&order)
            used = 0
        }
        used += size
        return Array(order[used - size..<used])
    }
}
