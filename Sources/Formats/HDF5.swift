import Glibc

/// HDF5 files: datasets of numbers by name, and texts that are attributes of the file.
public final class HDF5 {
    private let file: String
    private let library: HDF5Library
    private let identifier: Int64

    /// - Throws: where the HDF5 library is not installed, or the file is none that it can open, such as one that is truncated.
    public init(_ file: String) throws(FormatError) {
        guard let library = HDF5Library.shared else {
            throw FormatError(file, "", "HDF5 files are read by the HDF5 library, which is not there", remedy: "install libhdf5-dev, or libhdf5 1.10 or later")
        }
        self.file = file
        self.library = library
        identifier = unsafe library.openFile(file, 0, 0)
        guard identifier >= 0 else {
            throw FormatError(file, "", "it is no HDF5 file, or is cut short", remedy: "fetch it again")
        }
    }

    deinit { _ = library.closeFile(identifier) }

    /// The file's text attribute of that name; nil where there is none.
    public func text(_ name: String) -> String? {
        guard unsafe library.attributeExists(identifier, name) > 0 else { return nil }
        let attribute = unsafe library.openAttribute(identifier, name, 0)
        guard attribute >= 0 else { return nil }
        defer { _ = library.closeAttribute(attribute) }
        let type = library.attributeType(attribute)
        defer { _ = library.closeType(type) }
        // The class of texts, and no longer ones than a word.
        guard library.typeClass(type) == 3 else { return nil }
        if library.isVariableString(type) > 0 {
            var text: UnsafeMutablePointer<CChar>?
            guard unsafe library.readAttribute(attribute, type, &text) >= 0, let text = unsafe text else { return nil }
            defer { _ = unsafe library.release(text) }
            return unsafe String(cString: text)
        }
        let size = library.typeSize(type)
        guard (1...4096).contains(size) else { return nil }
        var bytes = [UInt8](repeating: 0, count: size)
        guard unsafe library.readAttribute(attribute, type, &bytes) >= 0 else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// A dataset of two axes, its numbers converted to single precision.
    /// - Throws: where there is none, it has other axes, holds no numbers, or cannot be read.
    public func floats(_ name: String) throws(FormatError) -> (rows: Int, columns: Int, elements: [Float]) {
        try table(name, library.float, 0)
    }

    /// A dataset of two axes, its numbers converted to integers of 32 bits.
    /// - Throws: as `floats` does.
    public func integers(_ name: String) throws(FormatError) -> (rows: Int, columns: Int, elements: [Int32]) {
        try table(name, library.int32, 0)
    }

    private func table<Number: BitwiseCopyable>(_ name: String, _ type: Int64, _ zero: Number) throws(FormatError) -> (rows: Int, columns: Int, elements: [Number]) {
        func failure(_ problem: String) -> FormatError {
            FormatError(file, "dataset \(name)", problem, remedy: "the files of ann-benchmarks have `train`, `test` and `neighbors`, each of two axes")
        }
        guard unsafe library.linkExists(identifier, name, 0) > 0 else { throw failure("is not there") }
        let dataset = unsafe library.openDataset(identifier, name, 0)
        guard dataset >= 0 else { throw failure("is none") }
        defer { _ = library.closeDataset(dataset) }
        let stored = library.datasetType(dataset), space = library.datasetSpace(dataset)
        defer {
            _ = library.closeType(stored)
            _ = library.closeSpace(space)
        }
        // Integers are class 0 and floating-point numbers 1.
        guard (0...1).contains(library.typeClass(stored)) else { throw failure("holds no numbers") }
        let rank = library.rank(space)
        guard rank == 2 else { throw failure("has \(max(0, rank)) axes") }
        var axes: [UInt64] = [0, 0]
        guard unsafe library.extent(space, &axes, nil) == 2, axes[0] > 0, axes[1] > 0, axes[0] <= 1 << 32, axes[1] <= 1 << 20,
            axes[0] * axes[1] <= 1 << 33
        else { throw failure("has axes of \(axes[0]) and \(axes[1])") }
        let (rows, columns) = (Int(axes[0]), Int(axes[1]))
        var elements = [Number](repeating: zero, count: rows * columns)
        let status = unsafe elements.withUnsafeMutableBytes { memory in
            unsafe memory.baseAddress.map { unsafe library.read(dataset, type, 0, 0, 0, $0) } ?? -1
        }
        guard status >= 0 else { throw failure("cannot be read: it is damaged, cut short, or packed by a filter that is not installed") }
        return (rows, columns, elements)
    }
}
