import Arena

/// The claims of papers as a part of the page: one table, what fails first.
struct ClaimsSection {
    private let document: ClaimsDocument
    private let anchor: String
    private let title: String

    /// - Parameter number: of the section, where there are several.
    init(_ document: ClaimsDocument, number: Int?) {
        self.document = document
        anchor = "claims" + (number.map { "-\($0)" } ?? "")
        title = "Claims of papers" + (number.map { " (\($0))" } ?? "")
    }

    /// The heading that the page's navigation leads to.
    var link: (anchor: String, text: String) { (anchor, title) }

    var html: String {
        let order: [ClaimVerdict] = [.fails, .undecided, .holds, .untestable]
        let rows = order.flatMap { verdict in document.claims.filter { $0.verdict == verdict } }.map(row).joined(separator: "\n")
        return """
            <section aria-labelledby="\(anchor)">
            <h2 id="\(anchor)">\(HTML.escaped(title))</h2>
            <p class="facts">\(HTML.escaped(document.summary)). Medians over \(document.seeds.count) seeds on \(HTML.escaped(document.environment.processor)).</p>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="\(anchor)"><table>
            <thead><tr><th scope="col">Method</th><th scope="col">Verdict</th><th scope="col">The paper says</th><th scope="col">Measured</th><th scope="col">Expected here</th><th scope="col">Of what</th></tr></thead>
            <tbody>
            \(rows)
            </tbody></table></div>
            </section>
            """
    }

    private func row(_ claim: ClaimsDocument.Claim) -> String {
        let kind = switch claim.verdict { case .holds: " good"; case .fails: " bad"; case .undecided, .untestable: "" }
        let expectation = claim.verdict == .untestable ? "–" : claim.expectation
        let remarks = [claim.reason, claim.remark ?? ""].filter { !$0.isEmpty }.map { "<br>\(HTML.escaped($0))" }.joined()
        let command = claim.verdict == .untestable ? "" : "<br>\(HTML.command(claim.command))"
        return """
            <tr><th scope="row">\(HTML.escaped(claim.method))</th><td><span class="outcome\(kind)">\(claim.verdict.rawValue)</span></td>\
            <td class="reason">\(HTML.escaped(claim.text)) <strong>\(HTML.escaped(claim.paperValue))</strong></td><td class="number">\(HTML.escaped(claim.figure))</td>\
            <td>\(HTML.escaped(expectation))</td><td class="reason">\(HTML.escaped(claim.setting))\(command)\(remarks)</td></tr>
            """
    }
}
