/// Every instance that Assay ships. One line an instance.
public enum Catalog {
    public static let instances: [any Instance] = optimization + compression + search

    /// The instance of that id, which may be made of a user's own file, `logistic:/home/me/my.svm`, or be a trial.
    public static func instance(_ id: String) -> (any Instance)? {
        instances.first { $0.id == id } ?? Trial.all.first { $0.id == id } ?? BBOBInstance(id: id) ?? NoisyInstance(id: id)
            ?? TransportInstance.instance(id) ?? LinearSystemsInstance.instance(id) ?? blockTable(id) ?? FormulaInstance.instance(id) ?? OwnData.instance(id)
    }
}
