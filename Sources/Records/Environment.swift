/// Where a comparison was made: what a figure in it depends on beside the methods.
public struct Environment: Codable, Sendable, Equatable {
    /// The processor's name, as it gives it.
    public var processor: String
    /// How many processors this process may use.
    public var processors: Int
    public var memoryBytes: Int
    /// The system's name and the release of its kernel.
    public var kernel: String
    /// OpenBLAS's version and the kernels it chose.
    public var blas: String
    /// The Swift compiler that built the host.
    public var compiler: String
    /// The host's own version.
    public var host: String
    /// How many processes wanted to run, averaged over the minute before the comparison began.
    public var load: Double
    /// What makes its timings doubtful, in sentences.
    public var warnings: [String]

    public init(
        processor: String, processors: Int, memoryBytes: Int, kernel: String, blas: String, compiler: String, host: String,
        load: Double, warnings: [String]
    ) {
        self.processor = processor
        self.processors = processors
        self.memoryBytes = memoryBytes
        self.kernel = kernel
        self.blas = blas
        self.compiler = compiler
        self.host = host
        self.load = load
        self.warnings = warnings
    }
}
