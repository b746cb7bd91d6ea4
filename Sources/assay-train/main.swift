// Trains the networks of the instances weights/digits-mlp, weights/digits-conv and merging/digits and writes the one that is named
// beside the digits that it learned from:
//
//     OPENBLAS_NUM_THREADS=1 assay-train Data digits-mlp
//
// It takes some ten seconds. On one machine every run writes the same bytes; another processor's matrix products
// may round otherwise.

import AssayKit
import Glibc
import Problems

/// Says what went wrong, and ends.
func fail(_ message: String) -> Never {
    let line = "assay-train: \(message)\n"
    write(STDERR_FILENO, line, line.utf8.count)
    exit(1)
}

/// What ships is in single precision, so that is what is judged.
func judged(_ outputs: Matrix, _ heldOut: DigitExamples) -> [String: String] {
    let accuracy = CrossEntropy.accuracy(outputs, labels: heldOut.labels)
    print("held-out accuracy \(accuracy), mean cross-entropy \(CrossEntropy.mean(outputs, labels: heldOut.labels))")
    return ["heldOutAccuracy": "\(accuracy)"]
}

func trainPerceptron(_ data: DataFolder, _ training: DigitExamples, _ heldOut: DigitExamples) throws {
    let trainer = Trainer()
    let network = trainer.train(sizes: PerceptronFile.sizes, on: training)
    let rounded = try Perceptron(network.tensors, sizes: PerceptronFile.sizes)
    let metadata = trainer.metadata("perceptron").merging(judged(rounded.outputs(heldOut.inputs), heldOut)) { $1 }
    try PerceptronFile(network: rounded, metadata: metadata).write(to: data)
}

func trainConvolution(_ data: DataFolder, _ training: DigitExamples, _ heldOut: DigitExamples) throws {
    let trainer = Trainer()
    let network = ConvolutionFile.network(rows: trainer.batchSize)
    let tensors = network.tensors(trainer.train(network, on: training))
    let metadata = trainer.metadata("convolutional network").merging(judged(try ConvolutionFile.outputs(tensors, heldOut.inputs), heldOut)) { $1 }
    try ConvolutionFile(tensors: tensors, metadata: metadata).write(to: data)
}

/// Two networks from different seeds, each on its part of the rows.
func trainPair(_ data: DataFolder, _ training: DigitExamples, _ heldOut: DigitExamples) throws {
    func network(_ seed: UInt64, isFirst: Bool) throws -> Perceptron {
        let rows = try PerceptronPairFile.trainingRows(data, isFirst: isFirst)
        let network = Trainer(seed: seed).train(sizes: PerceptronPairFile.sizes, on: try DigitExamples(data, rows: rows))
        let rounded = try Perceptron(network.tensors, sizes: PerceptronPairFile.sizes), outputs = rounded.outputs(heldOut.inputs)
        print("\(rows.count) rows: held-out accuracy \(CrossEntropy.accuracy(outputs, labels: heldOut.labels)), mean cross-entropy \(CrossEntropy.mean(outputs, labels: heldOut.labels))")
        return rounded
    }
    let first = try network(1, isFirst: true), second = try network(2, isFirst: false)
    var metadata = Trainer(seed: 1).metadata("perceptron")
    metadata["trainingRows"] = "of the training rows of digits.csv all that show 0–4 and a tenth of the others; the second, from seed 2, the other way round"
    try PerceptronPairFile(first: first, second: second, metadata: metadata).write(to: data)
}

let networks = ["digits-mlp": trainPerceptron, "digits-conv": trainConvolution, "digits-pair": trainPair]
guard CommandLine.arguments.count == 3, let train = networks[CommandLine.arguments[2]] else {
    fail("usage: OPENBLAS_NUM_THREADS=1 assay-train FOLDER digits-mlp, digits-conv or digits-pair, where digits.csv is in FOLDER")
}
guard unsafe getenv("OPENBLAS_NUM_THREADS").map({ unsafe String(cString: $0) }) == "1" else {
    fail("set OPENBLAS_NUM_THREADS=1: the number of threads would change how sums are rounded, and so the file")
}
do {
    let data = DataFolder(CommandLine.arguments[1])
    try train(data, DigitExamples(data, rows: DigitsSplit.training), DigitExamples(data, rows: DigitsSplit.heldOut))
} catch { fail("\(error)") }
