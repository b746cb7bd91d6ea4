import AssayKit

/// FasterPAM: local search for k medoids that tries every object in turn in place of every medoid at once, and swaps as
/// soon as that lowers the total deviation.
///
/// Erich Schubert and Peter J. Rousseeuw, "Fast and Eager k-Medoids Clustering: O(k) Runtime Improvement of the PAM,
/// CLARA, and CLARANS Algorithms", Information Systems 101, 2021: Algorithm 4, with the swap evaluation of its
/// Algorithm 3 (FastPAM1) and, where asked for, the initialisation BUILD (Algorithm 1) or LAB. LAB is from the paper
/// before it, "Faster k-Medoids Clustering: Improving the PAM, CLARA, and CLARANS Algorithms", SISAP 2019.
///
/// O(n) for a candidate and so O(n²) for a pass, whatever k is; PAM needs O(n²k). O(nk) beyond that for each swap in the
/// worst case. At most n² dissimilarities are charged, and O(n + k) numbers are stored.
///
/// On several threads the candidates that come after the last swap are evaluated side by side, and the first that helps is
/// swapped in; so the swaps, and the answer, are those of one thread. What a swap orphans is looked after by all threads,
/// and BUILD and LAB try objects side by side.
///
/// Differences from the paper: candidates are taken in the order of the data, as in the authors' implementation, which
/// also ends the search where a pass has swapped but rounding has left the total deviation no lower. A single medoid
/// (k = 1) is found exactly by the first step of BUILD, since there is no second nearest medoid then. LAB pays for whole
/// space, since the problem answers by space, where the paper counts only pairs within its samples.
public struct FasterPAM: Searcher {
    static let initialisation = Option(
        "initialisation", default: "random", of: ["random", "build", "lab"],
        "The first medoids: the instance's random start, PAM's greedy BUILD, or LAB, which is BUILD on samples of 10 + √n objects.")
    static let maxIterations = Option(
        "maxIterations", default: 1_000_000, in: 1...1_000_000, unit: "passes",
        "Passes over the objects at the most; the paper goes on until none of them can be swapped in.")

    public static var card: Card {
        Card(
            id: "fasterpam", name: "FasterPAM",
            summary: "Local search for k medoids: every object is tried for all medoids at once and swapped in as soon as that helps.",
            paper: Paper(
                id: "P354",
                title: "Fast and Eager k-Medoids Clustering: O(k) Runtime Improvement of the PAM, CLARA, and CLARANS Algorithms",
                authors: "Erich Schubert, Peter J. Rousseeuw", year: 2021, arxiv: "2008.05171"),
            options: [initialisation, maxIterations],
            claims: [
                Claim(
                    "Swapping is O(k) times faster than PAM's (abstract). Tested: at k = 100, a whole run from a random start takes at most 1/k of a whole run of PAM.",
                    paperValue: "458x at k = 100, swaps only", instance: "medoids/digits-100", rival: "pam", metric: "seconds",
                    expectation: .ratioAtMost(0.01)),
                Claim(
                    "Eager swaps keep a quality comparable to PAM's (abstract), here within one per cent, from a random start.",
                    paperValue: "comparable quality", instance: "medoids/digits-10", rival: "pam", metric: "deviation",
                    expectation: .ratioAtMost(1.01)),
                Claim(
                    "Eager swaps keep a quality comparable to PAM's (abstract), here within one per cent, from a random start.",
                    paperValue: "comparable quality", instance: "medoids/digits-100", rival: "pam", metric: "deviation",
                    expectation: .ratioAtMost(1.01)),
                Claim(
                    "Swapping is O(k) times faster than PAM's at k = 200 (abstract).",
                    paperValue: "1191x at k = 200, swaps only", instance: "medoids/digits-100", rival: "pam", metric: "seconds",
                    expectation: .untestable("no instance asks for 200 medoids")),
            ])
    }

    private let initialisation: String
    private let maxIterations: Int

    public init(_ options: Options) throws {
        initialisation = options[Self.initialisation]
        maxIterations = options[Self.maxIterations]
    }

    public func search(_ space: any Medoids, _ run: Run) throws {
        guard space.medoidCount > 1 else {
            run.offer(try build(1, space, run))
            return
        }
        let medoids =
            switch initialisation {
            case "build": try build(space.medoidCount, space, run)
            case "lab": try linearApproximateBuild(space.medoidCount, space, run)
            default: space.start
            }
        run.offer(medoids)

        var clustering = try Clustering(medoids, space)
        let swapSearch = SwapSearch(space, medoidCount: space.medoidCount, run)
        // Where the last swap was, everything since has been tried in vain: a full round, and the search is over.
        var end = space.count
        var (passes, swaps) = (0, 0)
        var before = Double.infinity, deviation = clustering.deviation
        while passes < maxIterations, deviation < before {
            passes += 1
            var candidates = 0..<end
            while let swap = try swapSearch.first(of: candidates, clustering) {
                try clustering.replaceMedoid(swap.slot, by: swap.object, space, run)
                swaps += 1
                run.offer(clustering.medoids)
                end = swap.object
                candidates = swap.object + 1..<space.count
            }
            (before, deviation) = (deviation, clustering.deviation)
        }
        run.report("passes", Double(passes))
        run.report("swaps", Double(swaps))
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(FasterPAM.self) }
