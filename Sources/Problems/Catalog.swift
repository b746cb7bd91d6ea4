/// Every instance that Assay ships. One line an instance.
public enum Catalog {
    public static let instances: [any Instance] = optimization + compression + search

    public static func instance(_ id: String) -> (any Instance)? { instances.first { $0.id == id } }
}
