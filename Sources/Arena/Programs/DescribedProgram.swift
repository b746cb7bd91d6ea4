import ForeignFunctions
import Registry

/// A solver that is a program, made a method by what a registry says of its arguments and of its answer's form.
struct DescribedProgram {
    let entry: MethodEntry
    private let binding: Binding.Program

    /// What a described program can need.
    static let kind = "Satisfiability"

    /// Checks the whole binding. Nothing is run.
    /// - Throws: `Refusal` naming the place in the binding and what is wrong with it.
    init(_ entry: MethodEntry) throws(Refusal) {
        func refusal(_ problem: String) -> Refusal { Refusal("\(entry.id): \(problem)") }
        guard let binding = entry.binding?.program else { throw refusal("it has no `binding.program`, which says how the program is called") }
        guard entry.binding == Binding(program: binding) else { throw refusal("its binding describes functions, and it is a program: `program` alone will do") }
        guard entry.role == "searcher", entry.needs == [Self.kind] else {
            throw refusal("it is one of the \(entry.role)s and needs \(entry.needs.joined(separator: " & ")); a described program is a searcher and needs \(Self.kind)")
        }
        self.entry = entry
        self.binding = binding
        for option in entry.options {
            do { try option.check() } catch { throw refusal(error.description) }
        }
        let sample = try arguments(options: [:], seed: 1, Files(folder: ""))
        let all = binding.arguments.joined()
        guard all.contains("{formula}") else { throw refusal("binding.program.arguments: no argument is {formula}, so it cannot know what to solve") }
        guard all.contains("{result}") == (binding.answer == .resultFile) else {
            throw refusal(
                binding.answer == .resultFile
                    ? "binding.program.arguments: no argument is {result}, where its answer is to be found" : "binding.program.arguments: {result} is for the answer ‘resultFile’")
        }
        guard !sample.contains(where: { $0.utf8.contains(0) }) else { throw refusal("binding.program.arguments: a zero byte ends an argument") }
    }

    var answer: Binding.Program.Answer { binding.answer }

    /// Where a run's files are, in its scratch folder.
    struct Files {
        let folder: String
        var formula: String { folder + "/formula.cnf" }
        var result: String { folder + "/result" }
    }

    /// What it is called with in one run.
    /// - Throws: `Refusal` where an option is unknown or outside its limits, or a placeholder stands for nothing.
    func arguments(options texts: [String: String], seed: UInt64, _ files: Files) throws(Refusal) -> [String] {
        var values = ["formula": files.formula, "result": files.result, "seed": "\(1 + (seed &- 1) % 2_000_000_000)"]
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            guard let option = entry.options.first(where: { $0.name == name }) else { throw Refusal("\(entry.id) has no option ‘\(name)’") }
            if let complaint = option.complaint(about: text) { throw Refusal("\(entry.id): \(complaint)") }
        }
        for option in entry.options {
            let text = texts[option.name] ?? option.default
            values["option.\(option.name)"] = option.type == "flag" ? (text == "true" ? "1" : "0") : text
        }
        var arguments: [String] = []
        for (index, template) in binding.arguments.enumerated() {
            do { arguments.append(try Self.filled(template, values)) } catch { throw Refusal("\(entry.id): binding.program.arguments[\(index)]: \(error)") }
        }
        return arguments
    }

    /// A template with its `{name}`s replaced, each once: what stands in a value is not looked at again.
    private static func filled(_ template: String, _ values: [String: String]) throws(Refusal) -> String {
        var result = "", rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else { throw Refusal("a { has no }") }
            let name = String(rest[rest.index(after: open)..<close])
            guard let value = values[name] else { throw Refusal("there is nothing called ‘\(name)’; there are \(values.keys.sorted().joined(separator: ", "))") }
            result += rest[..<open] + value
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
