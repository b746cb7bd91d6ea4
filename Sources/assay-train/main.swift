// Trains the network of the instance weights/digits-mlp or weights/digits-conv and writes it beside the digits that it learned
// from:
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

guard CommandLine.arguments.count == 3, ["digits-mlp", "digits-conv"].contains(CommandLine.arguments[2]) else {
    fail("usage: OPENBLAS_NUM_THREADS=1 assay-train FOLDER digits-mlp, or digits-conv, where digits.csv is in FOLDER")
}
guard unsafe getenv("OPENBLAS_NUM_THREADS").map({ unsafe String(cString: $0) }) == "1" else {
    fail("set OPENBLAS_NUM_THREADS=1: the number of threads would change how sums are rounded, and so the file")
}
do {
    let data = DataFolder(CommandLine.arguments[1])
    let training = try DigitExamples(data, rows: DigitsSplit.training), heldOut = try DigitExamples(data, rows: DigitsSplit.heldOut)
    let train = CommandLine.arguments[2] == "digits-mlp" ? trainPerceptron : trainConvolution
    try train(data, training, heldOut)
} catch { fail("\(error)") }
