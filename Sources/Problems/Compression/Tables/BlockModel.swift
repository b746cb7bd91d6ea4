import AssayKit

/// A table of the model of Montanari and Weiner, "Compressing Tabular Data via Latent Variable Estimation", arXiv 2302.09780: rows and
/// columns have latents, independent and uniform, and cells are drawn, independent given the latents, each from the distribution of its
/// row's and its column's latent. These distributions are themselves drawn, uniform among all (Dirichlet with parameters 1).
struct BlockModel: Sendable {
    let rows: Int
    let columns: Int
    /// Of rows, and as many of columns.
    let latents: Int
    let letters: Int

    /// The table, and −log₂ of the probability of its cells and latents: the bits of a code that knows the model. The entropy of the table
    /// is less than their mean by what the cells leave open of the latents, which is next to nothing where there are many cells.
    func make() -> (table: Table, idealBits: Double) {
        var random = Random(seed: 7)
        let distributions = (0..<latents * latents).map { _ in
            // Exponential numbers, divided by their sum.
            let weights = (0..<letters).map { _ in -logarithm(1 - random.uniform()) }
            let sum = weights.reduce(0, +)
            return weights.map { $0 / sum }
        }
        let rowLatents = (0..<rows).map { _ in random.index(below: latents) }
        let columnLatents = (0..<columns).map { _ in random.index(below: latents) }
        var nats = Double(rows + columns) * logarithm(Double(latents))
        var table = (0..<columns).map { Table.Column(name: "c\($0)") }
        let names = (0..<letters).map { [UInt8(ascii: "a") + UInt8($0)] }
        for row in 0..<rows {
            for column in 0..<columns {
                let distribution = distributions[rowLatents[row] * latents + columnLatents[column]]
                var rest = random.uniform(), letter = 0
                while letter < letters - 1, rest >= distribution[letter] {
                    rest -= distribution[letter]
                    letter += 1
                }
                nats -= logarithm(distribution[letter])
                table[column].append(names[letter])
            }
        }
        return (Table(table), nats / logarithm(2))
    }
}
