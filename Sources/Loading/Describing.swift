public import AssayKit
public import ForeignFunctions
public import Registry

extension MethodEntry {
    /// A method as its card and its type state it.
    /// - Throws: `Refusal` where it has no role.
    public init(describing method: any Method.Type) throws(Refusal) {
        let (role, needs) = try Self.roleAndNeeds(of: method)
        self.init(method.card, role: role, needs: needs)
    }

    /// A method as its card states it, with its role and the problem kinds that it needs.
    init(_ card: Card, role: Role, needs: [String]) {
        self.init(
            id: card.id, name: card.name, summary: card.summary, role: role.rawValue, needs: needs,
            paper: card.paper.map { PaperEntry(id: $0.id, title: $0.title, authors: $0.authors, year: $0.year, arxiv: $0.arxiv) },
            options: card.options.map {
                OptionEntry(
                    name: $0.name, type: $0.typeName, default: $0.defaultText, limits: $0.limits, unit: $0.unit,
                    documentation: $0.documentation)
            },
            claims: card.claims.map {
                ClaimEntry(
                    text: $0.text, paperValue: $0.paperValue, instance: $0.instance, rival: $0.rival, metric: $0.metric,
                    budget: $0.budget, expectation: $0.expectation.text, options: $0.options, remark: $0.remark)
            })
    }

    private static func roleAndNeeds(of method: any Method.Type) throws(Refusal) -> (Role, [String]) {
        func problem<M: Optimizer>(_: M.Type) -> Any.Type { M.Problem.self }
        func subject<M: Compressor>(_: M.Type) -> Any.Type { M.Subject.self }
        func space<M: Searcher>(_: M.Type) -> Any.Type { M.Space.self }
        if let method = method as? any Optimizer.Type { return (.optimizer, kinds(problem(method))) }
        if let method = method as? any Compressor.Type { return (.compressor, kinds(subject(method))) }
        if let method = method as? any Searcher.Type { return (.searcher, kinds(space(method))) }
        throw Refusal("\(method.card.id) is neither an Optimizer, a Compressor nor a Searcher")
    }

    /// The protocols of a composition such as `any Differentiable & Smooth`, as Swift prints it.
    private static func kinds(_ type: Any.Type) -> [String] {
        String(describing: type).split(separator: " ").map(String.init).filter { $0 != "any" && $0 != "&" }
    }

    /// Whether an instance that offers these problem kinds fits; the reason in words where it does not.
    public func mismatch(role: Role, offers: [String], instance: String) -> String? {
        guard self.role == role.rawValue else { return "\(id) is one of the \(self.role)s, and \(instance) is for \(role.rawValue)s" }
        let lacking = needs.filter { !offers.contains($0) }
        guard !lacking.isEmpty else { return nil }
        return "\(id) needs \(lacking.joined(separator: " and ")); \(instance) has none"
    }
}
