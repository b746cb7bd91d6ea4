extension OptionEntry {
    /// Says what is wrong with a text as a value of this option, as far as the registry can tell: the method itself
    /// checks again.
    public func complaint(about text: String) -> String? {
        let bounds = Self.bounds(limits)
        switch type {
        case "integer":
            guard let value = Int(text) else { return "\(name) takes an integer, not ‘\(text)’" }
            if bounds.count == 2, Double(value) < bounds[0] || Double(value) > bounds[1] { return "\(name) must be in \(limits), not \(text)" }
        case "number":
            guard let value = Double(text), value.isFinite else { return "\(name) takes a number, not ‘\(text)’" }
            if bounds.count == 2, value < bounds[0] || value > bounds[1] { return "\(name) must be in \(limits), not \(text)" }
        case "flag":
            guard text == "true" || text == "false" else { return "\(name) takes true or false, not ‘\(text)’" }
        default:
            let choices = limits.split(separator: ",").map { $0.drop { $0 == " " } }
            guard choices.contains(where: { $0 == text }) else { return "\(name) must be one of \(limits), not ‘\(text)’" }
        }
        return nil
    }

    /// Checks what a person wrote: a type that there is, and a default within the limits.
    /// - Throws: `RegistryError` saying what is wrong.
    public func check() throws(RegistryError) {
        guard ["integer", "number", "flag", "choice"].contains(type) else {
            throw RegistryError("option \(name) is of type ‘\(type)’; there are integer, number, flag and choice")
        }
        if type == "integer" || type == "number", Self.bounds(limits).count != 2 {
            throw RegistryError("option \(name) has the limits ‘\(limits)’; write low...high")
        }
        if let complaint = complaint(about: `default`) { throw RegistryError("the default of an option is outside its limits: \(complaint)") }
    }

    /// The two numbers of `low...high`.
    private static func bounds(_ limits: String) -> [Double] {
        guard let dots = limits.firstRange(of: "...") else { return [] }
        return [Double(limits[..<dots.lowerBound]), Double(limits[dots.upperBound...])].compactMap { $0 }
    }
}
