extension Array where Element: BitwiseCopyable {
    init(copying span: Span<Element>) {
        self = []
        reserveCapacity(span.count)
        for index in span.indices { append(span[index]) }
    }
}

extension MutableSpan<Double> {
    /// - Precondition: as many values as there are places.
    mutating func copy(_ values: [Double]) {
        precondition(values.count == count, "\(values.count) values do not fill \(count) places")
        for index in values.indices { self[index] = values[index] }
    }
}
