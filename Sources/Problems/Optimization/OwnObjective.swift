import AssayKit
import Files
import ForeignFunctions
import Glibc
import Registry

/// A user's own objective: a function of a shared library, called through libffi.
///
/// `c:libmine.so:rosenbrock`, or with its arguments and its dimension, `c:libmine.so:rosenbrock(unsigned,point,gradient,null):10`.
struct OwnObjective: Sendable {
    /// What an argument of the function is.
    enum Argument: Equatable {
        /// n, as an integer of this type.
        case dimension(ForeignType)
        /// n numbers.
        case point
        /// Where n numbers go; null where only the value is wanted.
        case gradient
        case null

        var type: ForeignType { if case .dimension(let type) = self { type } else { .pointer } }
    }

    /// As most write it: `double f(size_t n, const double *x)`.
    static let usual = [Argument.dimension(.size), .point]

    let file: String
    let symbol: String
    let arguments: [Argument]
    /// As it was named; nil where the library is to say it.
    let dimension: Int?

    /// Reads what stands behind `c:`; nil where it is no such form.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /([^:]+):([A-Za-z_][A-Za-z0-9_]*)(?:\(([a-z0-9, ]*)\))?(?::([0-9]{1,9}))?/) else { return nil }
        file = String(match.output.1)
        symbol = String(match.output.2)
        if let words = match.output.3 {
            var arguments: [Argument] = []
            for word in words.split(separator: ",").map({ $0.filter { $0 != " " } }) {
                switch word {
                case "point": arguments.append(.point)
                case "gradient": arguments.append(.gradient)
                case "null": arguments.append(.null)
                default:
                    guard let type = ForeignType(rawValue: word), type.isInteger else { return nil }
                    arguments.append(.dimension(type))
                }
            }
            guard arguments.count(where: { $0 == .point }) == 1, arguments.count(where: { $0 == .gradient }) <= 1 else { return nil }
            self.arguments = arguments
        } else {
            arguments = Self.usual
        }
        dimension = match.output.4.flatMap { Int($0) }
        guard dimension != 0 else { return nil }
    }

    func with(file: String) -> String {
        let own = arguments == Self.usual ? "" : "(" + arguments.map { argument in
            switch argument {
            case .dimension(let type): type.rawValue
            case .point: "point"
            case .gradient: "gradient"
            case .null: "null"
            }
        }.joined(separator: ",") + ")"
        return "c:\(file):\(symbol)\(own)" + (dimension.map { ":\($0)" } ?? "")
    }

    /// Functions that tell more of the objective, where the library has them.
    var gradientSymbol: String { symbol + "_gradient" }
    var dimensionSymbol: String { symbol + "_dimension" }
    var startSymbol: String { symbol + "_start" }
    var minimumSymbol: String { symbol + "_minimum" }

    /// The functions that the library's file defines. Nothing of it is run.
    func symbols() throws -> Set<String> {
        let bytes: [UInt8]
        do { bytes = try File.read(file) } catch { throw Refusal("\(error)") }
        do { return Set(try ELFFile(bytes).dynamicSymbols().filter(\.isDefined).map(\.name)) } catch { throw Refusal("\(file): \(error)") }
    }

    /// Loads the library into this process.
    /// - Throws: `Refusal` where it cannot be loaded, or what it says of the objective makes no sense.
    func load() throws -> LoadedObjective { try LoadedObjective(self) }
}

/// An objective whose library is loaded.
final class LoadedObjective {
    let dimension: Int
    let start: [Double]
    let minimum: Double?
    private let evaluate: (function: ForeignFunction, arguments: [OwnObjective.Argument])
    /// What answers with the gradient; nil where nothing does.
    private let differentiate: (function: ForeignFunction, arguments: [OwnObjective.Argument])?

    init(_ own: OwnObjective) throws(Refusal) {
        let library = try LibraryFile(own.file, sha256: nil)
        do { _ = try ELFFile(library.bytes) } catch { throw Refusal("\(own.file): \(error)") }
        let handle = try unsafe library.load(remedy: "look with `ldd` for what it needs")
        func find(_ name: String, _ arguments: [ForeignType], _ result: ForeignType) throws(Refusal) -> ForeignFunction? {
            guard let symbol = unsafe dlsym(handle, name) else { return nil }
            return unsafe ForeignFunction(name, symbol, try CallSignature(arguments, result))
        }
        guard let function = try find(own.symbol, own.arguments.map(\.type), .double) else { throw Refusal("\(own.file) has no function \(own.symbol)") }
        evaluate = (function, own.arguments)
        if own.arguments.contains(.gradient) {
            differentiate = evaluate
        } else {
            let arguments = own.arguments + [.gradient]
            differentiate = try find(own.gradientSymbol, arguments.map(\.type), .double).map { ($0, arguments) }
        }
        let stated = try find(own.dimensionSymbol, [], .size)?.call().integer
        guard let dimension = own.dimension ?? stated else {
            throw Refusal("the dimension of \(own.symbol) is not known; name it, as in c:\(own.file):\(own.symbol):10, or define size_t \(own.dimensionSymbol)(void)")
        }
        guard (1...10_000_000).contains(dimension) else { throw Refusal("\(own.symbol) has dimension \(dimension); 1 to 10,000,000 are handled") }
        self.dimension = dimension
        minimum = if case .number(let value)? = try find(own.minimumSymbol, [], .double)?.call() { value } else { nil }
        var start = [Double](repeating: 0, count: dimension)
        if let begin = try find(own.startSymbol, [.size, .pointer], .void) {
            unsafe start.withUnsafeMutableBufferPointer { room in
                _ = begin.set(0, .integer(dimension))
                _ = unsafe begin.set(1, .address(room.baseAddress))
                _ = begin.call()
            }
        }
        guard start.allSatisfy(\.isFinite) else { throw Refusal("\(own.startSymbol) gives a start that is not finite") }
        self.start = start
    }

    var hasGradient: Bool { differentiate != nil }

    func value(_ point: Span<Double>) -> Double { call(evaluate, point, nil) }

    func gradient(_ point: Span<Double>, into gradient: inout MutableSpan<Double>) -> Double {
        guard let differentiate else { return .nan }
        return unsafe gradient.withUnsafeMutableBufferPointer { unsafe call(differentiate, point, $0.baseAddress) }
    }

    private func call(
        _ called: (function: ForeignFunction, arguments: [OwnObjective.Argument]), _ point: Span<Double>, _ gradient: UnsafeMutablePointer<Double>?
    ) -> Double {
        unsafe point.withUnsafeBufferPointer { point in
            for (index, argument) in called.arguments.enumerated() {
                let value: ForeignValue =
                    switch argument {
                    case .dimension: .integer(dimension)
                    case .point: unsafe .address(UnsafeMutableRawPointer(mutating: point.baseAddress))
                    case .gradient: unsafe .address(gradient)
                    case .null: .address(nil)
                    }
                _ = called.function.set(index, value)
            }
            guard case .number(let value) = called.function.call() else { return .nan }
            return value
        }
    }
}
