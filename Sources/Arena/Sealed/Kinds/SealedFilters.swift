import AssayKit
import Problems

/// What filters ask for: labels, or the tenants of each vector.
struct FilterFacts: Transferable {
    var labels: [Double] = []
    var tenantCount = 0
    var tenants: [[Int32]] = []

    init(_ problem: any FilteredNeighbors) {
        if let problem = problem as? any WindowNeighbors { labels = problem.labels }
        if let problem = problem as? any TenantNeighbors { (tenantCount, tenants) = (problem.tenantCount, problem.tenants) }
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(numbers: labels)
        writer.append(variable: tenantCount)
        writer.append(variable: tenants.count)
        for list in tenants {
            writer.append(variable: list.count)
            for tenant in list { writer.append(littleEndian: tenant) }
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

/// On the wire a filter is two words before the query: a window's bounds, or a tenant.
private let filterSize = 16

extension FilteredNeighbors where Self: SealedProblem {
    func serveFiltered(_ answer: (Span<Float>, NeighborFilter, Int, inout Neighbors) throws -> Void) throws {
        mailbox.first = keptBytes
        var kind = ask(.serveFiltered)
        var query = [Float](repeating: 0, count: dimension)
        var bounds = [Double](repeating: 0, count: 2)
        let hasWindows = self is any WindowNeighbors
        while kind == .query {
            let (neighborCount, tenant) = (mailbox.first, mailbox.second)
            var boundSpan = bounds.mutableSpan
            mailbox.get(into: &boundSpan)
            var span = query.mutableSpan
            mailbox.get(into: &span, at: filterSize)
            var neighbors = Neighbors()
            let filter = hasWindows ? NeighborFilter.window(low: bounds[0], high: bounds[1]) : .tenant(tenant)
            try answer(query.span, filter, neighborCount, &neighbors)
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
            switch filter {
            case .window(let low, let high): mailbox.put(numbers: [low, high])
            case .tenant(let tenant): mailbox.second = tenant
            @unknown default: throw SealedRun.End.garbage("a filter that cannot be sealed")
            }
            mailbox.put(query, at: filterSize)
            mailbox.first = count
            mailbox.answer(.query)
            try serve(until: .neighbors)
            let found: [Int32] = try mailbox.numbers(mailbox.first)
            for index in found { neighbors.append(Int(index)) }
        }
    }
}
