import Foundation
import TestSupport
import Testing

/// A user's own file is an instance like any other.
@Suite struct OwnDataTests {
    private let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    private func compare(_ arguments: [String]) throws -> Command {
        try Command.assay(
            ["compare", "--registry", Project.root + "/registry.json", "--records", scratch.path + "/r"] + arguments, in: scratch.path)
    }

    private func metrics(_ command: Command) throws -> [[String: Double]] {
        #expect(command.status == 0, "\(command.errors)")
        return try #require(try command.json()["cells"] as? [[String: Any]]).compactMap { $0["metrics"] as? [String: Double] }
    }

    @Test func aFileIsTheShippedInstanceOfItsData() throws {
        try FileManager.default.copyItem(atPath: Project.root + "/Data/breast-cancer.svm", toPath: scratch.path + "/my.svm")
        let common = ["--methods", "accelerated-gradient", "gns-newton-exact", "--seeds", "1", "--budget", "30gradients,300hessianProducts", "--json"]
        let own = try metrics(try compare(["--on", "logistic:my.svm"] + common))
        #expect(own.count == 2)
        #expect(try own == metrics(try compare(["--on", "logistic/breast-cancer"] + common)))
        // Two classes by softmax are the same data with more weights.
        #expect(try metrics(try compare(["--on", "softmax:\(scratch.path)/my.svm"] + common)).count == 2)
    }

    /// What was made of other bytes is not taken for what these bytes make.
    @Test func aChangedFileIsAnotherInstance() throws {
        let text = try String(contentsOfFile: Project.root + "/Data/breast-cancer.svm", encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let arguments = ["--on", "logistic:my.svm", "--methods", "gradient-descent", "--seeds", "1", "--budget", "5gradients"]
        _ = try scratch.write(text, "my.svm")
        _ = try compare(arguments)
        #expect(try compare(arguments).output.contains("1 of 1 runs were kept"))
        _ = try scratch.write(lines.dropFirst().joined(separator: "\n"), "my.svm")
        #expect(try !compare(arguments).output.contains("were kept"))
    }

    @Test func vectorsAreSearchedAndClustered() throws {
        let exported = try Command.assay(["export", "neighbors/digits", scratch.path])
        #expect(exported.status == 0, "\(exported.errors)")
        let found = try compare(["--on", "neighbors:base.fvecs", "--methods", "exact-search", "hnsw", "--seeds", "1", "--json", "--sealed"])
        let recalls = try metrics(found).compactMap { $0["recall"] }
        #expect(recalls.count == 2 && recalls[0] == 1 && recalls[1] > 0.95)
        let medoids = try metrics(try compare(["--on", "medoids-5:base.fvecs", "--methods", "fasterpam", "pam", "--seeds", "1", "--json"])).compactMap { $0["deviation"] }
        #expect(medoids.count == 2 && abs(medoids[0] / medoids[1] - 1) < 0.01)
    }

    @Test(arguments: [
        ("logistic:none.svm", "cannot be read"), ("logistic:three.svm", "there are 3 different ones"), ("softmax:one.svm", "there are 1 different ones"),
        ("logistic:wide.svm", "more than are handled here"), ("neighbors:three.svm", "its ending is none of"), ("neighbors:cut.fvecs", "truncated"),
        ("neighbors:few.fvecs", "more than 100 are needed"), ("medoids-9:few.fvecs", "more than 9 are needed"), ("medoids-0:few.fvecs", "no instance"),
        ("juggling:few.fvecs", "of your own files"),
    ])
    func mistakesAreTold(instance: String, message: String) throws {
        _ = try scratch.write("1 1:1\n2 1:2\n3 1:3\n", "three.svm")
        _ = try scratch.write("1 1:1\n1 1:2\n", "one.svm")
        _ = try scratch.write("1 1:1\n-1 2000000000:2\n", "wide.svm")
        let vector: [UInt8] = [1, 0, 0, 0, 0, 0, 128, 63]
        _ = try scratch.write((0..<5).flatMap { _ in vector }, "few.fvecs")
        _ = try scratch.write(vector + [1, 0], "cut.fvecs")
        let command = try compare(["--on", instance])
        #expect(command.status == 1 && command.errors.contains(message), "\(command.errors)")
        #expect(try compare(["--resume"]).errors.contains("was interrupted"), "nothing was begun that could be gone on with")
    }
}
