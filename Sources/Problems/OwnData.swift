import AssayKit
import Formats

/// Instances made of a user's own file: `logistic:my.svm`, `softmax:my.svm`, `neighbors:my.fvecs`, `neighbors:my.hdf5`,
/// `neighbors-cosine:my.npy`, `window-neighbors:my.npy@labels.npy`, `attribute-neighbors:my.npy@attributes.csv@predicates.txt`,
/// `medoids-25:my.npy`, `clusters:my.npy`, `bytes:my.tar`, `table:my.csv`, `text:my.txt`,
/// `text-32000:my.txt`, `tensor:my.npy`, `system:my.mtx`, `matrix:my.safetensors:fc1.weight`, `multicut:my.txt`,
/// `pagerank:my.txt`, `node-embedding:my.graph`, `sat:my.cnf`, `hierarchy:my.txt`, `hierarchy-2:my.txt`,
/// `structure:my.csv`, `formula:my.csv`, `c:libmine.so:rosenbrock`.
///
/// The file is read where the data folder's are: by the host for judging, and by a worker before the library is there.
/// Its digest is a part of every record.
public enum OwnData {
    /// How they are written, for people.
    public static let forms = [
        "logistic:FILE.svm", "softmax:FILE.svm", "neighbors:FILE.fvecs (or .bvecs, .fbin, .u8bin, .npy, or ann-benchmarks' .hdf5)",
        "neighbors-cosine:FILE and neighbors-inner-product:FILE", "window-neighbors:FILE@LABELS.npy (or window-neighbors-P:…)",
        "attribute-neighbors:FILE@ATTRIBUTES.csv@PREDICATES.txt", "medoids-K:FILE.npy", "clusters:FILE.npy", "bytes:FILE", "table:FILE.csv",
        "text:FILE (or text-V:FILE)", "tensor:FILE.npy", "system:FILE.mtx", "matrix:FILE.safetensors:TENSOR", "multicut:FILE.txt",
        "pagerank:FILE and node-embedding:FILE (.txt, .graph or .mtx)", "sat:FILE.cnf", "hierarchy:FILE.txt (or hierarchy-D:FILE.txt)",
        "structure:FILE.csv", "formula:FILE.csv (or formula:FILE.csv:target=COLUMN)", "c:LIBRARY.so:FUNCTION",
    ].joined(separator: ", ")

    /// The instance of that id; nil where it names no file, or is no such form.
    static func instance(_ id: String) -> (any Instance)? {
        guard let colon = id.firstIndex(of: ":") else { return nil }
        let kind = id[..<colon], path = String(id[id.index(after: colon)...])
        let name = path.split(separator: "/").last.map(String.init) ?? path
        switch kind {
        case "logistic":
            return RegularizedRiskInstance(
                id: id, kind: "logistic regression", exampleCount: nil, summary: "\(name), standardised, L2-regularised by 0.001", dataFile: path
            ) { data in try RegularizedRisk(Design.own(data.file(path), isBinary: true).design, LogisticLoss(), regularization: 1e-3) }
        case "softmax":
            return RegularizedRiskInstance(
                id: id, kind: "softmax regression", exampleCount: nil, summary: "\(name), standardised, L2-regularised by 0.001", dataFile: path
            ) { data in
                let (design, classes) = try Design.own(try data.file(path), isBinary: false)
                return try RegularizedRisk(design, SoftmaxLoss(classCount: classes), regularization: 1e-3)
            }
        case "c": return OwnObjective(path).map(OwnObjectiveInstance.init)
        case "system": return LinearSystemsInstance.own(path, id: id, name: name)
        case "clusters": return ClusteringInstance.own(path, id: id, name: name)
        case "multicut":
            return SignedGraphInstance(id: id, summary: "the edges of \(name), positive weights attracting and negative ones repelling", source: .file(path))
        case "hierarchy": return hierarchy(path, id: id, name: name, dimension: 5)
        case "structure": return StructureInstance(id: id, summary: "the columns of \(name), standardised", source: .file(path))
        case "pagerank":
            return PageRankInstance(id: id, summary: "the graph of \(name), of whose nodes 100 at the most are sources", source: .file(path))
        case "node-embedding":
            return NodeEmbeddingInstance(id: id, summary: "the graph of \(name), judged by a tenth of its edges", source: .file(path), hasClasses: false)
        case "sat": return SatisfiabilityInstance(id: id, summary: "the formula of \(name)", source: .file(path))
        case "formula": return FormulaInstance(ownFile: path, id: id)
        case "matrix": return MatrixInstance(path)
        case "bytes": return RawBytesInstance(id: id, file: path, summary: "\(name), byte for byte")
        case "table": return TableInstance(id: id, summary: "\(name), cell for cell", source: .csv(path))
        case "neighbors" where AnnBenchmark.isFile(path):
            // The file says by what its vectors are near; one that cannot be read says why when they are asked for.
            return NeighborsInstance(
                id: id, summary: "\(name) of ann-benchmarks, judged by its own neighbours", source: .annBenchmark(path, AnnBenchmark.metric(of: path) ?? .euclidean))
        case "neighbors":
            return NeighborsInstance(
                id: id, summary: "\(name), of which a tenth, 1,000 vectors at the most, are the queries", source: .file(path, .euclidean))
        case "neighbors-cosine", "neighbors-inner-product":
            return NeighborsInstance(
                id: id, summary: "\(name), of which a tenth, 1,000 vectors at the most, are the queries", source: .file(path, kind == "neighbors-cosine" ? .cosine : .innerProduct))
        case "attribute-neighbors": return OwnPredicates(path)?.instance(id)
        case "tensor":
            return TensorInstance(id: id, summary: "\(name), a tenth of whose numbers may be stored", source: .file(path))
        case "text": return TextInstance(id: id, file: path, name: name)
        case _ where kind.hasPrefix("window-neighbors"): return OwnWindows(kind, path)?.instance(id)
        case _ where kind.hasPrefix("text-"):
            return Int(kind.dropFirst("text-".count)).flatMap { size in
                TextInstance.sizes.contains(size) ? TextInstance(id: id, file: path, name: name, vocabularySize: size) : nil
            }
        case _ where kind.hasPrefix("medoids-"):
            guard let count = Int(kind.dropFirst("medoids-".count)), count > 0 else { return nil }
            return MedoidsInstance(ofRows: path, medoidCount: count, id: id, summary: "\(count) medoids among the rows of \(name), Euclidean distance")
        case _ where kind.hasPrefix("hierarchy-"):
            return Int(kind.dropFirst("hierarchy-".count)).flatMap { 1...1000 ~= $0 ? hierarchy(path, id: id, name: name, dimension: $0) : nil }
        default: return nil
        }
    }

    private static func hierarchy(_ path: String, id: String, name: String, dimension: Int) -> HierarchyInstance {
        HierarchyInstance(id: id, summary: "the hierarchy of \(name) in \(dimension) dimensions", source: .file(path), dimension: dimension)
    }

    /// The id with an absolute path, so that it means the same from every folder.
    public static func absolute(_ id: String, _ resolve: (String) -> String) -> String {
        guard instance(id) != nil, let colon = id.firstIndex(of: ":") else { return id }
        let path = String(id[id.index(after: colon)...])
        if id.hasPrefix("c:"), let own = OwnObjective(path) { return own.with(file: resolve(own.file)) }
        if id.hasPrefix("matrix:"), let own = MatrixInstance(path) { return own.resolved(resolve).id }
        if let own = OwnWindows(id[..<colon], path) { return id[...colon] + own.resolved(resolve) }
        if id.hasPrefix("attribute-neighbors:"), let own = OwnPredicates(path) { return id[...colon] + own.resolved(resolve) }
        return id[...colon] + resolve(path)
    }

    /// Vectors of a file, as its ending says: `.fvecs`, `.bvecs`, `.fbin`, `.u8bin`, or an array of two axes in `.npy`.
    /// - Throws: where there are none, or what is in it is something else.
    static func vectors(_ file: String) throws -> (dimension: Int, elements: [Float]) {
        if file.hasSuffix(".npy") {
            let array = try NumPy.load(file)
            guard array.shape.count == 2, array.count > 0 else {
                throw FormatError(file, "shape", "it is \(array.shape)", remedy: "save an array of two axes, vectors × numbers")
            }
            let elements = array.doubles.map { Float($0) }
            guard elements.allSatisfy(\.isFinite) else { throw FormatError(file, "", "not all of its numbers are finite", remedy: "leave out what is not") }
            return (array.shape[1], elements)
        }
        if file.hasSuffix(".bvecs") {
            let table = try Vecs.loadBytes(file)
            return (table.dimension, table.elements.map { Float($0) })
        }
        if file.hasSuffix(".u8bin") {
            let table = try BigVectors.loadBytes(file)
            return (table.dimension, table.elements.map { Float($0) })
        }
        guard file.hasSuffix(".fvecs") || file.hasSuffix(".fbin") else {
            throw FormatError(file, "", "its ending is none of .fvecs, .bvecs, .fbin, .u8bin and .npy", remedy: "vectors are read in these formats")
        }
        let table = file.hasSuffix(".fbin") ? try BigVectors.loadFloats(file) : try Vecs.loadFloats(file)
        guard table.elements.allSatisfy(\.isFinite) else { throw FormatError(file, "", "not all of its numbers are finite", remedy: "leave out what is not") }
        return (table.dimension, table.elements)
    }
}

extension Design {
    /// A LIBSVM file's examples: two classes, the larger label being 1, or any number of them in the order of labels.
    /// - Throws: where the file is malformed, has no two classes, or is too large for what is done with it.
    static func own(_ file: String, isBinary: Bool) throws -> (design: Design, classCount: Int) {
        let examples = try LIBSVM.load(file)
        // The smoothness constant takes the eigenvalues of a matrix of columns × columns.
        guard examples.columnCount <= 5000, examples.rowCount * max(1, examples.columnCount) <= 200_000_000 else {
            throw FormatError(
                file, "", "\(examples.rowCount) examples of \(examples.columnCount) features are more than are handled here",
                remedy: "5,000 features and 200 million numbers are the most")
        }
        let classes = Set(examples.labels).sorted()
        guard isBinary ? classes.count == 2 : (2...1000).contains(classes.count) else {
            throw FormatError(
                file, "labels", "there are \(classes.count) different ones", remedy: isBinary ? "two are needed; softmax: takes more" : "2 to 1,000 are needed")
        }
        let features = Matrix(rows: examples.rowCount, columns: examples.columnCount, entries: examples.dense).standardized
        let labels = examples.labels.map { label in isBinary ? (label == classes[1] ? 1 : -1) : classes.firstIndex(of: label) ?? 0 }
        return (Design(features, labels), classes.count)
    }
}
