/// Every instance that Assay ships. One line an instance.
public enum Catalog {
    public static let instances: [any Instance] = optimization + compression + search

    /// Of ids that say themselves what the instance is, and of a user's own files.
    private static let forms: [@Sendable (String) -> (any Instance)?] = [
        { BBOBInstance(id: $0) }, { NoisyInstance(id: $0) }, { TransportInstance.instance($0) }, { LinearSystemsInstance.instance($0) },
        { blockTable($0) }, { FormulaInstance.instance($0) }, { SatisfiabilityInstance.instance($0) }, { OwnData.instance($0) },
    ]

    /// The instance of that id, which may be made of a user's own file, `logistic:/home/me/my.svm`, or be a trial.
    public static func instance(_ id: String) -> (any Instance)? {
        if let shipped = instances.first(where: { $0.id == id }) { return shipped }
        if let trial = Trial.all.first(where: { $0.id == id }) { return trial }
        return forms.lazy.compactMap { $0(id) }.first
    }
}
