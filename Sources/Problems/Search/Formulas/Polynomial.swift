/// A polynomial in atoms that are known by number, expanded: of each monomial its coefficient.
struct Polynomial {
    /// More terms than this are not worked with.
    static let mostTerms = 3000

    /// A monomial is the atoms' exponents, without zeros at its end.
    private(set) var terms: [[Int]: Double]

    init(_ constant: Double) { terms = constant == 0 ? [:] : [[]: constant] }
    init(atom: Int) { terms = [[Int](repeating: 0, count: atom) + [1]: 1] }
    private init(terms: [[Int]: Double]) { self.terms = terms }

    /// The constant that it is, where it is one.
    var constant: Double? { terms.isEmpty ? 0 : terms.count == 1 ? terms[[]] : nil }
    var greatest: Double { terms.values.reduce(0) { max($0, abs($1)) } }

    static func + (a: Polynomial, b: Polynomial) -> Polynomial { Polynomial(terms: a.terms.merging(b.terms, uniquingKeysWith: +)) }
    static func - (a: Polynomial, b: Polynomial) -> Polynomial { a + Polynomial(terms: b.terms.mapValues { -$0 }) }

    /// Nil where there would be too many terms.
    static func * (a: Polynomial, b: Polynomial) -> Polynomial? {
        guard a.terms.count * b.terms.count <= 100 * mostTerms else { return nil }
        var terms: [[Int]: Double] = [:]
        for (left, first) in a.terms {
            for (right, second) in b.terms {
                var exponents = left.count >= right.count ? left : right
                for (atom, exponent) in (left.count >= right.count ? right : left).enumerated() { exponents[atom] += exponent }
                terms[exponents, default: 0] += first * second
            }
        }
        return terms.count <= mostTerms ? Polynomial(terms: terms) : nil
    }

    /// Whether each coefficient is the other's but for a share of the greatest one.
    func equals(_ other: Polynomial, within tolerance: Double) -> Bool {
        let difference = (self - other).greatest
        return difference.isFinite && difference <= tolerance * max(greatest, other.greatest)
    }
}
