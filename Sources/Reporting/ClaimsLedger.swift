import Arena

/// A claims document as a page of Markdown: what fails stands first, and in the same form as what holds.
public struct ClaimsLedger {
    private let document: ClaimsDocument

    public init(_ document: ClaimsDocument) { self.document = document }

    public var markdown: String {
        let environment = document.environment
        // With other options a method is still the same one.
        let methods = Set(document.claims.map { $0.method.prefix { $0 != "[" } }).count
        let sections = [
            section("Fails", .fails, "The whole interval is beyond the bound."),
            section("Undecided", .undecided, "The interval lies on both sides of the bound."),
            section("Holds", .holds, "The whole interval is within the bound."),
            section("Untestable", .untestable, "It could not be tried, for the reason given."),
        ]
        return """
            # Claims of papers, beside what was measured
            This page is written by `make claims`; every figure in it by the host. A claim stands on a method's card: an instance, a metric, \
            perhaps a rival, and the bound that counts as holding at this scale, which is smaller than most papers'. Each ratio is the method's \
            figure over its rival's on the same seed; measured is the median over \(document.seeds.count) seeds (\(document.seeds.map(String.init).joined(separator: ", "))), \
            in brackets its 95 % bootstrap interval. To see all of one claim's runs, or run them again, use its command.

            Of \(document.claims.count) claims of \(methods) methods, \(document.summary).

            Measured on \(environment.processor), \(environment.processors) processors, \(environment.memoryBytes >> 30) GiB, \(environment.kernel), \
            \(environment.blas), by Assay \(environment.host) built with \(environment.compiler).

            \(sections.filter { !$0.isEmpty }.joined(separator: "\n\n"))

            """
    }

    private func section(_ title: String, _ verdict: ClaimVerdict, _ meaning: String) -> String {
        let claims = document.claims.filter { $0.verdict == verdict }
        guard !claims.isEmpty else { return "" }
        return "## \(title) (\(claims.count))\n\(meaning)\n\n" + claims.map { entry($0, verdict) }.joined(separator: "\n")
    }

    private func entry(_ claim: ClaimsDocument.Claim, _ verdict: ClaimVerdict) -> String {
        var lines = ["- **\(claim.method)**\(claim.paper.map { ", “\($0)”" } ?? ""): \(claim.text) Paper: \(claim.paperValue)."]
        if verdict == .untestable {
            lines.append("  Untestable: \(claim.reason).")
        } else {
            lines.append("  Here: \(claim.setting): **\(claim.figure)**, expected \(claim.expectation).\(claim.reason.isEmpty ? "" : " \(claim.reason).")")
        }
        if let remark = claim.remark { lines.append("  Looked into: \(remark)") }
        if verdict != .untestable { lines.append("  `\(claim.command)`") }
        return lines.joined(separator: "\n")
    }
}
