/// An undirected graph whose nodes are to be given points in ℝᵈ, from which a judge tells classes and missing edges.
///
/// Answers go to `run.offer`: n·d numbers, the point of each node after that of the one before. The judge standardises each
/// coordinate where it learns classes, and compares nodes by the cosine of their points as they are.
public protocol NodeEmbedding: Graph {
    /// d.
    var dimension: Int { get }
}
