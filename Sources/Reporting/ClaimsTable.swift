import Arena

/// Claims on a terminal: one after another, with the verdict in front, and what they come to at the end.
public struct ClaimsTable {
    private let document: ClaimsDocument
    private let style: Style

    public init(_ document: ClaimsDocument, style: Style) {
        self.document = document
        self.style = style
    }

    public var text: String {
        var text = ""
        var method = ""
        for claim in document.claims {
            if claim.method != method {
                method = claim.method
                text += (text.isEmpty ? "" : "\n") + style.bold(method) + (claim.paper.map { style.dim("  \($0)") } ?? "") + "\n"
            }
            text += "  \(word(claim.verdict))  \(claim.text)\n"
            let indent = "              "
            if claim.verdict == .untestable {
                text += indent + "paper: \(claim.paperValue)\n" + indent + claim.reason + "\n"
            } else {
                text += indent + "paper: \(claim.paperValue)\n" + indent + "here:  \(claim.figure), expected \(claim.expectation)\n"
                text += indent + style.dim(claim.setting) + "\n"
                if !claim.reason.isEmpty { text += indent + claim.reason + "\n" }
            }
            if let remark = claim.remark, claim.verdict != .holds { text += indent + remark + "\n" }
        }
        return text + "\n\(document.claims.count) claim\(document.claims.count == 1 ? "" : "s"): \(document.summary)\n"
    }

    private func word(_ verdict: ClaimVerdict) -> String {
        let padded = verdict.rawValue + String(repeating: " ", count: 10 - verdict.rawValue.count)
        return switch verdict {
        case .holds: style.good(padded)
        case .fails: style.bad(padded)
        case .undecided: style.bold(padded)
        case .untestable: style.dim(padded)
        }
    }
}
