import Arena
import ArgumentParser
import Files

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make a safetensors file again of what `assay compress` made.",
        discussion: "Damage is told by section and byte, and nothing is written then. Example:\n  assay restore model.assay -o model.safetensors")

    @Argument(help: "What `assay compress` made.", completion: .file(extensions: ["assay"]))
    var file: String
    @ArgumentParser.Option(name: .shortAndLong, help: "Where to write the safetensors file.", completion: .file(extensions: ["safetensors"]))
    var output: String
    @OptionGroup var weightOptions: WeightOptions
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var format: OutputOptions

    func run() throws {
        let arena = try registryOptions.arena(try registryOptions.load())
        try Output.makeFolder(of: output)
        let progress = ByteProgress("restoring")
        var restored: RestoredWeights?
        try AtomicFile.write(to: output) { append in
            restored = try arena.restore(file, weightOptions.limits, append: append, progress: { progress.show(done: $0, of: $1, $2) }, note: Output.note)
        }
        progress.end()
        if format.json, let restored { return try Output.json(RestoredDocument(file: file, output: output, restored)) }
        print(output)
    }
}
