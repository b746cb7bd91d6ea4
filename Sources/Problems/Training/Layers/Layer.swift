package import AssayKit

/// A differentiable map of rows of numbers, with weights of its own. What it computes in is allocated once, for the most rows
/// that it will see.
package protocol Layer: AnyObject {
    /// Numbers in a row that comes in.
    var inputs: Int { get }
    /// What `forward` wrote.
    var output: FloatBuffer { get }
    /// Its own weights, in order.
    var weights: [LayerWeights] { get }
    /// The layers that it is made of, in order.
    var parts: [any Layer] { get }
    func forward(_ input: FloatBuffer, rows: Int)
    /// Goes back through what `forward` last did: writes the loss's gradient in its weights, and in `input` unless nobody asks for it.
    /// - Parameter observe: sees what went in and came back at each linear map.
    func backward(_ input: FloatBuffer, _ outputGradient: FloatBuffer, rows: Int, into inputGradient: FloatBuffer?, _ observe: LayerObserver)
}

extension Layer {
    package var weights: [LayerWeights] { [] }
    package var parts: [any Layer] { [] }

    /// It and all that it is made of, in the order of the weights.
    package var descendants: [any Layer] { [self] + parts.flatMap(\.descendants) }
}

/// A matrix or vector of weights and the loss's gradient in them.
package final class LayerWeights {
    /// How weights are drawn in the beginning.
    package enum Initial {
        case constant(Float)
        /// Uniform from −bound to bound.
        case uniform(Float)
        /// Normal with variance one.
        case normal
    }

    let name: String
    let part: TrainedParameter.Part
    let rows: Int
    let columns: Int
    let initial: Initial
    package let values: FloatBuffer
    package let gradient: FloatBuffer

    init(_ name: String, _ part: TrainedParameter.Part, rows: Int, columns: Int = 1, _ initial: Initial) {
        self.name = name
        self.part = part
        self.rows = rows
        self.columns = columns
        self.initial = initial
        values = FloatBuffer(count: rows * columns)
        gradient = FloatBuffer(count: rows * columns)
    }

    func drawn(_ random: inout Random) -> [Float] {
        (0..<rows * columns).map { _ in
            switch initial {
            case .constant(let value): value
            case .uniform(let bound): Float(random.uniform(-Double(bound), Double(bound)))
            case .normal: Float(random.normal())
            }
        }
    }
}
