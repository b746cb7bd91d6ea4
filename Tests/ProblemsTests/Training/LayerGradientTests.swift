import AssayKit
import Problems
import Testing

/// Each layer's gradient against central differences of r·y, where r is drawn and y is what the layer puts out.
///
/// With D(h) the central difference, (4D(h) − D(2h))/3 errs by about h⁴/30 times the fifth derivative: at h = 1/32 some 10⁻⁸,
/// since nothing here is much steeper than one. What remains is rounding: each entry of y is off by some units of 2⁻²⁴ of
/// itself, independently, and the differences divide that by h.
@Suite struct LayerGradientTests {
    static let h: Float = 1 / 32

    /// - Parameter input: smooth within 2h of each of its entries.
    func check(_ layer: any Layer, input: [Float], rows: Int, outputs: Int, inputHasGradient: Bool = true) {
        var random = Random(seed: 5)
        let r = (0..<rows * outputs).map { _ in Float(random.normal()) }
        let weights = layer.descendants.flatMap(\.weights)
        // Gains of one and biases of zero would hide where they are missing.
        for weight in weights {
            for i in 0..<weight.values.count { weight.values[i] += Float(0.3 * random.normal()) }
        }
        let x = FloatBuffer(count: input.count), dy = FloatBuffer(count: r.count), dx = FloatBuffer(count: input.count)
        x.read(input.span)
        dy.read(r.span)
        func products() -> [Double] {
            layer.forward(x, rows: rows)
            return r.indices.map { Double(r[$0]) * Double(layer.output[$0]) }
        }
        let terms = products()
        let tolerance = 32 * 0x1p-24 * norm(terms) * 1.5 / Double(Self.h)
        layer.backward(x, dy, rows: rows, into: dx) { _, _, _ in }
        func difference(_ buffer: FloatBuffer, _ place: Int, _ step: Float) -> Double {
            let before = buffer[place]
            defer { buffer[place] = before }
            buffer[place] = before + step
            let above = products(), high = buffer[place]
            buffer[place] = before - step
            let below = products()
            return zip(above, below).reduce(0) { $0 + $1.0 - $1.1 } / (Double(high) - Double(buffer[place]))
        }
        func expect(_ gradient: FloatBuffer, of buffer: FloatBuffer, _ name: String) {
            for place in 0..<buffer.count {
                let expected = (4 * difference(buffer, place, Self.h) - difference(buffer, place, 2 * Self.h)) / 3
                #expect((Double(gradient[place]) - expected).magnitude <= tolerance, "\(name), \(place): \(gradient[place]), \(expected)")
            }
        }
        if inputHasGradient { expect(dx, of: x, "input") }
        for weight in weights { expect(weight.gradient, of: weight.values, "a weight of \(weight.values.count)") }
        // The tolerance means something.
        #expect(tolerance < 0.02 * terms.reduce(0) { max($0, $1.magnitude) })
    }

    func normals(_ count: Int) -> [Float] {
        var random = Random(seed: 6)
        return (0..<count).map { _ in Float(random.normal()) }
    }

    /// Different multiples of 0.2 from −0.1 up and down, in no order: farther than 2h from zero and from each other.
    func spread(_ count: Int) -> [Float] {
        var places = Array(0..<count)
        var random = Random(seed: 7)
        random.shuffle(&places)
        return places.map { 0.2 * Float($0 - count / 2) - 0.1 }
    }

    @Test func linear() { check(Linear("l", inputs: 5, outputs: 19, rows: 4), input: normals(20), rows: 4, outputs: 19) }
    @Test func rectifier() { check(Rectifier(9, rows: 3), input: spread(27), rows: 3, outputs: 9) }
    @Test func gelu() { check(GELU(35, rows: 2), input: normals(70).map { 2 * $0 }, rows: 2, outputs: 35) }
    @Test func layerNorm() { check(LayerNorm("n", 19, rows: 4), input: normals(76), rows: 4, outputs: 19) }

    @Test func embedding() {
        let symbols: [Float] = [3, 0, 3, 1, 1, 4, 0, 3]
        check(Embedding("e", symbols: 6, context: 4, width: 5, rows: 8), input: symbols, rows: 8, outputs: 5, inputHasGradient: false)
    }

    /// More places than a vector has lanes, two heads and two sequences.
    @Test func causalAttention() {
        check(CausalAttention(width: 6, heads: 2, context: 18, rows: 36), input: normals(36 * 18), rows: 36, outputs: 6)
    }

    @Test func convolution() {
        let shape = PictureShape(height: 4, width: 6, channels: 2)
        check(Convolution("c", shape, size: 3, outputs: 3, rows: 2), input: normals(2 * shape.count), rows: 2, outputs: 3 * shape.pixelCount)
    }

    @Test func maximumPool() {
        let shape = PictureShape(height: 4, width: 6, channels: 3)
        check(MaximumPool(shape, rows: 2), input: spread(2 * shape.count), rows: 2, outputs: shape.count / 4)
    }

    @Test func chainsAndResiduals() {
        let rows = 3
        let layers: [any Layer] = [
            LayerNorm("n", 8, rows: rows), Linear("a", inputs: 8, outputs: 12, rows: rows), GELU(12, rows: rows),
            Linear("b", inputs: 12, outputs: 8, rows: rows),
        ]
        check(Residual(layers, rows: rows), input: normals(8 * rows), rows: rows, outputs: 8)
    }

    /// No place's output depends on a later one.
    @Test func attentionSeesNoFuture() {
        let layer = CausalAttention(width: 4, heads: 2, context: 5, rows: 5)
        let x = FloatBuffer(count: 60)
        x.read(normals(60).span)
        layer.forward(x, rows: 5)
        let before = (0..<20).map { layer.output[$0] }
        for place in 36..<60 { x[place] += 1 }
        layer.forward(x, rows: 5)
        #expect((0..<12).allSatisfy { layer.output[$0] == before[$0] })
        #expect((12..<20).allSatisfy { layer.output[$0] != before[$0] })
    }

    /// Of equal pixels the first gets the gradient, as in PyTorch.
    @Test func equalPixelsPassItToTheFirst() {
        let layer = MaximumPool(PictureShape(height: 2, width: 4, channels: 1), rows: 1)
        let x = FloatBuffer(count: 8), dy = FloatBuffer(count: 2), dx = FloatBuffer(count: 8)
        x.read([1, 1, 0, 2, 1, 1, 2, 2].span)
        dy.read([3, 5].span)
        layer.forward(x, rows: 1)
        #expect([layer.output[0], layer.output[1]] == [1, 2])
        layer.backward(x, dy, rows: 1, into: dx) { _, _, _ in }
        #expect((0..<8).map { dx[$0] } == [3, 0, 0, 5, 0, 0, 0, 0])
    }
}
