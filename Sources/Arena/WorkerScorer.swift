import AssayKit
import Problems
import Records

/// Judges answers in a worker, for instances whose judge runs code that is not the host's.
struct WorkerScorer: Scorer {
    private let instance: any Instance
    private let supervisor: Supervisor
    private let data: DataFolder

    /// - Throws: where the judge cannot be made; what is wrong with the instance shows here, before anything is run.
    init(_ instance: any Instance, _ supervisor: Supervisor, _ data: DataFolder) throws(ArenaError) {
        self.instance = instance
        self.supervisor = supervisor
        self.data = data
        try supervisor.nursery.prepare()
        if case .failure(let complaint) = judged([]) { throw ArenaError("\(instance.id): \(complaint)") }
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard let score = scores([answer]).first else { throw InvalidAnswer("it was not judged") }
        return try score.get()
    }

    func scores(_ answers: [Answer]) -> [Result<[String: Double], InvalidAnswer>] {
        var points: [[Double]] = []
        for answer in answers {
            guard case .point(let point) = answer else {
                return answers.map { _ in .failure(InvalidAnswer("an optimizer answers by offering points")) }
            }
            points.append(point)
        }
        switch judged(points) {
        case .success(let scores) where scores.count == answers.count: return scores
        case .success(let scores): return answers.map { _ in .failure(InvalidAnswer("the judge told \(scores.count) scores of \(answers.count)")) }
        case .failure(let complaint): return answers.map { _ in .failure(complaint) }
        }
    }

    private func judged(_ points: [[Double]]) -> Result<[Result<[String: Double], InvalidAnswer>], InvalidAnswer> {
        var job = Job(.judge, library: instance.dataFiles.first ?? "")
        job.instance = instance.id
        job.dataFolder = data.path
        job.bytes = JudgedPoints(points: points).encoded
        var scores: JudgedScores?
        do {
            let report = try supervisor.run(job, Supervisor.Limits()) { message in
                if case .scores(let bytes) = message { scores = try? JudgedScores(encoded: bytes) }
            }
            guard report.outcome == .ok, let scores else {
                return .failure(InvalidAnswer(report.outcome == .refused ? report.reason : "its judge \(report.outcome.rawValue): \(report.reason)"))
            }
            return .success(scores.scores)
        } catch { return .failure(InvalidAnswer("no judge could be started: \(error)")) }
    }
}

/// Points on their way to a judge.
struct JudgedPoints: Transferable {
    var points: [[Double]]

    init(points: [[Double]]) { self.points = points }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: points.count)
        for point in points {
            writer.append(variable: point.count)
            for entry in point { writer.append(entry) }
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        points = []
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            var point: [Double] = []
            for _ in 0..<(try reader.variable(atMost: reader.remaining / 8)) { point.append(try reader.double()) }
            points.append(point)
        }
    }
}

/// What a judge says of each.
struct JudgedScores: Transferable {
    var scores: [Result<[String: Double], InvalidAnswer>]

    init(scores: [Result<[String: Double], InvalidAnswer>]) { self.scores = scores }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: scores.count)
        for score in scores {
            switch score {
            case .success(let metrics):
                writer.append(UInt8(1))
                writer.append(variable: metrics.count)
                for (name, value) in metrics.sorted(by: { $0.key < $1.key }) {
                    writer.append(name)
                    writer.append(value)
                }
            case .failure(let complaint):
                writer.append(UInt8(0))
                writer.append(complaint.description)
            }
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        scores = []
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            guard try reader.byte() == 1 else {
                scores.append(.failure(InvalidAnswer(try reader.text())))
                continue
            }
            var metrics: [String: Double] = [:]
            for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
                let name = try reader.text()
                metrics[name] = try reader.double()
            }
            scores.append(.success(metrics))
        }
    }
}
