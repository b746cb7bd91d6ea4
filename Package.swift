// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Assay",
    products: [
        .executable(name: "assay", targets: ["assay"])
    ],
    dependencies: [
        // The SDK: one dynamic library that host and plugins share.
        .package(path: "Sources/AssayKit"),
        // The command line: parsing, help and completion scripts.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        // SHA-256 of libraries; later their signatures.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        // The records' database: SQLite with checked statements.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Reading whole files and replacing them atomically.
        .target(name: "Files"),
        // The field's file formats: LIBSVM, CSV, NumPy, fvecs, safetensors.
        .target(name: "Formats", dependencies: ["Files"]),
        // The instances, one folder a role.
        .target(name: "Problems", dependencies: [.product(name: "AssayKit", package: "AssayKit"), "CLinux", "Files", "Formats", "ForeignFunctions"]),
        // registry.json: read, check, write; digests.
        .target(name: "Registry", dependencies: ["Files", .product(name: "Crypto", package: "swift-crypto")]),
        // The C interface that libraries in other languages are built against; nothing but a header and checks of its layout.
        .target(name: "CAssay"),
        // Calls to functions that are known only by a description: libffi.
        .systemLibrary(name: "CLibFFI"),
        // Shared libraries examined as files, opened, and their functions called.
        .target(name: "ForeignFunctions", dependencies: ["CLibFFI", "Registry", "Files"]),
        // A library's file checked, loaded, and its methods described.
        .target(name: "Loading", dependencies: ["CAssay", "CLibFFI", "ForeignFunctions", .product(name: "AssayKit", package: "AssayKit"), "Registry", "Files"]),
        // What became of each cell: the journal, the database made from it, and their exports.
        .target(name: "Records", dependencies: ["Files", "Registry", .product(name: "GRDB", package: "GRDB.swift")]),
        // System calls that Swift does not import.
        .target(name: "CLinux"),
        // Plans, cells, workers, and the judging of what they answer.
        .target(name: "Arena", dependencies: ["CLinux", "Files", "Formats", "ForeignFunctions", "Loading", "Problems", "Records", "Registry", "Statistics"]),
        // Medians with their intervals, rankings, Pareto fronts.
        .target(name: "Statistics", dependencies: [.product(name: "AssayKit", package: "AssayKit")]),
        // The terminal's tables, the documents that --json prints, and the report's page.
        .target(
            name: "Reporting", dependencies: ["Arena", "Problems", "Records", "Registry", "Statistics", "Files"],
            resources: [.embedInCode("Page/Resources/report.css"), .embedInCode("Page/Resources/report.js")]),
        // The command line: one file a subcommand.
        .executableTarget(
            name: "assay",
            dependencies: ["Reporting", "Arena", "Loading", "Problems", "Records", "Registry", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            // What `assay new` makes methods from; read where it lies.
            exclude: ["Templates"]),
        // Trains the network that the compressors compress; its result is in Data/.
        .executableTarget(name: "assay-train", dependencies: ["Problems", .product(name: "AssayKit", package: "AssayKit")]),
        // Times gradient descent on the networks in training, for Benchmarks/subjects/training.py.
        .executableTarget(name: "training-steps", dependencies: ["Problems", .product(name: "AssayKit", package: "AssayKit")], path: "Benchmarks/TrainingSteps"),
        // Times oracles without their meter, for Benchmarks/subjects/call_costs.py.
        .executableTarget(name: "bare-calls", dependencies: ["Problems", .product(name: "AssayKit", package: "AssayKit")], path: "Benchmarks/CallCosts/BareCalls"),
        // What the tests share: the project's paths, scratch folders, running the host.
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "AssayKitTests", dependencies: [.product(name: "AssayKit", package: "AssayKit")], exclude: ["Fixtures"]),
        .testTarget(name: "FilesTests", dependencies: ["Files"]),
        .testTarget(name: "FormatsTests", dependencies: ["Formats"], exclude: ["Fixtures"]),
        .testTarget(name: "ProblemsTests", dependencies: ["Problems", "Formats", "TestSupport"], exclude: ["Fixtures"]),
        .testTarget(name: "RegistryTests", dependencies: ["Registry", "TestSupport"]),
        .testTarget(name: "LoadingTests", dependencies: ["Loading", "ForeignFunctions", "Registry", "Files", "TestSupport"]),
        .testTarget(name: "ArenaTests", dependencies: ["Arena", "Loading", "Problems", "Records", "Registry", "TestSupport"]),
        .testTarget(name: "RecordsTests", dependencies: ["Records", "TestSupport"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], exclude: ["Fixtures"]),
        .testTarget(name: "ReportingTests", dependencies: ["TestSupport"]),
        .testTarget(name: "CommandTests", dependencies: [.product(name: "AssayKit", package: "AssayKit"), "Files", "Records", "Registry", "TestSupport"]),
        .testTarget(name: "PluginTests", dependencies: ["Arena", "Loading", "Problems", "Registry"], exclude: ["Fixtures"]),
    ],
    swiftLanguageModes: [.v6]
)
