// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Spinning",
    products: [.library(name: "Spinning", type: .dynamic, targets: ["Spinning"])],
    dependencies: [.package(path: "../../Sources/AssayKit")],
    targets: [.target(name: "Spinning", dependencies: [.product(name: "AssayKit", package: "AssayKit")], path: "Spinning")],
    swiftLanguageModes: [.v6]
)
