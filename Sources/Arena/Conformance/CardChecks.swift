import AssayKit
import Problems
import Registry

extension Conformance {
    static let cardChecks = [
        Check(name: "card/words", description: "the card has a name and says in a sentence what the method does", applies: { _ in true }) { examiner in
            let method = examiner.method
            if method.name.isEmpty { return "its name is empty" }
            if method.summary.count < 10 || !method.summary.hasSuffix(".") { return "its summary ‘\(method.summary)’ is no sentence" }
            return nil
        },
        Check(name: "card/paper", description: "the paper it comes from is cited with title, authors and a year, and a number of arXiv's form", applies: { $0.paper != nil }) { examiner in
            guard let paper = examiner.method.paper else { return nil }
            if paper.title.isEmpty || paper.authors.isEmpty { return "the paper lacks its title or its authors" }
            if !(1600...2100).contains(paper.year) { return "the paper's year is \(paper.year)" }
            if let number = paper.arxiv, number.wholeMatch(of: /([0-9]{4}\.[0-9]{4,5}|[a-z.\-A-Z]+\/[0-9]{7})/) == nil { return "‘\(number)’ is no number of arXiv's" }
            return nil
        },
        Check(name: "card/options", description: "every option is documented, and its default is within its limits", applies: { !$0.options.isEmpty }) { examiner in
            for option in examiner.method.options {
                if option.documentation.count < 5 { return "option \(option.name) is not documented" }
                do { try option.check() } catch { return "\(error)" }
            }
            return nil
        },
        Check(
            name: "card/claims", description: "every claim names an instance, a metric and a rival that can be, and what would count as holding",
            applies: { !$0.claims.isEmpty }
        ) { examiner in examiner.method.claims.lazy.compactMap { complaint(about: $0, of: examiner.method) }.first },
    ]

    private static func complaint(about claim: ClaimEntry, of method: MethodEntry) -> String? {
        let what = "the claim ‘\(claim.text.prefix(60))’"
        if claim.text.isEmpty || claim.paperValue.isEmpty { return "a claim lacks its words or the paper's figure" }
        switch ClaimExpectation(claim.expectation) {
        case nil: return "\(what) expects ‘\(claim.expectation)’, which is no bound"
        case .untestable(let reason): return reason.count > 8 ? nil : "\(what) does not say why it is untestable"
        case .bound(let bound): if bound.isOfRatio && claim.rival == nil { return "\(what) compares with no rival" }
        }
        guard claim.rival != method.id || claim.options != nil else { return "\(what) names the method itself as its rival" }
        guard let instance = Catalog.instance(claim.instance) else { return "\(what) is about \(claim.instance), and there is no such instance" }
        guard claim.metric == "seconds" || instance.metrics.contains(where: { $0.name == claim.metric }) else { return "\(what) is about \(claim.metric), which \(claim.instance) does not measure" }
        if let mismatch = method.mismatch(role: instance.role, offers: instance.offers, instance: instance.id) { return "\(what) cannot be tested: \(mismatch)" }
        if let budget = claim.budget {
            do { _ = try Budget(text: budget) } catch { return "\(what): \(error)" }
        }
        return nil
    }
}
