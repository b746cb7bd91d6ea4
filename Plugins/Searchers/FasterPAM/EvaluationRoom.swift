import AssayKit

/// Room to evaluate swaps in, for one thread.
///
/// Raw memory, and the comparison of eight objects at a time, since all but all of the search's time is spent here.
final class EvaluationRoom {
    /// For each medoid what its removal costs.
    let losses: UnsafeMutableBufferPointer<Double>
    private let gathered: UnsafeMutableBufferPointer<Int32>

    init(objectCount: Int, medoidCount: Int) {
        unsafe losses = .allocate(capacity: medoidCount)
        unsafe losses.initialize(repeating: 0)
        unsafe gathered = .allocate(capacity: objectCount + 8)
        unsafe gathered.initialize(repeating: 0)
    }

    deinit {
        unsafe losses.deallocate()
        unsafe gathered.deallocate()
    }

    /// The places, in their order, where a number of `row` is less than that of `bounds`, which are as many.
    func gather(_ row: Span<Double>, below bounds: Span<Double>) -> UnsafeMutableBufferPointer<Int32>.SubSequence {
        precondition(row.count == bounds.count && row.count + 8 <= gathered.count)
        var count = unsafe row.withUnsafeBytes { row in
            unsafe bounds.withUnsafeBytes { bounds in
                unsafe Self.gather(row, below: bounds, into: gathered)
            }
        }
        for place in row.count & ~7..<row.count where row[place] < bounds[place] {
            unsafe gathered[count] = Int32(truncatingIfNeeded: place)
            count += 1
        }
        return unsafe gathered[..<count]
    }

    /// Of all but the last that are no eight.
    private static func gather(
        _ row: UnsafeRawBufferPointer, below bounds: UnsafeRawBufferPointer, into gathered: UnsafeMutableBufferPointer<Int32>
    ) -> Int {
        var count = 0
        for first in 0..<row.count / 64 {
            let numbers = unsafe row.loadUnaligned(fromByteOffset: 64 * first, as: SIMD8<Double>.self)
            let isLess = unsafe numbers .< bounds.loadUnaligned(fromByteOffset: 64 * first, as: SIMD8<Double>.self)
            // Ones in the lanes where it is less. Most candidates are near few objects, and most of these steps end here.
            let bits = unsafe unsafeBitCast(isLess, to: SIMD8<UInt64>.self)
            let four = bits.lowHalf | bits.highHalf
            let two = four.lowHalf | four.highHalf
            guard two.x | two.y != 0 else { continue }
            let ones = bits &>> 63
            // Without a branch on what no processor can guess.
            for lane in 0..<8 {
                unsafe gathered[count] = Int32(truncatingIfNeeded: 8 * first + lane)
                count &+= Int(truncatingIfNeeded: ones[lane])
            }
        }
        return count
    }
}
