package import AssayKit

/// Networks by their sizes. `rows` are the most that one of them sees at a time.
extension Network {
    /// Linear maps with rectifiers between them.
    /// - Parameter widths: from the input to the classes.
    package static func perceptron(_ widths: [Int], rows: Int) -> Network {
        var layers: [any Layer] = []
        for number in 1..<widths.count {
            let isLast = number == widths.count - 1
            layers.append(Linear("fc\(number)", isLast ? .output : .hidden, inputs: widths[number - 1], outputs: widths[number], rows: rows))
            if !isLast { layers.append(Rectifier(widths[number], rows: rows)) }
        }
        return Network(Chain(layers, rows: rows), classes: widths[widths.count - 1], rows: rows)
    }

    /// Convolutions of 3 × 3, each followed by a rectifier and a pooling of 2 × 2, and a linear map.
    package static func convolutional(_ picture: PictureShape, channels: [Int], classes: Int, rows: Int) -> Network {
        var layers: [any Layer] = []
        var shape = picture
        for (number, outputs) in channels.enumerated() {
            let convolved = PictureShape(height: shape.height, width: shape.width, channels: outputs)
            layers += [
                Convolution("conv\(number + 1)", shape, size: 3, outputs: outputs, rows: rows), Rectifier(convolved.count, rows: rows),
                MaximumPool(convolved, rows: rows),
            ] as [any Layer]
            shape = PictureShape(height: convolved.height / 2, width: convolved.width / 2, channels: outputs)
        }
        layers.append(Linear("fc", .output, inputs: shape.count, outputs: classes, rows: rows))
        return Network(Chain(layers, rows: rows), classes: classes, rows: rows)
    }

    /// A decoder with layer norm before each part (as in GPT-2) that tells each symbol's successor.
    /// - Parameter rows: a multiple of `context`.
    package static func transformer(symbols: Int, context: Int, width: Int, heads: Int, blocks: Int, rows: Int) -> Network {
        var layers: [any Layer] = [Embedding("embedding", symbols: symbols, context: context, width: width, rows: rows)]
        for block in 0..<blocks {
            let name = "blocks.\(block)"
            layers.append(Residual([
                LayerNorm(name + ".norm1", width, rows: rows),
                Linear(name + ".attention.qkv", inputs: width, outputs: 3 * width, rows: rows),
                CausalAttention(width: width, heads: heads, context: context, rows: rows),
                Linear(name + ".attention.projection", inputs: width, outputs: width, rows: rows),
            ], rows: rows))
            layers.append(Residual([
                LayerNorm(name + ".norm2", width, rows: rows),
                Linear(name + ".mlp.fc1", inputs: width, outputs: 4 * width, rows: rows),
                GELU(4 * width, rows: rows),
                Linear(name + ".mlp.fc2", inputs: 4 * width, outputs: width, rows: rows),
            ], rows: rows))
        }
        layers.append(LayerNorm("norm", width, rows: rows))
        layers.append(Linear("output", .output, inputs: width, outputs: symbols, rows: rows))
        return Network(Chain(layers, rows: rows), classes: symbols, rows: rows)
    }
}
