public import AssayKit

/// Calls a method with a problem where their types fit: the cast decides.
public enum Dispatch {
    public struct Mismatch: Error {
        /// The problem type that the method needs.
        public let needed: String
        package init(needed: String) { self.needed = needed }
    }

    /// - Parameter compressed: given what a compressor returns.
    /// - Throws: `Mismatch` where the problem is not what the method needs, or what the method throws.
    public static func call(_ method: any Method, on problem: any Metered, _ run: Run, compressed: ([UInt8]) -> Void) throws {
        if let optimizer = method as? any Optimizer {
            try minimize(optimizer, problem, run)
        } else if let compressor = method as? any Compressor {
            compressed(try compress(compressor, problem, run))
        } else if let searcher = method as? any Searcher {
            try search(searcher, problem, run)
        }
    }

    private static func minimize<M: Optimizer>(_ method: M, _ problem: any Metered, _ run: Run) throws {
        guard let problem = problem as? M.Problem else { throw Mismatch(needed: "\(M.Problem.self)") }
        try method.minimize(problem, run)
    }

    private static func compress<M: Compressor>(_ method: M, _ problem: any Metered, _ run: Run) throws -> [UInt8] {
        guard let subject = problem as? M.Subject else { throw Mismatch(needed: "\(M.Subject.self)") }
        return try method.compress(subject, run)
    }

    private static func search<M: Searcher>(_ method: M, _ problem: any Metered, _ run: Run) throws {
        guard let space = problem as? M.Space else { throw Mismatch(needed: "\(M.Space.self)") }
        try method.search(space, run)
    }
}
