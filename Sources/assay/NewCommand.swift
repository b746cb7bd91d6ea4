import Arena
import ArgumentParser
import FoundationEssentials
import Registry

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Begin a method of your own: a folder that builds, with a test and a card to fill in.",
        discussion: """
            What it makes works as it is. In it, `make` builds the library, `make test` runs its own tests and the checks that every \
            method must pass, `make install` registers it, and `make compare` ranks it. Examples:
              assay new optimizer my-method
              assay new compressor my-method --language rust --folder ~/my-method
            """)

    enum Language: String, CaseIterable, ExpressibleByArgument {
        case swift, c, cpp, rust
        var words: String { ["swift": "Swift", "c": "C", "cpp": "C++", "rust": "Rust"][rawValue] ?? rawValue }
    }

    enum Role: String, CaseIterable, ExpressibleByArgument { case optimizer, compressor, searcher }

    @Argument(help: "What it is: optimizer, compressor or searcher.")
    var role: Role
    @Argument(help: "What it is called: my-method, MyMethod or my_method.")
    var name: String
    @ArgumentParser.Option(name: .long, help: "What it is written in: swift, c, cpp or rust.")
    var language = Language.swift
    @ArgumentParser.Option(name: .long, help: "The folder to make; else one of its name, here.", completion: .directory)
    var folder: String?

    func run() throws {
        let words = try MethodName(name)
        let target = folder ?? words.hyphenated
        guard !FileManager.default.fileExists(atPath: target) else { throw ArenaError("\(target) is there already; choose another name, or another place with --folder") }
        guard let root = SourceTree.root else {
            throw ArenaError("this program is not in the tree that it was built from, which has the templates; run the one in .build/release of it")
        }
        // Beside, then renamed: there is the whole folder or none.
        let unfinished = target + ".partial-\(UInt32.random(in: 0 ... .max))"
        do {
            for (template, file) in files(words) {
                let text = try String(contentsOfFile: "\(root)/Sources/\(template)", encoding: .utf8)
                let path = "\(unfinished)/\(file)"
                try FileManager.default.createDirectory(atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
                try filled(text, words, root).write(toFile: path, atomically: false, encoding: .utf8)
            }
            try FileManager.default.moveItem(atPath: unfinished, toPath: target)
        } catch {
            try? FileManager.default.removeItem(atPath: unfinished)
            throw ArenaError("\(target) cannot be made: \(error.localizedDescription)")
        }
        print("made \(target); next: cd \(target) && make test")
    }

    /// Templates below Sources, and what becomes of each.
    private func files(_ name: MethodName) -> [(template: String, file: String)] {
        let templates = "assay/Templates", own = "\(templates)/\(language.rawValue)"
        let common = [("\(templates)/README.md.template", "README.md"), ("\(own)/Makefile.template", "Makefile"), ("\(templates)/gitignore.template", ".gitignore")]
        switch language {
        case .swift:
            return common + [
                ("\(own)/Package.swift.template", "Package.swift"), ("\(own)/\(role).swift.template", source(name)), ("\(own)/\(role).test.template", test(name)),
            ]
        case .c, .cpp:
            return common + [
                ("CAssay/include/assay.h", "assay.h"), ("\(own)/\(role).\(language).template", source(name)), ("\(templates)/c/\(role).test.template", test(name)),
            ]
        case .rust: return common + [("\(own)/assay.rs.template", "assay.rs"), ("\(own)/\(role).rs.template", source(name))]
        }
    }

    private func source(_ name: MethodName) -> String {
        switch language {
        case .swift: "Sources/\(name.capitalized)/\(name.capitalized).swift"
        case .c: "\(name.underscored).c"
        case .cpp: "\(name.underscored).cpp"
        case .rust: "\(name.underscored).rs"
        }
    }

    private func test(_ name: MethodName) -> String {
        switch language {
        case .swift: "Tests/\(name.capitalized)Tests/\(name.capitalized)Tests.swift"
        case .c, .cpp: "test.c"
        case .rust: "the module `tests` at the end of \(source(name))"
        }
    }

    private func filled(_ template: String, _ name: MethodName, _ root: String) -> String {
        let usual = [
            Role.optimizer: ("logistic/digits", "gradient-descent", " --budget 300gradients,1000values"), .compressor: ("bytes/digits-csv", "zstd", ""),
            .searcher: ("medoids/digits-10", "fasterpam", ""),
        ][role] ?? ("", "", "")
        let article = role == .optimizer ? "An optimizer" : "A \(role)"
        let values = [
            "__Name__": name.capitalized, "__name__": name.underscored, "__id__": name.hyphenated, "__Title__": name.title, "__kit__": "\(root)/Sources/AssayKit",
            "__assay__": Registry.absolute("/proc/self/exe") ?? "assay", "__instance__": usual.0, "__rival__": usual.1, "__budget__": usual.2,
            "__A_role__": article, "__Language__": language.words, "__source__": source(name), "__test__": test(name),
        ]
        return values.reduce(template) { $0.replacing($1.key, with: $1.value) }
    }
}

/// A method's name in the forms that languages want.
struct MethodName {
    private let words: [String]

    /// - Throws: where it is no name that every language takes.
    init(_ text: String) throws {
        var words: [String] = [], word = ""
        var previousIsLower = false
        for character in text {
            guard character.isASCII, character.isLetter || character.isNumber || character == "-" || character == "_" else {
                throw ValidationError("‘\(text)’ is no name for a method; use letters, digits and hyphens, as in my-method")
            }
            if character == "-" || character == "_" || character.isUppercase && previousIsLower {
                words.append(word)
                word = ""
            }
            if character.isLetter || character.isNumber { word += character.lowercased() }
            previousIsLower = character.isLowercase || character.isNumber
        }
        words = (words + [word]).filter { !$0.isEmpty }
        guard words.first?.first?.isLetter == true, text.count <= 60 else { throw ValidationError("‘\(text)’ is no name for a method; it begins with a letter, and has 60 at the most") }
        self.words = words
        // Modules and keywords that a lone word would collide with.
        let taken = ["swift", "assaykit", "foundation", "assay", "optimizer", "compressor", "searcher", "method", "test", "main", "library", "card", "run", "option", "options", "problem", "std", "type", "class", "struct", "protocol"]
        if words.count == 1, taken.contains(words[0]) { throw ValidationError("‘\(text)’ is a word with a meaning of its own; choose another, such as my-\(words[0])") }
    }

    var hyphenated: String { words.joined(separator: "-") }
    var underscored: String { words.joined(separator: "_") }
    var capitalized: String { words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() }
    var title: String { (words.first.map { $0.prefix(1).uppercased() + $0.dropFirst() } ?? "") + words.dropFirst().map { " " + $0 }.joined() }
}

/// The tree that this program was built in.
enum SourceTree {
    static let root: String? = {
        guard var folder = Registry.absolute("/proc/self/exe") else { return nil }
        while let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
            folder = String(folder[..<slash])
            if FileManager.default.fileExists(atPath: folder + "/Sources/AssayKit/Package.swift") { return folder }
        }
        return nil
    }()
}
