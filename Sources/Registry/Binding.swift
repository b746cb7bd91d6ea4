/// How a library that knows nothing of Assay is called: its functions with their C types, in order. Documented for those
/// who write one in Documentation/Bindings.md.
public struct Binding: Codable, Sendable, Equatable {
    /// An optimizer's whole work; given `start` and `dimension`.
    public var minimize: Procedure?
    /// A compressor's; given `input` and `input.count`.
    public var compress: Procedure?
    /// The way back, in a process of its own; given `input`, `input.count` and `original.count`.
    public var restore: Procedure?
    /// A searcher's index is built; given `vectors`, `count` and `dimension`.
    public var search: Procedure?
    /// One query is answered; given `query` and `k`, and what `search` made.
    public var answer: Procedure?
    /// How a program is called, in its lane.
    public var program: Program?
    /// Functions of the host's that the library calls, by name.
    public var callbacks: [String: Callback]?

    /// Calls in their order.
    public struct Procedure: Codable, Sendable, Equatable {
        public var steps: [Step]
        public var result: Result?
        /// Calls that release what the others made, whatever became of them; each only where what it names is there.
        public var finally: [Step]?
    }

    public init(program: Program) { self.program = program }

    /// The one call of a program that solves a problem, which it finds in a file.
    public struct Program: Codable, Sendable, Equatable {
        /// What it is called with. In each `{formula}` and `{result}` stand for paths of files, `{seed}` for a number from
        /// 1 to 2 · 10⁹ that follows from the run's seed, and `{option.NAME}` for an option's value.
        public var arguments: [String]
        public var answer: Answer

        /// How it says what it found.
        public enum Answer: String, Codable, Sendable, CaseIterable {
            /// On its standard output, as in the satisfiability competitions: `s SATISFIABLE`, `v 1 -2 … 0`; and by its status, 10 or 20.
            case competition
            /// Into its result file, as MiniSat does: `SAT`, then `1 -2 … 0`, or `UNSAT`, or `INDET`; and by its status.
            case resultFile
        }
    }

    /// A call, or memory that is made for later ones.
    public struct Step: Codable, Sendable, Equatable {
        /// The symbol of a function.
        public var call: String?
        /// The file of another library that the entry names among its `companions`.
        public var library: String?
        public var arguments: [Argument]?
        /// Of a function with `...`: how many arguments stand before it.
        public var fixedArguments: Int?
        public var returns: ForeignType?
        /// The name by which later steps know what was returned.
        public var `as`: String?
        /// How success is told.
        public var expect: Expectation?
        /// A call whose text says what went wrong, where the expectation is not met.
        public var message: Message?

        /// The name of memory that is made here.
        public var allocate: String?
        public var type: ForeignType?
        public var count: Amount?
        /// What every element is at first: a name's value or a constant; zero where nothing is said.
        public var value: String?
        public var constant: Constant?
        /// Members of a structure, laid out as C does.
        public var structure: [Argument]?
    }

    /// An argument of a call, or a member of a structure: exactly one of `value`, `constant` and `callback`.
    public struct Argument: Codable, Sendable, Equatable {
        /// For the reader.
        public var name: String?
        public var type: ForeignType
        /// The name of what is passed. Memory is passed by its address to a pointer, and by its first element else.
        public var value: String?
        public var constant: Constant?
        public var callback: String?
    }

    /// The call whose returned text explains a failure.
    public struct Message: Codable, Sendable, Equatable {
        public var call: String
        public var arguments: [Argument]
    }

    /// Which memory is the answer, and how much of it.
    public struct Result: Codable, Sendable, Equatable {
        public var value: String
        public var count: String?
        /// The type of an element, where `value` is a pointer that the library returned.
        public var type: ForeignType?
    }

    /// A function of the host's.
    public struct Callback: Codable, Sendable, Equatable {
        public var arguments: [Parameter]
        public var returns: ForeignType
        /// What it returns: `value`, the objective's, or a number that is always the same.
        public var result: CallbackResult

        public struct Parameter: Codable, Sendable, Equatable {
            public var type: ForeignType
            public var `is`: Meaning
        }

        public enum Meaning: String, Codable, Sendable, CaseIterable {
            /// The point, `dimension` numbers of type double.
            case point
            /// Where the gradient goes, as many; null where the library wants none.
            case gradient
            /// Where the value goes, for callbacks that do not return it.
            case value
            /// Anything that the host needs not know: a count that is given again, user data.
            case ignored
        }
    }

    public struct Expectation: Codable, Sendable, Equatable {
        public var equals: Int?
        public var notEquals: Int?
        public var atLeast: Int?
        public var atMost: Int?
        public var oneOf: [Int]?

        public var isEmpty: Bool { equals == nil && notEquals == nil && atLeast == nil && atMost == nil && oneOf == nil }
    }

    /// How much memory: a number, a name's value, or a multiple of it and something more.
    public enum Amount: Sendable, Equatable {
        case number(Int)
        case name(String)
        case affine(of: String, times: Double, plus: Int)
    }

    public enum Constant: Sendable, Equatable {
        case integer(Int)
        case number(Double)
        case text(String)
    }

    public enum CallbackResult: Sendable, Equatable {
        case value
        case constant(Constant)
    }
}

/// A type of C's, as arguments, results and memory have it.
public enum ForeignType: String, Sendable, CaseIterable {
    case void, pointer, string, float, double
    case int8, uint8, int16, uint16, int32, uint32, int64, uint64
    case int, unsigned, long, unsignedLong = "unsigned long", size

    /// Bytes, on the 64-bit systems that Assay runs on.
    public var bytes: Int {
        switch self {
        case .void: 0
        case .int8, .uint8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .int, .unsigned, .float: 4
        default: 8
        }
    }

    public var isInteger: Bool { ![.void, .pointer, .string, .float, .double].contains(self) }
    public var isSigned: Bool { [.int8, .int16, .int32, .int64, .int, .long].contains(self) }
    public var isAddress: Bool { self == .pointer || self == .string }
}
