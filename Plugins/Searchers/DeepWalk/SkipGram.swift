import AssayKit

/// Skip-gram with negative sampling: σ(⟨x, y⟩) is to be 1 for a node's point x and the vector y of one that is near it, and 0
/// for those of nodes drawn at random.
struct SkipGram {
    private let dimension: Int
    /// Of each node its point, and the vector by which others foretell it.
    private var inputs: [Float]
    private var outputs: [Float]
    private var gradient: [Float]

    init(nodeCount: Int, dimension: Int, _ random: inout Random) {
        self.dimension = dimension
        inputs = (0..<nodeCount * dimension).map { _ in Float((random.uniform() - 0.5) / Double(dimension)) }
        outputs = [Float](repeating: 0, count: nodeCount * dimension)
        gradient = [Float](repeating: 0, count: dimension)
    }

    var points: [Double] { inputs.map { Double($0) } }

    mutating func learn(_ node: Int, foretells target: Int, _ rate: Float, _ negatives: Int, _ noise: NoiseNodes, _ random: inout Random) {
        for axis in 0..<dimension { gradient[axis] = 0 }
        for draw in 0...negatives {
            let other = draw == 0 ? target : noise.draw(&random)
            // A drawn node that is the right one is no counterexample.
            if draw == 0 || other != target { step(node, other, isNear: draw == 0, rate) }
        }
        let begin = node * dimension
        for axis in 0..<dimension { inputs[begin + axis] += gradient[axis] }
    }

    /// Eight numbers at a time and without bounds checks: this is all there is to the run. The order of additions is fixed.
    private mutating func step(_ node: Int, _ other: Int, isNear: Bool, _ rate: Float) {
        typealias Lanes = SIMD8<Float>
        let size = 4 * dimension, whole = size / 32 * 32
        unsafe inputs.withUnsafeBytes { inputs in
            unsafe outputs.withUnsafeMutableBytes { outputs in
                unsafe gradient.withUnsafeMutableBytes { gradient in
                    let x = node * size, y = other * size
                    var sums = Lanes(), product: Float = 0
                    for at in stride(from: 0, to: whole, by: 32) {
                        unsafe sums += inputs.loadUnaligned(fromByteOffset: x + at, as: Lanes.self) * outputs.loadUnaligned(fromByteOffset: y + at, as: Lanes.self)
                    }
                    for at in stride(from: whole, to: size, by: 4) {
                        unsafe product += inputs.load(fromByteOffset: x + at, as: Float.self) * outputs.load(fromByteOffset: y + at, as: Float.self)
                    }
                    product += sums.sum()
                    let slope = rate * ((isNear ? 1 : 0) - Float(1 / (1 + exponential(-Double(product)))))
                    for at in stride(from: 0, to: whole, by: 32) {
                        let vector = unsafe outputs.loadUnaligned(fromByteOffset: y + at, as: Lanes.self)
                        let sum = unsafe gradient.loadUnaligned(fromByteOffset: at, as: Lanes.self) + slope * vector
                        unsafe gradient.storeBytes(of: sum, toByteOffset: at, as: Lanes.self)
                        let moved = unsafe vector + slope * inputs.loadUnaligned(fromByteOffset: x + at, as: Lanes.self)
                        unsafe outputs.storeBytes(of: moved, toByteOffset: y + at, as: Lanes.self)
                    }
                    for at in stride(from: whole, to: size, by: 4) {
                        let number = unsafe outputs.load(fromByteOffset: y + at, as: Float.self)
                        let sum = unsafe gradient.load(fromByteOffset: at, as: Float.self) + slope * number
                        unsafe gradient.storeBytes(of: sum, toByteOffset: at, as: Float.self)
                        let moved = unsafe number + slope * inputs.load(fromByteOffset: x + at, as: Float.self)
                        unsafe outputs.storeBytes(of: moved, toByteOffset: y + at, as: Float.self)
                    }
                }
            }
        }
    }
}
