// Trains the perceptrons of the instances weights/digits-mlp and merging/digits and writes them beside the digits that they learned from,
// all of them or those of the file that is named:
//
//     OPENBLAS_NUM_THREADS=1 assay-train Data [digits-mlp | digits-pair]
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

/// Two networks from different seeds, each on its part of the rows.
func trainPair(_ data: DataFolder) throws {
    let heldOut = try DigitExamples(data, rows: DigitsSplit.heldOut)
    func network(_ seed: UInt64, isFirst: Bool) throws -> Perceptron {
        let rows = try PerceptronPairFile.trainingRows(data, isFirst: isFirst)
        let network = Trainer(seed: seed).train(sizes: PerceptronPairFile.sizes, on: try DigitExamples(data, rows: rows))
        let rounded = try Perceptron(network.tensors, sizes: PerceptronPairFile.sizes), outputs = rounded.outputs(heldOut.inputs)
        print("\(rows.count) rows: held-out accuracy \(CrossEntropy.accuracy(outputs, labels: heldOut.labels)), mean cross-entropy \(CrossEntropy.mean(outputs, labels: heldOut.labels))")
        return rounded
    }
    let first = try network(1, isFirst: true), second = try network(2, isFirst: false)
    var metadata = Trainer(seed: 1).metadata
    metadata["trainingRows"] = "of the training rows of digits.csv all that show 0–4 and a tenth of the others; the second, from seed 2, the other way round"
    try PerceptronPairFile(first: first, second: second, metadata: metadata).write(to: data)
}

let arguments = CommandLine.arguments
guard 2...3 ~= arguments.count, arguments.count == 2 || ["digits-mlp", "digits-pair"].contains(arguments[2]) else {
    fail("usage: OPENBLAS_NUM_THREADS=1 assay-train FOLDER [digits-mlp | digits-pair], where digits.csv is in FOLDER")
}
guard unsafe getenv("OPENBLAS_NUM_THREADS").map({ unsafe String(cString: $0) }) == "1" else {
    fail("set OPENBLAS_NUM_THREADS=1: the number of threads would change how sums are rounded, and so the file")
}
do {
    if arguments.last != "digits-pair" { try train(DataFolder(arguments[1])) }
    if arguments.last != "digits-mlp" { try trainPair(DataFolder(arguments[1])) }
} catch { fail("\(error)") }
