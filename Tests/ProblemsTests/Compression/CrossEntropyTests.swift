import AssayKit
import Foundation
import Problems
import Testing

@Suite struct CrossEntropyTests {
    @Test func equalOutputsCostTheLogarithmOfTheirNumber() {
        #expect(isClose(CrossEntropy.mean(Matrix(rows: 2, columns: 4, entries: [7, 7, 7, 7, -1, -1, -1, -1]), labels: [0, 3]), log(4)))
    }

    @Test func hugeOutputsDoNotOverflow() {
        let outputs = Matrix(rows: 1, columns: 2, entries: [1e300, 0])
        #expect(CrossEntropy.mean(outputs, labels: [0]) == 0)
        #expect(CrossEntropy.mean(outputs, labels: [1]) == 1e300)
        #expect(CrossEntropy.derivative(outputs, labels: [1]).entries == [1, -1])
    }

    @Test func theDerivativeIsSoftmaxLessTheLabel() {
        let outputs = Matrix(rows: 2, columns: 2, entries: [log(3), 0, 0, 0])
        let derivative = CrossEntropy.derivative(outputs, labels: [1, 0]).entries
        // softmax: (3/4, 1/4) and (1/2, 1/2); each row counts for half.
        for (found, expected) in zip(derivative, [0.375, -0.375, -0.25, 0.25]) { #expect(isClose(found, expected)) }
    }

    @Test func theFirstOfEqualOutputsIsTheAnswer() {
        let outputs = Matrix(rows: 4, columns: 3, entries: [1, 1, 0, 0, 2, 2, 3, 1, 2, 0, 0, 1])
        #expect(CrossEntropy.accuracy(outputs, labels: [0, 2, 0, 2]) == 0.75)
    }
}
