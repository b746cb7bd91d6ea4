import AssayKit
import CAssay

extension CProblem {
    /// Thrown through the host's own loop over queries, when the library's answer says that it cannot go on.
    struct Unanswered: Error {
        let status: assay_status
    }

    func addSearchTables() {
        if let space = problem as? any EuclideanNeighbors { addNearestNeighbors(space) }
        if let medoids = problem as? any Medoids {
            add(
                ASSAY_MEDOIDS,
                assay_medoids_t(
                    size: MemoryLayout<assay_medoids_t>.tableSize, count: medoids.count, medoid_count: medoids.medoidCount,
                    start: keep(medoids.start.map { Int64($0) }),
                    dissimilarities: { problem, index, row in
                        let box = unsafe CProblem.of(problem)
                        return box.ask(box.medoids) { medoids throws(Stop) in
                            let target = unsafe room(row, medoids.count)
                            try medoids.dissimilarities(of: index) { found in
                                unsafe found.withUnsafeBufferPointer { unsafe _ = target.update(fromContentsOf: $0) }
                            }
                        }
                    }))
        }
    }

    /// The C interface promises squared Euclidean distances, so other metrics are not offered by it.
    private func addNearestNeighbors(_ space: any EuclideanNeighbors) {
        add(
            ASSAY_NEAREST_NEIGHBORS,
            assay_nearest_neighbors_t(
                size: MemoryLayout<assay_nearest_neighbors_t>.tableSize, count: space.count, dimension: space.dimension,
                distances_from_index: { problem, index, others, count, distances in
                    let box = unsafe CProblem.of(problem)
                    return box.ask(box.nearestNeighbors) { space throws(Stop) in
                        var span = unsafe room(distances, count).mutableSpan
                        try space.distances(from: index, to: unsafe numbers(others, count).span, into: &span)
                    }
                },
                distances_from_query: { problem, query, others, count, distances in
                    let box = unsafe CProblem.of(problem)
                    return box.ask(box.nearestNeighbors) { space throws(Stop) in
                        var span = unsafe room(distances, count).mutableSpan
                        try space.distances(from: unsafe numbers(query, space.dimension).span, to: unsafe numbers(others, count).span, into: &span)
                    }
                },
                vector: { problem, index, vector in
                    let box = unsafe CProblem.of(problem)
                    return box.ask(box.nearestNeighbors) { space throws(Stop) in
                        var span = unsafe room(vector, space.dimension).mutableSpan
                        try space.vector(index, into: &span)
                    }
                },
                serve: { problem, data, answer in
                    let box = unsafe CProblem.of(problem)
                    guard let space = box.nearestNeighbors, let answer = unsafe answer else { return ASSAY_FAILED }
                    var places: [Int32] = []
                    do {
                        try space.serve { query, k, neighbors in
                            if places.count < k { places = [Int32](repeating: 0, count: k) }
                            var count = 0
                            let status = unsafe query.withUnsafeBufferPointer { unsafe answer(data, $0.baseAddress, k, &places, &count) }
                            guard status == ASSAY_OK else { throw Unanswered(status: status) }
                            precondition(count <= k, "a library answers a query for \(k) neighbours with \(count)")
                            for place in places[..<count] { neighbors.append(Int(place)) }
                        }
                        return ASSAY_OK
                    } catch let unanswered as Unanswered {
                        return unanswered.status
                    } catch {
                        return ASSAY_FAILED
                    }
                }))
    }
}
