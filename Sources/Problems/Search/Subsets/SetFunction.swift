import AssayKit

/// A monotone submodular function of sets of elements, zero of none.
enum SetFunction: Sendable {
    /// How many points are covered, each element covering some of them: element → points, of 0..<pointCount.
    case coverage([[Int]], pointCount: Int)
    /// Σ over clients of the greatest similarity to an element of the set: elements × clients, none negative.
    case facilityLocation(Matrix)

    var elementCount: Int {
        switch self {
        case .coverage(let covered, _): covered.count
        case .facilityLocation(let similarities): similarities.rows
        }
    }

    func value(of set: Span<Int>) -> Double {
        switch self {
        case .coverage(let covered, let pointCount):
            var isCovered = [Bool](repeating: false, count: pointCount)
            var count = 0
            for place in set.indices {
                for point in covered[set[place]] where !isCovered[point] {
                    isCovered[point] = true
                    count += 1
                }
            }
            return Double(count)
        case .facilityLocation(let similarities):
            var greatest = [Double](repeating: 0, count: similarities.columns)
            let entries = similarities.entries
            for place in set.indices {
                let row = entries.span.extracting(set[place] * greatest.count..<(set[place] + 1) * greatest.count)
                for client in greatest.indices { greatest[client] = max(greatest[client], row[client]) }
            }
            return greatest.reduce(0, +)
        }
    }

    /// The words of a text's lines that have any; a word is letters, small and capital alike.
    static func words(ofLines text: [UInt8]) -> SetFunction {
        var numbers: [[UInt8]: Int] = [:]
        let lines = text.split(separator: UInt8(ascii: "\n")).map { line in
            let words = line.map { $0 | 0x20 }.split { !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            return Set(
                words.map { word in
                    let next = numbers.count
                    let number = numbers[Array(word)] ?? next
                    if number == next { numbers[Array(word)] = next }
                    return number
                }
            ).sorted()
        }
        return .coverage(lines.filter { !$0.isEmpty }, pointCount: numbers.count)
    }

    /// exp(−‖x − y‖² / mean of it) between elements and clients.
    static func likeness(_ elements: Matrix, _ clients: Matrix) -> SetFunction {
        var similarities = Matrix.product(elements, clients, transposeRight: true)
        let lengths = (0..<elements.rows).map { dot(elements.row($0), elements.row($0)) }
        let clientLengths = (0..<clients.rows).map { dot(clients.row($0), clients.row($0)) }
        for element in 0..<elements.rows {
            for client in 0..<clients.rows {
                similarities[element, client] = max(0, lengths[element] + clientLengths[client] - 2 * similarities[element, client])
            }
        }
        let mean = similarities.entries.reduce(0, +) / Double(max(1, similarities.entries.count))
        for place in similarities.entries.indices { similarities.entries[place] = mean > 0 ? exponential(-similarities.entries[place] / mean) : 1 }
        return .facilityLocation(similarities)
    }
}
