// The standard library's own canonical decomposition: Foundation's would be the only other use of it here.
@_spi(_Unicode) import Swift

/// Cuts a text into the pieces of words that BERT knows (Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers
/// for Language Understanding", 2019), as its uncased models do: lower case, no accents, each mark a word of its own, then of
/// each word the longest known pieces from left to right. A text that itself says [SEP] is cut like any other, where the original
/// takes that for the mark.
package struct WordPiece: Sendable {
    /// Longer words are not looked up.
    private static let longestWord = 100
    /// By their bytes: strings would take what is canonically equivalent for the same.
    private let numbers: [[UInt8]: Int]
    private let unknown: Int
    private let begin: Int
    private let end: Int

    /// - Parameter vocabulary: the pieces in order, those that continue a word with ## before them.
    /// - Throws: where [UNK], [CLS] or [SEP] is not among them, or a piece stands twice.
    package init(_ vocabulary: [String]) throws(UnfitVocabulary) {
        var numbers: [[UInt8]: Int] = [:]
        for (number, piece) in vocabulary.enumerated() {
            guard numbers.updateValue(number, forKey: Array(piece.utf8)) == nil else { throw UnfitVocabulary(description: "the piece ‘\(piece)’ stands twice") }
        }
        func number(_ name: String) throws(UnfitVocabulary) -> Int {
            guard let number = numbers[Array(name.utf8)] else { throw UnfitVocabulary(description: "the piece \(name) is missing") }
            return number
        }
        unknown = try number("[UNK]")
        begin = try number("[CLS]")
        end = try number("[SEP]")
        self.numbers = numbers
    }

    /// The numbers of a text's pieces between those of [CLS] and [SEP].
    /// - Parameter limit: how many there are at the most, both of those included; what is beyond is cut off.
    package func tokens(_ text: String, limit: Int) -> [Int] {
        precondition(limit >= 2, "\(limit) tokens have no place for [CLS] and [SEP]")
        var tokens = [begin]
        for word in Self.words(text) where tokens.count < limit - 1 { tokens += pieces(word) }
        return tokens.prefix(limit - 1) + [end]
    }

    /// The longest known piece first; a word of which a part is not known is not known.
    private func pieces(_ word: [Unicode.Scalar]) -> [Int] {
        guard word.count <= Self.longestWord else { return [unknown] }
        var pieces: [Int] = []
        var start = 0
        while start < word.count {
            var stop = word.count
            var found: Int?
            while stop > start {
                found = numbers[Array((start > 0 ? "##" : "").utf8) + Array(Self.string(word[start..<stop]).utf8)]
                if found != nil { break }
                stop -= 1
            }
            guard let found else { return [unknown] }
            pieces.append(found)
            start = stop
        }
        return pieces
    }

    /// Words and marks, in lower case and without accents.
    static func words(_ text: String) -> [[Unicode.Scalar]] {
        var words: [[Unicode.Scalar]] = []
        var word: [Unicode.Scalar] = []
        func finish() {
            if !word.isEmpty { words.append(word) }
            word = []
        }
        let clean = string(text.unicodeScalars.filter { !isInvisible($0) })
        for scalar in clean._nfd where scalar.properties.generalCategory != .nonspacingMark {
            if isSpace(scalar) {
                finish()
            } else if isMark(scalar) || isIdeograph(scalar) {
                finish()
                words.append([scalar])
            } else {
                word += scalar.properties.lowercaseMapping.unicodeScalars
            }
        }
        finish()
        return words
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: !["\t", "\n", "\r"].contains(scalar)
        case .format, .unassigned, .privateUse, .surrogate: true
        default: scalar == "\u{FFFD}"
        }
    }

    /// Punctuation, and all of ASCII that is neither a letter, a digit nor a space.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 33...47, 58...64, 91...96, 123...126: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }

    /// Chinese characters, in the blocks that BERT counts among them: they are written without spaces.
    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B820...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}

/// A list of pieces that is none, in words.
package struct UnfitVocabulary: Error, CustomStringConvertible {
    package let description: String
}
