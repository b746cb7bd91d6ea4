import Formats
import Registry

/// What a satisfiability solver said, read from what it printed or wrote: nothing of it is believed here but its form.
enum SolverAnswer: Equatable {
    /// Literals, each of a variable there is, none beside its negation. Variables that are not named may have any value.
    case satisfiable([Int])
    case unsatisfiable
    case unknown
    /// No word of the formula.
    case none

    /// Why an answer makes no sense, in words.
    struct Nonsense: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    /// - Parameter text: of the form `form`; in the competitions' form lines that begin with neither `s` nor `v` are comments.
    /// - Throws: `Nonsense` where it contradicts itself, or its model is none.
    init(_ text: [UInt8], _ form: Binding.Program.Answer, variableCount: Int) throws(Nonsense) {
        var verdict: String?
        var values: [Int8] = []
        var literals: [Int] = []
        var isEnded = false
        for line in text.split(separator: UInt8(ascii: "\n")) {
            var words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D })[...]
            guard let first = words.first else { continue }
            switch form {
            case .competition where first.elementsEqual("s".utf8), .resultFile where verdict == nil:
                if form == .competition { words.removeFirst() }
                let said = words.map { String(decoding: $0.prefix(40), as: UTF8.self) }.joined(separator: " ")
                if let verdict, verdict != said { throw Nonsense("it says ‘\(verdict)’ and then ‘\(said)’") }
                verdict = said
                continue
            case .competition where first.elementsEqual("v".utf8): words.removeFirst()
            case .competition: continue
            case .resultFile: break
            }
            if values.isEmpty { values = [Int8](repeating: 0, count: variableCount + 1) }
            for word in words {
                let text = String(decoding: word.prefix(40), as: UTF8.self)
                guard !isEnded else { throw Nonsense("its model goes on after its end, 0, with ‘\(text)’") }
                guard let literal = Int(text) else { throw Nonsense("‘\(text)’ in its model is no literal") }
                guard literal != 0 else { isEnded = true; continue }
                guard literal.magnitude <= UInt(variableCount) else { throw Nonsense("its model has a variable \(literal.magnitude), and there are \(variableCount)") }
                let variable = Int(literal.magnitude), sign: Int8 = literal > 0 ? 1 : -1
                guard values[variable] != -sign else { throw Nonsense("its model has variable \(variable) both true and false") }
                if values[variable] == 0 { literals.append(literal) }
                values[variable] = sign
            }
        }
        switch (verdict, form) {
        case ("SATISFIABLE", .competition), ("SAT", .resultFile):
            guard isEnded else { throw Nonsense("it says that the formula can be satisfied, and its model \(literals.isEmpty ? "is missing" : "breaks off: it is not ended by 0")") }
            self = .satisfiable(literals)
        case ("UNSATISFIABLE", .competition), ("UNSAT", .resultFile): self = .unsatisfiable
        case ("UNKNOWN", .competition), ("INDET", .resultFile): self = .unknown
        case (nil, _): self = .none
        case (let said?, _): throw Nonsense("its verdict is ‘\(said)’, which is none")
        }
    }
}
