/// The distinct words as doubly linked lists of tokens. Each pair of neighbours knows its places, from left to right, by a list that is
/// threaded through them; so a merge costs as much as its pair has places, in however long a text.
///
/// A pair comes into being by one merge, that of its newer token, and from then on only loses places: hence its list is in order as it
/// is appended to, and overlapping pairs, as in aaa, are merged from the left.
struct TokenList {
    private struct Place {
        /// −1 at the end of a word, and where a token was merged into the one before.
        var token: Int32
        /// The places of the tokens before and after in the word; −1 at its ends.
        var previous: Int32
        var next: Int32
        /// The pair of this token and the next, −1 where there is none, and the places before and after where that pair is.
        var pair: Int32 = -1
        var pairBefore: Int32 = -1
        var pairAfter: Int32 = -1
        /// How often the word is in the text.
        let count: Int32
    }

    private struct Pair {
        let left: Int32
        let right: Int32
        var first: Int32 = -1
        var last: Int32 = -1
    }

    private var places: [Place] = []
    private var wordStarts: [Int] = []
    private var pairs: [Pair] = []
    /// How often each pair is in the text, all of them counted that overlap.
    private(set) var counts: [Int] = []
    /// During a merge into a token t: of each token x the pair (x, t), and the pair (t, x); −1 where it is not there yet.
    private var pairWithLeft = [Int32](repeating: -1, count: 256)
    private var pairWithRight = [Int32](repeating: -1, count: 256)

    init(_ words: Words) {
        places.reserveCapacity(words.distinct.reduce(0) { $0 + $1.count })
        for (word, count) in zip(words.distinct, words.counts) {
            let start = places.count, end = start + word.count
            wordStarts.append(start)
            for (i, byte) in zip(start..., word) {
                places.append(Place(
                    token: Int32(byte), previous: i == start ? -1 : Int32(i - 1), next: i + 1 == end ? -1 : Int32(i + 1), count: Int32(count)))
            }
        }
    }

    /// Finds the pairs of bytes.
    mutating func countPairs() -> [CountedPair] {
        var indices = [Int32](repeating: -1, count: 1 << 16)
        for i in places.indices where places[i].next >= 0 {
            let left = places[i].token, right = places[Int(places[i].next)].token
            add(Int32(i), left, right, &indices[Int(left) << 8 | Int(right)])
        }
        return pairs.indices.map { entry($0) }
    }

    /// Merges a pair into a token wherever it is.
    /// - Returns: the pairs that came into being.
    mutating func merge(_ pair: Int, into token: Int) -> [CountedPair] {
        let known = pairs.count
        // Swapped, not copied, which would cost as much as there are tokens. Of two neighbours that both become t, the right one finds
        // that the left one has: (t, t) is a pair with a left neighbour.
        var left: [Int32] = [], right: [Int32] = []
        swap(&left, &pairWithLeft)
        swap(&right, &pairWithRight)
        left.append(-1)
        right.append(-1)
        while pairs[pair].first >= 0 {
            let place = pairs[pair].first, merged = places[Int(place)].next
            let before = places[Int(place)].previous, after = places[Int(merged)].next
            remove(place)
            if before >= 0 { remove(before) }
            if after >= 0 {
                remove(merged)
                places[Int(after)].previous = place
            }
            places[Int(merged)].token = -1
            places[Int(place)].token = Int32(token)
            places[Int(place)].next = after
            if before >= 0 {
                let neighbour = places[Int(before)].token
                add(before, neighbour, Int32(token), &left[Int(neighbour)])
            }
            if after >= 0 {
                let neighbour = places[Int(after)].token
                add(place, Int32(token), neighbour, &right[Int(neighbour)])
            }
        }
        for created in pairs[known...] {
            left[Int(created.left)] = -1
            right[Int(created.right)] = -1
        }
        pairWithLeft = left
        pairWithRight = right
        return (known..<pairs.count).map { entry($0) }
    }

    /// The tokens of a distinct word.
    func tokens(ofWord word: Int) -> [Int] {
        var tokens: [Int] = [], place = wordStarts[word]
        while place >= 0 {
            tokens.append(Int(places[place].token))
            place = Int(places[place].next)
        }
        return tokens
    }

    private func entry(_ pair: Int) -> CountedPair {
        CountedPair(count: counts[pair], left: Int(pairs[pair].left), right: Int(pairs[pair].right), index: pair)
    }

    /// Appends a place to a pair's, which is made where there is none.
    private mutating func add(_ place: Int32, _ left: Int32, _ right: Int32, _ index: inout Int32) {
        if index < 0 {
            index = Int32(pairs.count)
            pairs.append(Pair(left: left, right: right))
            counts.append(0)
        }
        let last = pairs[Int(index)].last
        places[Int(place)].pair = index
        places[Int(place)].pairBefore = last
        places[Int(place)].pairAfter = -1
        if last >= 0 { places[Int(last)].pairAfter = place } else { pairs[Int(index)].first = place }
        pairs[Int(index)].last = place
        counts[Int(index)] += Int(places[Int(place)].count)
    }

    /// Takes a place from the pair that is there.
    private mutating func remove(_ place: Int32) {
        let here = places[Int(place)]
        if here.pairBefore >= 0 { places[Int(here.pairBefore)].pairAfter = here.pairAfter } else { pairs[Int(here.pair)].first = here.pairAfter }
        if here.pairAfter >= 0 { places[Int(here.pairAfter)].pairBefore = here.pairBefore } else { pairs[Int(here.pair)].last = here.pairBefore }
        places[Int(place)].pair = -1
        counts[Int(here.pair)] -= Int(here.count)
    }
}
