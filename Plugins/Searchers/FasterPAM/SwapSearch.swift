import AssayKit

/// A candidate and the medoid that it had best replace.
struct Swap {
    let object: Int
    let slot: Int
}

/// Looks for the next swap, on the threads of a run.
struct SwapSearch {
    /// How many dissimilarities are looked at before other threads are set to work, which takes about as long.
    private static let worthThreads = 1 << 12

    private let space: any Medoids
    private let run: Run
    private let rooms: [EvaluationRoom]

    init(_ space: any Medoids, medoidCount: Int, _ run: Run) {
        self.space = space
        self.run = run
        rooms = (0..<run.threads).map { _ in EvaluationRoom(objectCount: space.count, medoidCount: medoidCount) }
    }

    /// The first of the candidates that lowers TD in place of some medoid; nil where none does. What is found is the same
    /// for every number of threads.
    func first(of candidates: Range<Int>, _ clustering: Clustering) throws(Stop) -> Swap? {
        let alone = run.threads > 1 ? min(candidates.count, Self.worthThreads / space.count) : candidates.count
        for candidate in candidates.prefix(alone) {
            if let swap = try improvement(candidate, clustering, rooms[0]) { return swap }
        }
        let rest = candidates.dropFirst(alone)
        // Thrown, so that what comes later is not begun: of all that is thrown it is the first candidate's that counts.
        do throws(End) {
            try run.concurrently(rest.count) { piece, thread throws(End) in
                let swap: Swap?
                do throws(Stop) { swap = try improvement(rest.startIndex + piece, clustering, rooms[thread]) } catch { throw .stopped(error) }
                if let swap { throw .found(swap) }
            }
        } catch {
            switch error {
            case .found(let swap): return swap
            case .stopped(let stop): throw stop
            }
        }
        return nil
    }

    private enum End: Error {
        case found(Swap)
        case stopped(Stop)
    }

    private func improvement(_ candidate: Int, _ clustering: Clustering, _ room: EvaluationRoom) throws(Stop) -> Swap? {
        guard !clustering.isMedoid(candidate) else { return nil }
        try run.checkTime()
        let (change, slot) = try space.withDissimilarities(of: candidate) { row in clustering.bestSwap(row, room) }
        return change < 0 ? Swap(object: candidate, slot: slot) : nil
    }
}
