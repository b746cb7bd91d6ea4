import AssayKit
import Glibc
import Testing

/// The kernels that networks are made of, beside their definitions in double precision.
@Suite struct LayerKernelsTests {
    func buffer(_ numbers: [Float]) -> FloatBuffer {
        let buffer = FloatBuffer(count: numbers.count)
        buffer.read(numbers.span)
        return buffer
    }

    func numbers(_ buffer: FloatBuffer) -> [Float] { (0..<buffer.count).map { buffer[$0] } }

    func normals(_ count: Int, seed: UInt64 = 1) -> [Float] {
        var random = Random(seed: seed)
        return (0..<count).map { _ in Float(random.normal()) }
    }

    /// Some units in the last place of the result, or of what an entry is multiplied with where that is larger.
    @Test func geluIsItsFormula() {
        let x = stride(from: Float(-12), to: 12, by: 0.013).map { $0 } + [0, -0.0, 1e-20, 30, -30, 100, -100, 1e10, -1e10]
        let y = FloatBuffer(count: x.count)
        LayerKernels.gelu(buffer(x), x.count, into: y)
        for (x, y) in zip(x, numbers(y)) {
            let a = Double(x)
            let expected = 0.5 * a * (1 + tanh((2 / Double.pi).squareRoot() * (a + 0.044715 * a * a * a)))
            // Far to the left 1 + tanh is the small difference of two large numbers in the formula, not in the kernel.
            #expect((Double(y) - expected).magnitude <= 1e-6 * expected.magnitude + 1e-7 * min(1, a.magnitude), "\(x)")
        }
    }

    /// Within the published error of the error function's formula, and what single precision adds.
    @Test func exactGELUIsTheNormalDistributions() {
        let x = stride(from: Float(-12), to: 12, by: 0.0013).map { $0 } + [0, -0.0, 1e-20, 30, -30, 100, -100, 1e10, -1e10]
        let y = FloatBuffer(count: x.count)
        LayerKernels.exactGELU(buffer(x), x.count, into: y)
        for (x, y) in zip(x, numbers(y)) {
            let expected = 0.5 * Double(x) * erfc(-Double(x) / 2.0.squareRoot())
            #expect((Double(y) - expected).magnitude <= 2.5e-7 * Double(x.magnitude), "\(x)")
        }
    }

    @Test func softmaxIsItsDefinition() {
        for columns in [1, 2, 15, 16, 17, 40] {
            let scores = normals(3 * columns).map { 30 * $0 }
            let shares = buffer(scores)
            LayerKernels.softmax(shares, rows: 3, columns: columns)
            for i in 0..<3 {
                let row = scores[i * columns..<(i + 1) * columns].map { Double($0) }
                let top = row.reduce(-Double.infinity, max), total = row.reduce(0) { $0 + exp($1 - top) }
                for j in 0..<columns {
                    let expected = exp(row[j] - top) / total
                    #expect((Double(shares[i * columns + j]) - expected).magnitude <= (1e-6 + 0x1p-23 * (top - row[j])) * expected + 1e-37)
                }
            }
        }
    }

    @Test func softmaxSharesAddUpAndSeeNoFuture() {
        for size in [1, 2, 15, 16, 17, 40] {
            let scores = normals(size * size).map { 30 * $0 }
            let shares = FloatBuffer(count: size * size + 3)
            shares.read(scores.span, at: 3)
            LayerKernels.causalSoftmax(shares, at: 3, size: size)
            for i in 0..<size {
                let row = scores[i * size...i * size + i].map { Double($0) }
                let top = row.reduce(-Double.infinity, max), total = row.reduce(0) { $0 + exp($1 - top) }
                for j in 0..<size {
                    let expected = j <= i ? exp(row[j] - top) / total : 0
                    // The difference of two scores is rounded before it is exponentiated.
                    let tolerance = j <= i ? (1e-6 + 0x1p-23 * (top - row[j])) * expected + 1e-37 : 0
                    #expect((Double(shares[3 + i * size + j]) - expected).magnitude <= tolerance)
                }
            }
        }
    }

    @Test func crossEntropyIsItsDefinition() {
        for columns in [2, 10, 16, 37] {
            let rows = 5
            var z = normals(rows * columns).map { 10 * $0 }
            // Outputs that would overflow if they were exponentiated as they are.
            for j in 0..<columns { z[j] += 1000 }
            let labels = (0..<rows).map { Int32($0 % columns) }
            let gradient = FloatBuffer(count: rows * columns)
            let told = LayerKernels.crossEntropy(buffer(z), labels: labels.span, columns: columns, gradient: gradient)
            let alone = LayerKernels.crossEntropy(buffer(z), labels: labels.span, columns: columns)
            let matrix = Matrix(rows: rows, columns: columns, entries: z.map { Double($0) })
            var loss = 0.0, errors = 0
            for i in 0..<rows {
                let row = matrix.row(i), label = Int(labels[i])
                let top = row.max() ?? 0, total = row.reduce(0) { $0 + exp($1 - top) }
                loss += log(total) + top - row[label]
                errors += row.firstIndex(of: top) == label ? 0 : 1
                for j in 0..<columns {
                    let expected = (exp(row[j] - top) / total - (j == label ? 1 : 0)) / Double(rows)
                    #expect((Double(gradient[i * columns + j]) - expected).magnitude <= 1e-6)
                }
            }
            #expect((told.loss - loss).magnitude <= 1e-6 * loss && told.errors == errors)
            #expect((alone.loss - loss).magnitude <= 1e-6 * loss && alone.errors == errors)
        }
    }

    @Test func whatIsNotANumberShows() {
        let labels: [Int32] = [0]
        #expect(LayerKernels.crossEntropy(buffer([1, .nan, 0]), labels: labels.span, columns: 3).loss.isNaN)
        let y = FloatBuffer(count: 2)
        LayerKernels.rectify(buffer([.nan, -1]), 2, into: y)
        #expect(y[0].isNaN && y[1] == 0)
        LayerKernels.gelu(buffer([.nan, 1]), 2, into: y)
        #expect(y[0].isNaN)
    }

    @Test func normalizedRowsHaveMeanZeroAndVarianceOne() {
        let rows = 3, columns = 21
        let x = normals(rows * columns).map { 5 + 3 * $0 }
        let y = FloatBuffer(count: rows * columns)
        let ones = FloatBuffer(count: columns)
        ones.fill(1)
        LayerKernels.normalize(
            buffer(x), rows: rows, epsilon: 0, gain: ones, bias: FloatBuffer(count: columns), into: y, means: FloatBuffer(count: rows),
            scales: FloatBuffer(count: rows))
        for i in 0..<rows {
            let row = (0..<columns).map { Double(y[i * columns + $0]) }
            #expect((row.reduce(0, +) / Double(columns)).magnitude < 1e-6)
            #expect((row.reduce(0) { $0 + $1 * $1 } / Double(columns) - 1).magnitude < 1e-5)
        }
    }

    /// A patch is the square of pixels around its own, and summing patches is the transpose of making them.
    @Test(arguments: [(1, 1, 1, 3), (4, 6, 2, 3), (5, 3, 17, 3), (6, 6, 1, 5)])
    func patchesAreTheSquaresAroundPixels(height: Int, width: Int, channels: Int, size: Int) {
        let shape = PictureShape(height: height, width: width, channels: channels), pictures = 2
        let x = normals(pictures * shape.count), weights = normals(pictures * shape.count * size * size, seed: 2)
        let patches = FloatBuffer(count: weights.count), sums = FloatBuffer(count: x.count)
        LayerKernels.patches(buffer(x), shape, pictures: pictures, size: size, into: patches)
        var place = 0
        for n in 0..<pictures {
            for i in 0..<height {
                for j in 0..<width {
                    for k in i - size / 2...i + size / 2 {
                        for l in j - size / 2...j + size / 2 {
                            for c in 0..<channels {
                                let isInside = (0..<height).contains(k) && (0..<width).contains(l)
                                #expect(patches[place] == (isInside ? x[((n * height + k) * width + l) * channels + c] : 0))
                                place += 1
                            }
                        }
                    }
                }
            }
        }
        LayerKernels.sumPatches(buffer(weights), shape, pictures: pictures, size: size, into: sums)
        let there = zip(numbers(patches), weights).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        let back = zip(numbers(sums), x).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect((there - back).magnitude < 1e-4)
    }

    /// Blocks of larger buffers, either factor transposed.
    @Test func productsOfBlocks() {
        let a = buffer(normals(100)), b = buffer(normals(100, seed: 2)), c = buffer(normals(100, seed: 3))
        for (isLeft, isRight) in [(false, false), (true, false), (false, true), (true, true)] {
            let left = FloatBlock(a, offset: 3, rows: isLeft ? 4 : 5, columns: isLeft ? 5 : 4, stride: 9)
            let right = FloatBlock(b, offset: 7, rows: isRight ? 6 : 4, columns: isRight ? 4 : 6, stride: 11)
            let before = numbers(c)
            FloatBlock(c, offset: 2, rows: 5, columns: 6, stride: 13).set(
                toProductOf: isLeft ? left.transposed : left, isRight ? right.transposed : right, scale: 2, keep: 0.5)
            for place in 0..<100 {
                let i = (place - 2) / 13, j = (place - 2) % 13
                guard place >= 2, i < 5, j < 6 else {
                    #expect(c[place] == before[place], "what is outside of the block stays")
                    continue
                }
                let product = (0..<4).reduce(0.0) { sum, k in
                    sum + Double(a[3 + (isLeft ? k * 9 + i : i * 9 + k)]) * Double(b[7 + (isRight ? j * 11 + k : k * 11 + j)])
                }
                #expect((Double(c[place]) - 2 * product - 0.5 * Double(before[place])).magnitude < 1e-5)
            }
        }
    }
}
