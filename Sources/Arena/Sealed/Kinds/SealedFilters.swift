import AssayKit
import Problems

/// What filters ask for: labels, the tenants of each vector, or attributes.
struct FilterFacts: Transferable {
    var labels: [Double] = []
    var tenantCount = 0
    var tenants: [[Int32]] = []
    var attributes: [VectorAttribute] = []

    init(_ problem: any FilteredNeighbors) {
        if let problem = problem as? any WindowNeighbors { labels = problem.labels }
        if let problem = problem as? any TenantNeighbors { (tenantCount, tenants) = (problem.tenantCount, problem.tenants) }
        if let problem = problem as? any AttributeNeighbors { attributes = problem.attributes }
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(numbers: labels)
        writer.append(variable: tenantCount)
        writer.append(variable: tenants.count)
        for list in tenants {
            writer.append(variable: list.count)
            for tenant in list { writer.append(littleEndian: tenant) }
        }
        writer.append(variable: attributes.count)
        for attribute in attributes {
            writer.append(attribute.name)
            writer.append(variable: attribute.categories.count)
            for category in attribute.categories { writer.append(category) }
            writer.append(numbers: attribute.values)
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        labels = try reader.numbers()
        tenantCount = try reader.variable()
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            var list: [Int32] = []
            for _ in 0..<(try reader.variable(atMost: reader.remaining / 4)) { list.append(try reader.littleEndian(Int32.self)) }
            tenants.append(list)
        }
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            let name = try reader.text()
            var categories: [String] = []
            for _ in 0..<(try reader.variable(atMost: reader.remaining)) { categories.append(try reader.text()) }
            attributes.append(VectorAttribute(name, categories: categories, values: try reader.numbers()))
        }
    }
}

/// The facts are decoded before anything is weighed.
class SealedFilters: SealedProblem, EuclideanNeighbors {
    let known: FilterFacts?

    required init(_ facts: ProblemFacts, _ mailbox: Mailbox, _ meter: Meter, _ stopSignal: StopSignal) {
        known = try? FilterFacts(encoded: facts.details)
        super.init(facts, mailbox, meter, stopSignal)
    }
}

final class SealedWindowNeighbors: SealedFilters, WindowNeighbors {
    var labels: [Double] { known?.labels ?? [] }
    func admits(_ index: Int, _ filter: NeighborFilter) -> Bool {
        guard case .window(let low, let high) = filter, let known else { return false }
        return low <= known.labels[index] && known.labels[index] < high
    }
}

final class SealedTenantNeighbors: SealedFilters, TenantNeighbors {
    var tenantCount: Int { known?.tenantCount ?? 0 }
    var tenants: [[Int32]] { known?.tenants ?? [] }
    func admits(_ index: Int, _ filter: NeighborFilter) -> Bool {
        guard case .tenant(let tenant) = filter, let known else { return false }
        return known.tenants[index].contains { Int($0) == tenant }
    }
}

final class SealedAttributeNeighbors: SealedFilters, AttributeNeighbors {
    var attributes: [VectorAttribute] { known?.attributes ?? [] }
    func admits(_ index: Int, _ filter: NeighborFilter) -> Bool {
        guard case .predicate(let predicate) = filter, let known else { return false }
        return predicate.admits(index, known.attributes)
    }
}

/// A filter on its way between the processes.
private struct SentFilter: Transferable {
    let filter: NeighborFilter

    init(_ filter: NeighborFilter) { self.filter = filter }

    func encode(to writer: inout ByteWriter) {
        switch filter {
        case .window(let low, let high):
            writer.append(variable: 0)
            writer.append(low)
            writer.append(high)
        case .tenant(let tenant):
            writer.append(variable: 1)
            writer.append(littleEndian: tenant)
        case .predicate(let predicate):
            writer.append(variable: 2)
            writer.append(variable: predicate.conditions.count)
            for condition in predicate.conditions {
                writer.append(littleEndian: condition.attribute)
                switch condition.accepted {
                case .oneOf(let values):
                    writer.append(variable: 0)
                    writer.append(numbers: values)
                case .range(let low, let high):
                    writer.append(variable: 1)
                    writer.append(low)
                    writer.append(high)
                @unknown default: writer.append(variable: .max)
                }
            }
        // What is not known here is nothing that the other side reads.
        @unknown default: writer.append(variable: .max)
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.variable() {
        case 0: filter = .window(low: try reader.double(), high: try reader.double())
        case 1: filter = .tenant(try reader.littleEndian(Int.self))
        case 2:
            var conditions: [AttributePredicate.Condition] = []
            for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
                let attribute = try reader.littleEndian(Int.self)
                switch try reader.variable() {
                case 0: conditions.append(.init(attribute, .oneOf(try reader.numbers())))
                case 1: conditions.append(.init(attribute, .range(low: try reader.double(), high: try reader.double())))
                default: throw DamagedBytes(at: reader.offset, "a condition of no kind that is known")
                }
            }
            filter = .predicate(AttributePredicate(conditions))
        default: throw DamagedBytes(at: reader.offset, "a filter of no kind that is known")
        }
    }
}

extension FilteredNeighbors where Self: SealedProblem {
    func serveFiltered(_ answer: (Span<Float>, NeighborFilter, Int, inout Neighbors) throws -> Void) throws {
        mailbox.first = keptBytes
        var kind = ask(.serveFiltered)
        var query = [Float](repeating: 0, count: dimension)
        while kind == .query {
            let neighborCount = mailbox.first
            var span = query.mutableSpan
            mailbox.get(into: &span)
            let sent = try SentFilter(encoded: try mailbox.numbers(mailbox.second, at: query.count * 4))
            var neighbors = Neighbors()
            try answer(query.span, sent.filter, neighborCount, &neighbors)
            mailbox.first = neighbors.indices.count
            mailbox.put(neighbors.indices.span)
            kind = ask(.neighbors)
        }
    }
}

extension OracleServer {
    func serveFilteredQueries(_ problem: any FilteredNeighbors) throws {
        (problem as? any IndexWeighing)?.indexBytes = max(0, mailbox.first)
        try problem.serveFiltered { query, filter, count, neighbors in
            let filter = SentFilter(filter).encoded
            mailbox.put(query)
            mailbox.put(filter.span, at: query.count * 4)
            (mailbox.first, mailbox.second) = (count, filter.count)
            mailbox.answer(.query)
            try serve(until: .neighbors)
            let found: [Int32] = try mailbox.numbers(mailbox.first)
            for index in found { neighbors.append(Int(index)) }
        }
    }
}
