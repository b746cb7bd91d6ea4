import Formats
import Testing

@Suite struct LIBSVMTests {
    private func decode(_ text: String, _ firstIndex: LIBSVM.FirstIndex = .one, columnCount: Int? = nil) throws(FormatError)
        -> LabeledSparseRows
    {
        try LIBSVM.decode(Array(text.utf8), file: "a.svm", firstIndex: firstIndex, columnCount: columnCount)
    }

    private func refusal(_ text: String, _ firstIndex: LIBSVM.FirstIndex = .one, columnCount: Int? = nil) -> FormatError? {
        #expect(throws: FormatError.self) { try decode(text, firstIndex, columnCount: columnCount) }
    }

    @Test(arguments: [("one.svm", LIBSVM.FirstIndex.one), ("zero.svm", .zero)]) func readsWhatScikitLearnWrites(
        name: String, firstIndex: LIBSVM.FirstIndex
    ) throws {
        let rows = try LIBSVM.load(Fixture.path(name), firstIndex: firstIndex)
        #expect(rows.labels == [1, -1, 2.5])
        #expect(rows.offsets == [0, 2, 2, 4])
        #expect(rows.indices == [1, 3, 0, 4])
        #expect(rows.values == [0.5, -2, 1e-7, 123456.75])
        #expect(rows.columnCount == 5)
        #expect(rows.dense == [0, 0.5, 0, -2, 0, 0, 0, 0, 0, 0, 1e-7, 0, 0, 0, 123456.75])
        #expect(Array(rows.entries(ofRow: 2).indices) == [0, 4])
        #expect(Array(rows.entries(ofRow: 2).values) == [1e-7, 123456.75])
    }

    @Test func writesWhatItReads() throws {
        let rows = try LabeledSparseRows(
            labels: [1, -0.0, 1.0 / 3, -Double.leastNonzeroMagnitude], offsets: [0, 2, 2, 3, 4], indices: [0, 7, 3, 2],
            values: [.greatestFiniteMagnitude, 0.1, -9007199254740992, 0], columnCount: 9)
        for firstIndex in [LIBSVM.FirstIndex.zero, .one] {
            try withScratchFile { path in
                try LIBSVM.write(rows, to: path, firstIndex: firstIndex)
                let back = try LIBSVM.load(path, firstIndex: firstIndex, columnCount: 9)
                #expect(back == rows)
                #expect(back.labels[1].sign == .minus)
            }
        }
    }

    @Test func writesOneLineAnExample() throws {
        let rows = try LabeledSparseRows(
            labels: [1, -1], offsets: [0, 2, 2], indices: [0, 2], values: [0.5, 3], columnCount: 3)
        #expect(String(decoding: LIBSVM.encode(rows), as: UTF8.self) == "1 1:0.5 3:3\n-1\n")
    }

    @Test func blanksCommentsAndLineEndsAreFree() throws {
        let plain = try decode("+1 1:2\n-1 3:4\n")
        #expect(try decode("# all\r\n\r\n  +1 \t1:2 # first\r\n\n-1 3:4") == plain)
        #expect(plain.labels == [1, -1])
    }

    @Test func columnsThatNoRowNamesAreTold() throws {
        #expect(try decode("1 2:1", columnCount: 10).columnCount == 10)
        #expect(refusal("1 2:1 11:1", columnCount: 10)?.place == "line 1, column 7")
    }

    @Test(arguments: [
        ("1 1:2\nx 1:2", "line 2, column 1"), ("1 1:2 7", "line 1, column 7"), ("1 2:1 2:1", "line 1, column 7"),
        ("1 2:1 1:1", "line 1, column 7"), ("1 0:1", "line 1, column 3"), ("1 -1:1", "line 1, column 3"),
        ("1 1:", "line 1, column 3"),
        ("1 :1", "line 1, column 3"), ("1 1:nan", "line 1, column 3"), ("1 1:inf", "line 1, column 3"),
        ("1 1:1e999", "line 1, column 3"),
        ("1 1:0x10", "line 1, column 3"), ("1 2147483648:1", "line 1, column 3"),
        ("1 99999999999999999999:1", "line 1, column 3"),
        ("nan 1:1", "line 1, column 1"), ("1,2 1:1", "line 1, column 1"), ("1 qid:3 1:1", "line 1, column 3"),
        ("1 1:2:3", "line 1, column 3"),
        ("", ""), ("\n# nothing\n", ""),
    ]) func refusesWithThePlace(text: String, place: String) {
        let error = refusal(text)
        #expect(error?.place == place)
        #expect(error?.file == "a.svm")
        #expect(error?.remedy.isEmpty == false)
    }

    @Test func anIndexOfZeroSaysHowToLoadTheFile() {
        #expect(refusal("1 0:1")?.remedy.contains(".zero") == true)
        #expect(throws: Never.self) { try decode("1 0:1", .zero) }
    }

    @Test func rowsThatDoNotFitTogetherAreRefused() {
        func refused(_ offsets: [Int], _ indices: [Int], _ values: [Double], columns: Int = 4) {
            #expect(throws: FormatError.self) {
                try LabeledSparseRows(labels: [0, 0], offsets: offsets, indices: indices, values: values, columnCount: columns)
            }
        }
        refused([0, 1], [1], [1])
        refused([0, 2, 1], [1], [1])
        refused([0, .max, 1], [1], [1])
        refused([0, -1, 1], [1], [1])
        refused([1, 1, 1], [1], [1])
        refused([0, 1, 1], [4], [1])
        refused([0, 1, 1], [-1], [1])
        refused([0, 2, 2], [1, 1], [1, 1])
        refused([0, 1, 1], [1], [])
        refused([0, 1, 1], [1], [.nan])
        refused([0, 0, 0], [], [], columns: -1)
    }

    @Test func aMessageHoldsNoTerminalSequences() {
        let error = refusal("1 \u{1B}[2J\u{202E}:" + String(repeating: "x", count: 10_000))
        #expect(error?.description.unicodeScalars.contains("\u{1B}") == false)
        #expect(error?.description.unicodeScalars.contains("\u{202E}") == false)
        #expect((error?.description.count ?? 0) < 300)
    }
}
