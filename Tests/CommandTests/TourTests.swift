import Foundation
import TestSupport
import Testing

/// Every command of Documentation/Tour.md is run, in order, and says what the page says it does.
@Suite struct TourTests {
    private struct Step {
        var commands: [String] = []
        /// The lines that the page quotes from the last of the commands.
        var quotes: [String] = []
    }

    /// Blocks marked `sh`, each with the quotes behind it.
    private func steps(of page: String) -> [Step] {
        var steps: [Step] = []
        var isInside = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line == "```sh" {
                isInside = true
                steps.append(Step())
            } else if line == "```" {
                isInside = false
            } else if isInside {
                steps[steps.count - 1].commands.append(line)
            } else if line.hasPrefix("> ") {
                steps[steps.count - 1].quotes.append(String(line.dropFirst(2)))
            }
        }
        return steps
    }

    /// A command's words, with those in single quotes kept whole.
    private func words(_ command: String) -> [String] {
        command.matches(of: /'([^']*)'|[^ ]+/).map { String($0.1 ?? $0.0) }
    }

    @Test func everyCommandDoesWhatThePageSays() throws {
        let page = try String(contentsOfFile: Project.root + "/Documentation/Tour.md", encoding: .utf8)
        let steps = steps(of: page)
        #expect(steps.count > 10 && steps.filter { !$0.quotes.isEmpty }.count > 6)
        let scratch = try ScratchFolder()
        try FileManager.default.createSymbolicLink(atPath: scratch.path + "/Data", withDestinationPath: Project.root + "/Data")
        for step in steps {
            var output = ""
            for command in step.commands {
                let words = words(command)
                #expect(words.first == "assay", "the tour runs ‘\(command)’")
                let run = try Command.assay(Array(words.dropFirst()), in: scratch.path, environment: ["ASSAY_REGISTRY": Project.root + "/registry.json"])
                #expect(run.status == 0, "\(command): \(run.errors)")
                output += run.output
            }
            // Columns are as wide as they need to be.
            let said = output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for quote in step.quotes {
                #expect(said.contains(quote.split(whereSeparator: \.isWhitespace).joined(separator: " ")), "\(step.commands): ‘\(quote)’ is not in\n\(output)")
            }
        }
    }
}
