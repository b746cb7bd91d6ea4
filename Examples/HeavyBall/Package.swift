// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "HeavyBall",
    products: [.library(name: "HeavyBall", type: .dynamic, targets: ["HeavyBall"])],
    dependencies: [.package(path: "../../Sources/AssayKit")],
    targets: [.target(name: "HeavyBall", dependencies: [.product(name: "AssayKit", package: "AssayKit")])],
    swiftLanguageModes: [.v6]
)
