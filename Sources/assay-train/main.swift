// Trains the perceptron of the instance weights/digits-mlp and writes it beside the digits that it learned from:
//
//     OPENBLAS_NUM_THREADS=1 assay-train Data
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

func train(_ data: DataFolder) throws {
    let trainer = Trainer()
    let network = trainer.train(sizes: PerceptronFile.sizes, on: try DigitExamples(data, rows: DigitsSplit.training))
    // What ships is in single precision, so that is what is judged.
    let rounded = try Perceptron(network.tensors, sizes: PerceptronFile.sizes)
    let heldOut = try DigitExamples(data, rows: DigitsSplit.heldOut)
    let outputs = rounded.outputs(heldOut.inputs)
    let accuracy = CrossEntropy.accuracy(outputs, labels: heldOut.labels)
    let metadata = trainer.metadata.merging(["heldOutAccuracy": "\(accuracy)"]) { $1 }
    try PerceptronFile(network: rounded, metadata: metadata).write(to: data)
    print("held-out accuracy \(accuracy), mean cross-entropy \(CrossEntropy.mean(outputs, labels: heldOut.labels))")
}

guard CommandLine.arguments.count == 2 else { fail("usage: OPENBLAS_NUM_THREADS=1 assay-train FOLDER, where digits.csv is in FOLDER") }
guard unsafe getenv("OPENBLAS_NUM_THREADS").map({ unsafe String(cString: $0) }) == "1" else {
    fail("set OPENBLAS_NUM_THREADS=1: the number of threads would change how sums are rounded, and so the file")
}
do { try train(DataFolder(CommandLine.arguments[1])) } catch { fail("\(error)") }
