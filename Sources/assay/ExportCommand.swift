import ArgumentParser
import Glibc

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write an instance's data into a folder, for use by other programs.",
        discussion: "In the field's formats: fvecs for vectors, npy for matrices. Example:\n  assay export neighbors/clustered-100k /var/tmp/clustered")

    @Argument(help: "The instance.")
    var instance: String
    @Argument(help: "The folder; it is made where it is not there.", completion: .directory)
    var folder: String
    @OptionGroup var registryOptions: RegistryOptions

    func run() throws {
        let found = try instances(named: [instance])
        mkdir(folder, 0o777)
        for instance in found {
            for file in try instance.export(to: folder, try registryOptions.dataFolder()) { print("\(folder)/\(file)") }
        }
    }
}
