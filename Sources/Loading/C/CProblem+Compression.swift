import AssayKit
import CAssay

extension CProblem {
    func addCompressionTables() {
        if let block = problem as? any RawBytes {
            let bytes = block.bytes
            unsafe add(
                ASSAY_RAW_BYTES, assay_raw_bytes_t(size: MemoryLayout<assay_raw_bytes_t>.tableSize, bytes: keep(bytes), count: bytes.count))
        }
        guard let network = problem as? any NetworkWeights else { return }
        let source = network.tensors
        let tensors = source.names.compactMap { name in
            source[name].map { tensor in
                unsafe assay_tensor_t(
                    name: keep(name), shape: keep(tensor.shape.map { Int64($0) }), axes: tensor.shape.count, values: keep(tensor.values))
            }
        }
        let layers = network.layers.map { unsafe assay_layer_t(weight: keep($0.weight), bias: $0.bias.flatMap { unsafe keep($0) }) }
        unsafe add(
            ASSAY_NETWORK_WEIGHTS,
            assay_network_weights_t(
                size: MemoryLayout<assay_network_weights_t>.tableSize, tensors: keep(tensors), tensor_count: tensors.count,
                layers: keep(layers), layer_count: layers.count, calibration_count: network.calibrationCount,
                inputs: { problem, layer, inputs in
                    let box = unsafe CProblem.of(problem)
                    return box.ask(box.networkWeights) { network throws(Stop) in
                        let matrix = try network.inputs(toLayer: layer)
                        unsafe _ = room(inputs, matrix.entries.count).update(fromContentsOf: matrix.entries)
                    }
                }))
    }
}
