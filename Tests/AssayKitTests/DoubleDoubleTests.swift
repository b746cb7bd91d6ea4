import AssayKit
import Testing

@Suite struct DoubleDoubleTests {
    /// Whole numbers of up to 100 bits are exact; products and quotients undo each other to 2⁻¹⁰⁰.
    @Test func arithmetic() {
        let large = DoubleDouble(0x1p60) + DoubleDouble(1)
        #expect((large - DoubleDouble(0x1p60)).high == 1)
        // (2⁴⁰ + 1)² = 2⁸⁰ + 2⁴¹ + 1.
        let square = (DoubleDouble(0x1p40) + DoubleDouble(1)) * DoubleDouble(0x1p40 + 1)
        #expect((square - DoubleDouble(0x1p80) - DoubleDouble(0x1p41)).high == 1)
        var random = Random(seed: 1)
        for _ in 0..<1000 {
            let a = DoubleDouble(random.normal(), 1e-17 * random.normal()), b = DoubleDouble(random.normal(), 1e-17 * random.normal())
            #expect(abs((a / b * b - a).high) <= 0x1p-100 * abs(a.high))
            #expect(abs((a + b - a - b).high) <= 0x1p-100 * (abs(a.high) + abs(b.high)))
        }
        let third = DoubleDouble(1) / DoubleDouble(3)
        #expect(abs((third * DoubleDouble(3) - DoubleDouble(1)).high) <= 0x1p-104)
    }
}
