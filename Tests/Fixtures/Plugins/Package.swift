// swift-tools-version: 6.2
import PackageDescription

// Libraries that the host must refuse or survive.
let kit: Target.Dependency = .product(name: "AssayKit", package: "AssayKit")
let package = Package(
    name: "HostilePlugins",
    products: ["Hostile", "Sloppy", "Twin", "NoEntry", "ExitsAtLoad"].map { .library(name: $0, type: .dynamic, targets: [$0]) },
    dependencies: [.package(path: "../../../Sources/AssayKit")],
    targets: [
        .target(name: "Hostile", dependencies: [kit], path: "Hostile"),
        .target(name: "Sloppy", dependencies: [kit], path: "Sloppy"),
        .target(name: "Twin", dependencies: [kit], path: "Twin"),
        .target(name: "NoEntry", dependencies: [kit], path: "NoEntry"),
        .target(name: "CExitsAtLoad", path: "CExitsAtLoad"),
        .target(name: "ExitsAtLoad", dependencies: [kit, "CExitsAtLoad"], path: "ExitsAtLoad"),
    ],
    swiftLanguageModes: [.v6]
)
