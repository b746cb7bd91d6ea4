import Arena
import ArgumentParser
import Records
import Reporting

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what this machine offers to keep runs apart, and what disturbs its timings.",
        discussion: "Exit code 1 says that some protection is not offered here; runs go on without it. Example:\n  assay doctor")

    func run() throws {
        let style = Output.style
        var table = Table([("", .left), ("protection", .left), ("what it does", .left)])
        for (part, isOffered, effect) in Sandbox.offered { table.append([isOffered ? "yes" : "no", part, effect]) }
        print(table.text(style: style))
        let environment = Environment.current()
        print("\(environment.processor), \(environment.processors) processors, \(Number.bytes(environment.memoryBytes)), \(environment.kernel)")
        print("\(environment.blas)\n\(environment.compiler)\nassay \(environment.host)")
        for warning in environment.warnings { print("note: \(warning)") }
        if !Sandbox.offered.allSatisfy(\.isOffered) { throw ExitCode(1) }
    }
}
