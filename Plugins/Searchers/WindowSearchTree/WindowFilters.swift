import AssayKit

/// What both methods of the paper have in common: the graphs of their parts, and how broadly these are searched.
struct WindowFilters {
    static let paper = Paper(
        id: "P412", title: "Approximate Nearest Neighbor Search with Window Filters",
        authors: "Joshua Engels, Benjamin Landrum, Shangdi Yu, Laxman Dhulipala, Julian Shun", year: 2024, arxiv: "2402.00943")

    static let connections = Option("M", default: 16, in: 2...256, unit: "links", "links that a new element of a graph gets on each layer")
    static let constructionBreadth = Option("efConstruction", default: 100, in: 1...10_000, unit: "candidates", "candidates kept while an element's neighbours are searched")
    static let searchBreadth = Option("efSearch", default: 20, in: 1...100_000, unit: "candidates", "candidates kept while a graph is asked; at least k are")
    static let finalFactor = Option("finalFactor", default: 2, in: 1...64, "by how much the last search of post-filtering is broader than the one that found enough")

    static var options: [any OptionDescribing] { [connections, constructionBreadth, searchBreadth, finalFactor] }

    let graph: NavigableGraph.Parameters
    let searchBreadth: Int
    let finalFactor: Int

    init(_ options: Options) {
        graph = NavigableGraph.Parameters(connections: options[Self.connections], constructionBreadth: options[Self.constructionBreadth])
        searchBreadth = options[Self.searchBreadth]
        finalFactor = options[Self.finalFactor]
    }
}
