import Problems
import Registry

extension Conformance {
    /// One for each trial that is odd: `odd/objective-one`.
    static let trialChecks: [Check] = Trial.all.filter { $0.id.contains("-") }.map { trial in
        let demand =
            switch trial.demand {
            case .solve: "it answers"
            case .answerOrRefuse: "it answers, or refuses with a reason,"
            case .end: "it comes to an end by itself, whatever it answers,"
            }
        return Check(
            name: "odd/" + trial.id.dropFirst("trial/".count), description: "\(demand) on \(trial.summary)",
            applies: { $0.mismatch(role: trial.role, offers: trial.offers, instance: trial.id) == nil }
        ) { examiner in trial.complaint(about: try examiner.run(on: trial).result) }
    }
}
