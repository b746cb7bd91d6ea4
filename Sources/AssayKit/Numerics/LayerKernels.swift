internal import CKernels

// The layers of networks, but for their matrix products. Each works on the first rows of its buffers, which do not overlap;
// `d…` is the loss's gradient in what is named. One C kernel each, compiled for several instruction sets.
public enum LayerKernels {
    /// y ← the row, `rows` times.
    public static func repeatRow(_ row: FloatBuffer, rows: Int, into y: FloatBuffer) {
        y.mustHold(rows * row.count)
        unsafe assay_repeat_row(row.start, rows, row.count, y.start)
    }

    /// `sums` ← the sum of `rows` rows of x.
    public static func sumRows(_ x: FloatBuffer, rows: Int, into sums: FloatBuffer) {
        x.mustHold(rows * sums.count)
        unsafe assay_column_sums(x.start, rows, sums.count, sums.start)
    }

    /// `count` numbers of y from `place` on ← those of x from `from` on.
    public static func copy(_ x: FloatBuffer, from: Int = 0, count: Int, to y: FloatBuffer, at place: Int = 0) {
        x.mustHold(from, count)
        y.mustHold(place, count)
        unsafe (y.start + place).update(from: x.start + from, count: count)
    }

    /// Adds `count` numbers of x from `from` on to those of y from `place` on.
    public static func add(_ x: FloatBuffer, from: Int = 0, count: Int, to y: FloatBuffer, at place: Int = 0) {
        x.mustHold(from, count)
        y.mustHold(place, count)
        unsafe assay_add(x.start + from, count, y.start + place)
    }

    /// y ← max(x, 0).
    public static func rectify(_ x: FloatBuffer, _ count: Int, into y: FloatBuffer) {
        x.mustHold(count)
        y.mustHold(count)
        unsafe assay_rectify(x.start, count, y.start)
    }

    public static func rectifyGradient(_ x: FloatBuffer, _ dy: FloatBuffer, _ count: Int, into dx: FloatBuffer) {
        for buffer in [x, dy, dx] { buffer.mustHold(count) }
        unsafe assay_rectify_gradient(x.start, dy.start, count, dx.start)
    }

    /// y ← ½x(1 + tanh(√(2/π)(x + 0.044715x³))), the approximation of the Gaussian error linear unit.
    public static func gelu(_ x: FloatBuffer, _ count: Int, into y: FloatBuffer) {
        x.mustHold(count)
        y.mustHold(count)
        unsafe assay_gelu(x.start, count, y.start)
    }

    public static func geluGradient(_ x: FloatBuffer, _ dy: FloatBuffer, _ count: Int, into dx: FloatBuffer) {
        for buffer in [x, dy, dx] { buffer.mustHold(count) }
        unsafe assay_gelu_gradient(x.start, dy.start, count, dx.start)
    }

    /// y ← x·Φ(x), the Gaussian error linear unit itself, Φ being the normal distribution; within 2·10⁻⁷|x|.
    public static func exactGELU(_ x: FloatBuffer, _ count: Int, into y: FloatBuffer) {
        x.mustHold(count)
        y.mustHold(count)
        unsafe assay_exact_gelu(x.start, count, y.start)
    }

    /// Each row ← gain · (row − mean) / √(variance + epsilon) + bias. `means` and `scales` keep a number a row for the gradient.
    public static func normalize(
        _ x: FloatBuffer, rows: Int, epsilon: Float, gain: FloatBuffer, bias: FloatBuffer, into y: FloatBuffer, means: FloatBuffer, scales: FloatBuffer
    ) {
        x.mustHold(rows * gain.count)
        y.mustHold(rows * gain.count)
        bias.mustHold(gain.count)
        means.mustHold(rows)
        scales.mustHold(rows)
        unsafe assay_layer_norm(x.start, rows, gain.count, epsilon, gain.start, bias.start, y.start, means.start, scales.start)
    }

    public static func normalizeGradient(
        _ x: FloatBuffer, _ dy: FloatBuffer, rows: Int, gain: FloatBuffer, means: FloatBuffer, scales: FloatBuffer, into dx: FloatBuffer,
        gain dgain: FloatBuffer, bias dbias: FloatBuffer
    ) {
        for buffer in [x, dy, dx] { buffer.mustHold(rows * gain.count) }
        for buffer in [dgain, dbias] { buffer.mustHold(gain.count) }
        for buffer in [means, scales] { buffer.mustHold(rows) }
        unsafe assay_layer_norm_gradient(
            x.start, dy.start, rows, gain.count, gain.start, means.start, scales.start, dx.start, dgain.start, dbias.start)
    }

    /// The first `rows` rows of `columns` scores each: a row ← its softmax.
    public static func softmax(_ scores: FloatBuffer, rows: Int, columns: Int) {
        precondition(columns > 0, "the softmax of no scores")
        scores.mustHold(rows * columns)
        unsafe assay_softmax(scores.start, rows, columns)
    }

    /// A size × size matrix of scores, `offset` numbers into the buffer: each row i ← the softmax of its entries 0…i, and zeros.
    public static func causalSoftmax(_ scores: FloatBuffer, at offset: Int, size: Int) {
        scores.mustHold(offset, size * size)
        unsafe assay_causal_softmax(scores.start + offset, size)
    }

    /// d ← `scale` times the gradient in the scores, where d was that in the shares which they gave.
    public static func causalSoftmaxGradient(_ shares: FloatBuffer, at offset: Int, size: Int, scale: Float, _ d: FloatBuffer) {
        shares.mustHold(offset, size * size)
        d.mustHold(size * size)
        unsafe assay_causal_softmax_gradient(shares.start + offset, size, scale, d.start)
    }

    /// Adds up −log softmax(z)ₗ over the rows z with their labels l, and counts the rows whose largest entry, the first of equal
    /// ones, is another than the label's. Writes the gradient of the rows' mean where one is asked for.
    /// - Precondition: there is a label in 0..<columns for each row.
    public static func crossEntropy(
        _ z: FloatBuffer, labels: Span<Int32>, columns: Int, gradient: FloatBuffer? = nil
    ) -> (loss: Double, errors: Int) {
        z.mustHold(labels.count * columns)
        gradient?.mustHold(labels.count * columns)
        for row in labels.indices { precondition(labels[row] >= 0 && labels[row] < columns, "the label \(labels[row]) of \(columns)") }
        return unsafe labels.withUnsafeBufferPointer { labels in
            guard let start = labels.baseAddress else { return (0, 0) }
            var errors = 0
            let loss = unsafe assay_cross_entropy(z.start, start, labels.count, columns, gradient?.start, &errors)
            return (loss, errors)
        }
    }
}
