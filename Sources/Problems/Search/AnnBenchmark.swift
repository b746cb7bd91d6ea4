import AssayKit
import Formats

/// The files of ann-benchmarks: `train`, `test`, and for each row of `test` the nearest of `train` in `neighbors`, by what the
/// attribute `distance` says.
enum AnnBenchmark {
    static func isFile(_ path: String) -> Bool { path.hasSuffix(".hdf5") || path.hasSuffix(".h5") }

    /// By what the vectors of a file are near; nil where it cannot be read, which `vectors` says in words.
    static func metric(of file: String) -> VectorMetric? { (try? HDF5(file)).flatMap { try? metric($0, file) } }

    /// - Throws: where something is missing, of another shape, or no vector.
    static func vectors(_ file: String) throws -> VectorSet {
        let contents = try HDF5(file)
        let metric = try metric(contents, file)
        let train = try contents.floats("train"), test = try contents.floats("test"), neighbors = try contents.integers("neighbors")
        guard train.columns == test.columns else {
            throw FormatError(file, "dataset test", "has vectors of \(test.columns) numbers, and `train` of \(train.columns)", remedy: "fetch the file again")
        }
        guard (train.elements + test.elements).allSatisfy(\.isFinite) else {
            throw FormatError(file, "", "not all of its numbers are finite", remedy: "leave out what is not")
        }
        let wanted = min(NeighborsInstance.neighborCount, train.rows)
        guard neighbors.rows == test.rows, neighbors.columns >= wanted else {
            throw FormatError(
                file, "dataset neighbors", "has \(neighbors.columns) neighbours for \(neighbors.rows) vectors",
                remedy: "\(wanted) for each of the \(test.rows) of `test` are needed")
        }
        let truth = try (0..<test.rows).map { row in
            let nearest = Array(neighbors.elements[row * neighbors.columns..<row * neighbors.columns + wanted])
            guard nearest.allSatisfy({ 0..<Int32(clamping: train.rows) ~= $0 }), Set(nearest).count == wanted else {
                throw FormatError(file, "dataset neighbors", "row \(row) names a vector that there is not, or one twice", remedy: "fetch the file again")
            }
            return nearest
        }
        return VectorSet(dimension: train.columns, vectors: train.elements, queries: test.elements, metric: metric, truth: truth)
    }

    private static func metric(_ contents: HDF5, _ file: String) throws(FormatError) -> VectorMetric {
        switch contents.text("distance") {
        case "euclidean": return .euclidean
        case "angular": return .cosine
        case "dot", "ip": return .innerProduct
        case let other:
            throw FormatError(
                file, "attribute distance", other.map { "it is ‘\($0)’" } ?? "is not there", remedy: "euclidean, angular, dot and ip are understood")
        }
    }
}
