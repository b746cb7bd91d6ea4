// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that host and plugins share ONE dynamic library: SwiftPM would link a target of
// the same package statically, and every cast between host and plugin would then be false in silence.
let package = Package(
    name: "AssayKit",
    products: [
        .library(name: "AssayKit", type: .dynamic, targets: ["AssayKit"])
    ],
    targets: [
        // What every plugin carries in its ELF file for the host to read before anything of it runs.
        .target(name: "CHandshake", path: "CHandshake"),
        // Distance kernels, compiled once for each instruction set and chosen at run time.
        .target(name: "CKernels", path: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
        // OpenBLAS and LAPACKE: matrix products and decompositions.
        .systemLibrary(name: "COpenBLAS", path: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
        .target(
            name: "AssayKit",
            dependencies: ["CHandshake", "CKernels", "COpenBLAS"],
            path: ".",
            exclude: ["CHandshake", "CKernels", "COpenBLAS"],
            sources: ["Method", "Problems", "Run", "Numerics", "Plugin"],
            swiftSettings: [
                // An additive change to the SDK then leaves plugins working that were built before it.
                .unsafeFlags(["-enable-library-evolution", "-emit-module-interface", "-no-verify-emitted-module-interface"])
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)
