import AssayKit

/// HAWQ: mixed precision by each layer's Hessian. Dong, Yao, Gholami, Mahoney and Keutzer, "HAWQ: Hessian AWare
/// Quantization of Neural Networks with Mixed-Precision" (ICCV 2019, arXiv 1905.03696).
///
/// For each layer the largest eigenvalue λ of the loss's Hessian in its weights is found by power iteration; layers are
/// ordered by λ/n, n the number of weights, and a layer gets no fewer bits than one that comes after it. The weights are then
/// rounded to nearest.
///
/// Differences from the paper. The loss there has labels and gradients; here it is the distance of the outputs from the
/// original's, whose Hessian `LayerHessian` measures by forward passes, one for each output of each layer (two for a layer
/// without a bias). The paper leaves the number of bits within the order to hand; here they are those with the least
/// Σ λ·‖Q(W) − W‖² that fit the average (the paper's Ω, by which it orders its fine-tuning). There is no fine-tuning, as
/// there are no labels, and activations stay as they are.
///
/// The bytes: those of the tensors with the signature `HAWQ`, each quantised one in the form of `QuantizedTensor`.
public struct HAWQ: Compressor {
    static let averageBits = Option("averageBits", default: 3.5, in: 2...8, unit: "bits", "how many bits a weight may have on average")
    static let iterations = Option("iterations", default: 50, in: 1...10_000, "power iterations at the most; they end where the eigenvalue settles")

    public static var card: Card {
        Card(
            id: "hawq", name: "HAWQ",
            summary: "Rounds each layer to a number of bits that follows from the largest eigenvalue of its Hessian.",
            paper: Paper(
                id: "P029", title: "HAWQ: Hessian AWare Quantization of Neural Networks with Mixed-Precision",
                authors: "Zhen Dong, Zhewei Yao, Amir Gholami, Michael Mahoney, Kurt Keutzer", year: 2019, arxiv: "1905.03696"),
            options: [
                averageBits, Quantizer.groupSizeOption, Quantizer.gridOption, CodeStorage.option, OutputDistance.option, iterations,
            ],
            claims: [
                Claim(
                    "Similar or better accuracy than at uniform bits (abstract). Tested at 3.5 bits on average against 4 uniform ones, without fine-tuning.",
                    paperValue: "up to 1 % more accurate", instance: "weights/digits-mlp", rival: "round-to-nearest",
                    metric: "accuracy", expectation: .ratioAtLeast(0.995))
                    .with(remark: "Seven of 600 pictures, and no fine-tuning. On digits-conv it reads 0.9933 against 0.9917, in 0.86 of the bytes."),
                Claim(
                    "Smaller at that accuracy (abstract). Tested with the same two.", paperValue: "up to 14 % smaller", instance: "weights/digits-mlp",
                    rival: "round-to-nearest", metric: "bytes", expectation: .ratioAtMost(0.9)),
                Claim(
                    "A network is quantised to an eighth of its activations' bits with similar accuracy (abstract, ResNet20).",
                    paperValue: "8x", instance: "weights/digits-mlp", metric: "accuracy",
                    expectation: .untestable("a compressor of weights leaves activations alone")),
            ])
    }

    private let averageBits: Double
    private let iterations: Int
    private let options: Options

    public init(_ options: Options) throws {
        averageBits = options[Self.averageBits]
        iterations = options[Self.iterations]
        self.options = options
    }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        var random = run.random()
        let weights = try network.linearWeights().filter { $0.tensor.shape.count == 2 }
        let measure = OutputDistance.Measure(rawValue: options[OutputDistance.option]) ?? .kl
        let curvature = OutputCurvature(measure, try network.outputs(with: network.tensors))
        var eigenvalues: [Double] = []
        for (_, layer, _) in weights {
            try run.checkTime()
            let hessian = try LayerHessian(network, layer: layer, curvature, &random)
            eigenvalues.append(hessian.topEigenvalue(atMost: iterations, &random))
            run.report("topEigenvalue\(layer)", eigenvalues.last ?? 0)
        }

        let sensitivity = zip(eigenvalues, weights).map { $0 / Double($1.tensor.values.count) }
        let order = weights.indices.sorted { (-sensitivity[$0], $0) < (-sensitivity[$1], $1) }
        let curves = order.map { i in
            BitCurve(
                size: weights[i].tensor.values.count,
                losses: Dictionary(uniqueKeysWithValues: Quantizer.bitRange.map { bits in
                    (bits, eigenvalues[i] * squaredError(of: Quantizer(options, bits: bits), weights[i].tensor))
                }))
        }
        let capacity = Int(averageBits * Double(curves.reduce(0) { $0 + $1.size }))
        let bits = leastLoss(curves, capacity: capacity) ?? order.map { _ in Quantizer.bitRange.lowerBound }
        var forms: [String: [UInt8]] = [:]
        for (i, bits) in zip(order, bits) {
            run.report("bits\(weights[i].layer)", Double(bits))
            forms[weights[i].name] = Quantizer(options, bits: bits).roundToNearest(weights[i].tensor).encoded(CodeStorage(options))
        }
        return network.tensors.encoded(signature: Self.signature, forms: forms)
    }

    private func squaredError(of quantizer: Quantizer, _ tensor: Tensor) -> Double {
        zip(tensor.values, quantizer.roundToNearest(tensor).tensor.values).reduce(0) { sum, pair in
            let error = Double(pair.0) - Double(pair.1)
            return sum + error * error
        }
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors {
        try Tensors(bytes, signature: signature) { reader throws(DamagedBytes) in try QuantizedTensor(from: &reader).tensor }
    }

    private static let signature = "HAWQ"
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(HAWQ.self) }
