// swift-tools-version: 6.2
import PackageDescription

// The mistake that the host must see before it loads anything: AssayKit as a target of the plugin's own package, which
// SwiftPM links into the plugin.
let package = Package(
    name: "StaticKit",
    products: [.library(name: "StaticPlugin", type: .dynamic, targets: ["StaticPlugin"])],
    targets: [
        .target(name: "CHandshake", path: "AssayKit/CHandshake"),
        .target(name: "CKernels", path: "AssayKit/CKernels"),
        .systemLibrary(name: "COpenBLAS", path: "AssayKit/COpenBLAS", pkgConfig: "openblas"),
        .target(
            name: "AssayKit", dependencies: ["CHandshake", "CKernels", "COpenBLAS"], path: "AssayKit",
            exclude: ["CHandshake", "CKernels", "COpenBLAS", "Package.swift"],
            sources: ["Method", "Problems", "Run", "Numerics", "Plugin"]),
        .target(name: "StaticPlugin", dependencies: ["AssayKit"], path: "Plugin"),
    ],
    swiftLanguageModes: [.v6]
)
