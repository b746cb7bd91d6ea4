import AssayKit

/// The words of a text: those that differ, with how often they come, and which comes where.
struct Words {
    private(set) var distinct: [ArraySlice<UInt8>] = []
    private(set) var counts: [Int] = []
    /// Of each word of the text its place in `distinct`.
    private var places: [Int] = []

    init(_ text: any Text) {
        let bytes = text.bytes, starts = text.wordStarts
        var known: [ArraySlice<UInt8>: Int] = [:]
        places.reserveCapacity(starts.count)
        for i in starts.indices {
            let word = bytes[starts[i]..<(i + 1 < starts.count ? starts[i + 1] : bytes.count)]
            let place = known[word] ?? distinct.count
            if place == distinct.count {
                known[word] = place
                distinct.append(word)
                counts.append(0)
            }
            counts[place] += 1
            places.append(place)
        }
    }

    /// The text's tokens out of those of its distinct words.
    func tokens(_ sequences: [[Int]]) -> [Int] { places.flatMap { sequences[$0] } }
}
