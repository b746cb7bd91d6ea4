extension NumPy {
    /// The dictionary in the header: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
    struct Header {
        let type: ElementType
        let isFortranOrder: Bool
        let shape: [Int]

        init(_ text: String, file: String) throws(FormatError) {
            func refusal(_ problem: String) -> FormatError { FormatError(file, "header", problem) }
            func value(_ key: String) throws(FormatError) -> Substring {
                guard let found = text.firstRange(of: "'\(key)':") else { throw refusal("the key ‘\(key)’ is missing") }
                return text[found.upperBound...].drop { $0 == " " }
            }
            let description = try value("descr")
            guard description.first == "'", let name = description.dropFirst().split(separator: "'", omittingEmptySubsequences: false).first, let type = ElementType(String(name)) else {
                throw refusal("the element type \(description.prefix(20)) is not one of bool, int8…int64, uint8…uint64, float16…float64")
            }
            let order = try value("fortran_order")
            guard order.hasPrefix("True") || order.hasPrefix("False") else { throw refusal("fortran_order is neither True nor False") }
            let tuple = try value("shape")
            guard tuple.first == "(", let end = tuple.firstIndex(of: ")") else { throw refusal("the shape is not a tuple") }
            var shape: [Int] = []
            for word in tuple[..<end].dropFirst().split(separator: ",") {
                let number = word.filter { $0 != " " }
                if number.isEmpty { continue }
                guard let size = Int(number), size >= 0 else { throw refusal("‘\(number.prefix(30))’ in the shape is not a size") }
                shape.append(size)
            }
            guard shape.count <= 64 else { throw refusal("the shape has \(shape.count) axes; at most 64 are read") }
            self.type = type
            isFortranOrder = order.hasPrefix("True")
            self.shape = shape
        }
    }

    struct ElementType {
        let kind: Character
        let size: Int
        let isBigEndian: Bool

        init?(_ name: String) {
            guard name.utf8.count == 3, let order = name.first, let kind = name.dropFirst().first, let size = name.last?.wholeNumberValue,
                "<>|=".contains(order)
            else { return nil }
            let sizes: [Character: [Int]] = ["b": [1], "i": [1, 2, 4, 8], "u": [1, 2, 4, 8], "f": [2, 4, 8]]
            guard sizes[kind]?.contains(size) == true else { return nil }
            self.kind = kind
            self.size = size
            isBigEndian = order == ">"
        }

        /// Nil where a double cannot hold it.
        func value(_ view: ByteView, _ offset: Int) -> Double? {
            switch (kind, size) {
            case ("b", _): view.bytes[offset] == 0 ? 0 : 1
            case ("i", 1): Double(view.load(Int8.self, at: offset))
            case ("i", 2): Double(view.load(Int16.self, at: offset, bigEndian: isBigEndian))
            case ("i", 4): Double(view.load(Int32.self, at: offset, bigEndian: isBigEndian))
            case ("i", _): Double(exactly: view.load(Int64.self, at: offset, bigEndian: isBigEndian))
            case ("u", 1): Double(view.bytes[offset])
            case ("u", 2): Double(view.load(UInt16.self, at: offset, bigEndian: isBigEndian))
            case ("u", 4): Double(view.load(UInt32.self, at: offset, bigEndian: isBigEndian))
            case ("u", _): Double(exactly: view.load(UInt64.self, at: offset, bigEndian: isBigEndian))
            case ("f", 2): Double(HalfPrecision.float(view.load(UInt16.self, at: offset, bigEndian: isBigEndian)))
            case ("f", 4): Double(Float(bitPattern: view.load(UInt32.self, at: offset, bigEndian: isBigEndian)))
            default: Double(bitPattern: view.load(UInt64.self, at: offset, bigEndian: isBigEndian))
            }
        }
    }
}

enum HalfPrecision {
    /// IEEE 754 binary16. Written out, since `Float16` is not on every platform that Swift is on.
    static func float(_ bits: UInt16) -> Float {
        let sign: Float = bits >> 15 == 1 ? -1 : 1
        let exponent = Int(bits >> 10 & 31)
        let fraction = Float(bits & 1023)
        switch exponent {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default: return sign * Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
        }
    }
}
