/// The linear assignment problem: each row gets a column of its own, at the least cost in all.
public enum LinearAssignment {
    /// The column of each row, by shortest augmenting paths (Jonker and Volgenant, "A shortest augmenting path algorithm for dense and
    /// sparse linear assignment problems", 1987, without its initialisation). O(rows² · columns).
    /// - Parameter costs: finite, with no more rows than columns.
    public static func minimize(_ costs: Matrix) -> [Int] {
        let rows = costs.rows, columns = costs.columns, entries = costs.entries
        precondition(rows <= columns, "\(rows) rows cannot all have one of \(columns) columns")
        // The reduced costs cᵢⱼ − uᵢ − vⱼ are never negative, and zero where i has j.
        var u = [Double](repeating: 0, count: rows), v = [Double](repeating: 0, count: columns)
        var rowOfColumn = [Int](repeating: -1, count: columns), columnOfRow = [Int](repeating: -1, count: rows)
        for start in 0..<rows {
            // Dijkstra's algorithm from the row to the nearest column that is free.
            var distance = [Double](repeating: .infinity, count: columns), parent = [Int](repeating: start, count: columns)
            var isDone = [Bool](repeating: false, count: columns)
            var row = start, length = 0.0, end = -1
            while end < 0 {
                var nearest = -1
                for j in 0..<columns where !isDone[j] {
                    let through = length + entries[row * columns + j] - u[row] - v[j]
                    if through < distance[j] {
                        distance[j] = through
                        parent[j] = row
                    }
                    if nearest < 0 || distance[j] < distance[nearest] { nearest = j }
                }
                isDone[nearest] = true
                length = distance[nearest]
                if rowOfColumn[nearest] < 0 { end = nearest } else { row = rowOfColumn[nearest] }
            }
            for j in 0..<columns where isDone[j] {
                v[j] -= length - distance[j]
                if rowOfColumn[j] >= 0 { u[rowOfColumn[j]] += length - distance[j] }
            }
            u[start] += length
            // Along the path each row takes the column that leads to it.
            while end >= 0 {
                let taker = parent[end], next = columnOfRow[taker]
                rowOfColumn[end] = taker
                columnOfRow[taker] = end
                end = taker == start ? -1 : next
            }
        }
        return columnOfRow
    }

    /// The column of each row, at the greatest gain in all.
    public static func maximize(_ gains: Matrix) -> [Int] {
        minimize(Matrix(rows: gains.rows, columns: gains.columns, entries: gains.entries.map { -$0 }))
    }
}
