import AssayKit
import Problems
import Testing

@Suite struct DigitsSplitTests {
    @Test func everyRowIsTrainedOnOrHeldOut() {
        #expect(DigitsSplit.training.count == 1_197)
        #expect(DigitsSplit.heldOut.count == 600)
        #expect((DigitsSplit.training + DigitsSplit.heldOut).sorted() == Array(0..<1_797))
        #expect(DigitsSplit.calibration.count == 256)
        #expect(Set(DigitsSplit.calibration).isSubset(of: DigitsSplit.training))
    }

    @Test func theOrderIsThatOfTheFixture() throws {
        #expect(DigitsSplit.training + DigitsSplit.heldOut == (try PerceptronFixture.load().order))
    }

    @Test func examplesAreScaledAndLabelled() throws {
        let examples = try DigitExamples(shippedData, rows: [1_796, 0])
        #expect(examples.inputs.rows == 2 && examples.inputs.columns == 64)
        // The first row of the file is a nought that begins 0, 0, 5, 13; the last is an eight.
        #expect(examples.inputs.row(1).prefix(4) == [0, 0, 0.3125, 0.8125])
        #expect(examples.labels == [8, 0])
        #expect(examples.inputs.entries.allSatisfy { 0...1 ~= $0 })
    }
}
