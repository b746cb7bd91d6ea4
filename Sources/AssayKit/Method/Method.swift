/// A method of a paper, or a rival that papers are measured against.
///
/// What a method needs of its problem is its type: the associated type of its role protocol is a composition of
/// problem kinds, such as `any Differentiable & Smooth`, and the host gives it no instance that is not one.
public protocol Method: Sendable {
    /// What the method says of itself. Read once, when the library is installed.
    static var card: Card { get }

    /// Makes the method with its options, which the host has already checked against the card.
    init(_ options: Options) throws
}

/// A method that moves continuous variables towards a minimum.
public protocol Optimizer<Problem>: Method {
    /// The kinds of problem that the method needs, e.g. `any Differentiable & Smooth`.
    associatedtype Problem

    /// Minimises the problem, offering its iterates with `run.offer`. The best point offered is the answer.
    /// - Throws: `Stop` as it comes from an oracle whose budget is spent (let it pass), or an error of its own.
    func minimize(_ problem: Problem, _ run: Run) throws
}

/// A method that makes fewer bytes.
public protocol Compressor<Subject>: Method {
    /// The kinds of subject that the method can compress, e.g. `any NetworkWeights`.
    associatedtype Subject
    /// What comes back from the bytes.
    associatedtype Restored: Transferable

    /// Returns bytes from which `restore` makes the subject again, wholly or nearly. Their count is the size that
    /// is reported: headers, codebooks and all.
    func compress(_ subject: Subject, _ run: Run) throws -> [UInt8]

    /// Restores what `compress` made. It runs in a fresh process which has these bytes and nothing else, and must
    /// refuse damaged bytes by throwing.
    static func restore(_ bytes: Span<UInt8>) throws -> Restored
}

/// A method that finds discrete things: neighbours, clusters, subsets, orders.
public protocol Searcher<Space>: Method {
    /// The kinds of space that the method can search, e.g. `any NearestNeighbors`.
    associatedtype Space

    /// Searches the space. How an answer is given depends on the kind: by `run.offer`, or by serving queries.
    func search(_ space: Space, _ run: Run) throws
}

/// The three roles a method can have.
public enum Role: String, Sendable, CaseIterable {
    case optimizer, compressor, searcher
}
