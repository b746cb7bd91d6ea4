import Files
import FoundationEssentials
public import Records

/// A comparison written down by a person: methods with their options, and grids of them.
///
///     {
///       "version": 0,
///       "on": ["neighbors/digits"],
///       "methods": ["exact-search", {"id": "hnsw", "options": {"efSearch": [10, 50, 200], "M": 16}}],
///       "seeds": 5,
///       "budget": "20s"
///     }
///
/// A method with lists among its options stands for every combination. `seeds` is how many, or which.
public enum PlanFile {
    /// - Throws: naming the file and the field that is wrong.
    public static func read(_ path: String) throws -> PlanDocument {
        let bytes = try File.read(path, limit: 1 << 24)
        do {
            let draft = try JSONDecoder().decode(Draft.self, from: Data(bytes))
            // A field that is misspelt would be left out in silence.
            if let unknown = draft.unknownFields.first {
                throw ArenaError("‘\(unknown)’ is no field of a plan; there are \(fields.joined(separator: ", "))")
            }
            return try draft.document
        } catch let error as DecodingError {
            throw ArenaError("\(path): \(describe(error)); Documentation/plan.schema.json says what a plan is")
        } catch let error as ArenaError {
            throw ArenaError("\(path): \(error)")
        }
    }

    private static func describe(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined().drop { $0 == "." }.description
        }
        switch error {
        case .keyNotFound(let key, _): return "the field ‘\(key.stringValue)’ is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): return "‘\(place(context))’ is of the wrong type"
        case .dataCorrupted(let context): return context.codingPath.isEmpty ? "it is not JSON" : "‘\(place(context))’: \(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }

    /// The fields that a plan may have; the schema lists the same.
    public static let fields = ["version", "on", "methods", "seeds", "budget", "jobs", "timeout", "memory", "exclusive", "sealed", "untuned", "threads"]

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Draft: Decodable {
        var version: Int
        var on: [String]
        var methods: [Entry]?
        var seeds: Seeds?
        var budget: String?
        var jobs: Int?
        var timeout: Double?
        var memory: Int?
        var exclusive: Bool?
        var sealed: Bool?
        var untuned: Bool?
        var threads: Int?

        var unknownFields: [String] = []

        private enum CodingKeys: String, CodingKey { case version, on, methods, seeds, budget, jobs, timeout, memory, exclusive, sealed, untuned, threads }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            version = try container.decode(Int.self, forKey: .version)
            on = try container.decode([String].self, forKey: .on)
            methods = try container.decodeIfPresent([Entry].self, forKey: .methods)
            seeds = try container.decodeIfPresent(Seeds.self, forKey: .seeds)
            budget = try container.decodeIfPresent(String.self, forKey: .budget)
            jobs = try container.decodeIfPresent(Int.self, forKey: .jobs)
            timeout = try container.decodeIfPresent(Double.self, forKey: .timeout)
            memory = try container.decodeIfPresent(Int.self, forKey: .memory)
            exclusive = try container.decodeIfPresent(Bool.self, forKey: .exclusive)
            sealed = try container.decodeIfPresent(Bool.self, forKey: .sealed)
            untuned = try container.decodeIfPresent(Bool.self, forKey: .untuned)
            threads = try container.decodeIfPresent(Int.self, forKey: .threads)
            unknownFields = try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue).filter { !fields.contains($0) }.sorted()
        }

        enum Seeds: Decodable {
            case count(UInt64)
            case list([UInt64])

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let count = try? container.decode(UInt64.self) { self = .count(count) } else { self = .list(try container.decode([UInt64].self)) }
            }
        }

        var document: PlanDocument {
            get throws {
                guard version == 0 else { throw ArenaError("it is of version \(version), and this program knows version 0") }
                guard !on.isEmpty else { throw ArenaError("‘on’ names no instance") }
                let list: [UInt64]
                switch seeds ?? .count(3) {
                case .count(let count):
                    guard (1...10_000).contains(count) else { throw ArenaError("‘seeds’ takes a number from 1 to 10000, or a list of seeds") }
                    list = (1...count).map { $0 }
                case .list(let seeds):
                    guard !seeds.isEmpty, Set(seeds).count == seeds.count else { throw ArenaError("‘seeds’ is empty or names one twice") }
                    list = seeds
                }
                if let jobs, !(1...1024).contains(jobs) { throw ArenaError("‘jobs’ takes a number from 1 to 1024") }
                if let timeout, !(timeout > 0 && timeout <= 1e6) { throw ArenaError("‘timeout’ takes a positive number of seconds") }
                if let memory, !(64...1 << 20).contains(memory) { throw ArenaError("‘memory’ takes a number of MiB from 64 to 1048576") }
                if let threads, !(1...256).contains(threads) { throw ArenaError("‘threads’ takes a number from 1 to 256") }
                return PlanDocument(
                    on: on, methods: (methods ?? []).flatMap(\.labels), seeds: list, budget: budget, jobs: jobs ?? 1, timeout: timeout ?? 120, memory: memory,
                    exclusive: exclusive, sealed: sealed, untuned: untuned, threads: threads)
            }
        }
    }

    /// A method, or several of one id.
    private struct Entry: Decodable {
        var id: String
        var options: [(name: String, values: [String])] = []

        private struct Fields: Decodable {
            var id: String
            var options: [String: Values]?
        }

        private struct Values: Decodable {
            var texts: [String]
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let list = try? container.decode([Scalar].self) { texts = list.map(\.text) } else { texts = [try container.decode(Scalar.self).text] }
            }
        }

        private struct Scalar: Decodable {
            var text: String
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let flag = try? container.decode(Bool.self) {
                    text = "\(flag)"
                } else if let whole = try? container.decode(Int.self) {
                    text = "\(whole)"
                } else if let number = try? container.decode(Double.self) {
                    text = "\(number)"
                } else {
                    text = try container.decode(String.self)
                }
            }
        }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                id = text
            } else {
                let fields = try Fields(from: decoder)
                id = fields.id
                options = (fields.options ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value.texts) }
            }
        }

        /// As on the command line, one for each combination.
        var labels: [String] {
            guard !options.isEmpty else { return [id] }
            var combinations: [[String]] = [[]]
            for (name, values) in options {
                combinations = combinations.flatMap { combination in values.map { combination + ["\(name)=\($0)"] } }
            }
            return combinations.map { "\(id)[\($0.joined(separator: ","))]" }
        }
    }
}
