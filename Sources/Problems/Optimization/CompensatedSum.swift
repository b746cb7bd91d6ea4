/// A sum whose error does not grow with the number of terms (Neumaier, "Rundungsfehleranalyse einiger Verfahren zur
/// Summation endlicher Summen", ZAMM 54, 1974, algorithm IV).
struct CompensatedSum {
    private var sum = 0.0
    private var lost = 0.0

    static func += (total: inout CompensatedSum, term: Double) {
        let next = total.sum + term
        total.lost += total.sum.magnitude >= term.magnitude ? (total.sum - next) + term : (term - next) + total.sum
        total.sum = next
    }

    var value: Double { sum + lost }
}
