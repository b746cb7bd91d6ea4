import AssayKit
import Foundation
import TestSupport
import Testing

/// A user's own weights, made smaller and restored.
@Suite struct CompressTests {
    private let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    private func assay(_ arguments: String...) throws -> Command { try Command.assay(arguments, in: scratch.path) }

    /// A safetensors file as the format says, written by hand.
    private func write(_ tensors: [(name: String, type: String, shape: [Int], bytes: [UInt8])], _ name: String) throws -> [UInt8] {
        var members: [String] = [], data: [UInt8] = []
        for tensor in tensors {
            members.append("\"\(tensor.name)\":{\"dtype\":\"\(tensor.type)\",\"shape\":\(tensor.shape),\"data_offsets\":[\(data.count),\(data.count + tensor.bytes.count)]}")
            data += tensor.bytes
        }
        let header = Array("{\"__metadata__\":{\"made\":\"by hand\"},\(members.joined(separator: ","))}".utf8)
        let file = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + data
        _ = try scratch.write(file, name)
        return file
    }

    private func bytes(_ numbers: [Float]) -> [UInt8] { numbers.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } } }
    private func halves(_ numbers: [Float]) -> [UInt8] { numbers.flatMap { withUnsafeBytes(of: Float16($0).bitPattern.littleEndian) { Array($0) } } }
    private func uppers(_ numbers: [Float]) -> [UInt8] {
        numbers.flatMap { withUnsafeBytes(of: UInt16($0.bitPattern >> 16).littleEndian) { Array($0) } }
    }

    private func normals(_ count: Int, seed: UInt64) -> [Float] {
        var random = Random(seed: seed)
        return (0..<count).map { _ in Float(random.normal()) }
    }

    private func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
        let bytes = Array(bytes)
        return stride(from: 0, to: bytes.count, by: 4).map { i in Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[i + $1]) << (8 * UInt32($1)) }) }
    }

    /// Two matrices in single precision, one of them with four axes, two in half of it, and what is no matrix.
    private func writeModel() throws -> [UInt8] {
        try write([
            ("a.weight", "F32", [40, 64], bytes(normals(2_560, seed: 1))), ("b.weight", "F16", [30, 64], halves(normals(1_920, seed: 2))),
            ("c.weight", "BF16", [20, 32], uppers(normals(640, seed: 3))), ("d.weight", "F32", [16, 4, 3, 3], bytes(normals(576, seed: 4))),
            ("a.bias", "F32", [40], bytes(normals(40, seed: 5))), ("steps", "I64", [2, 2], (0..<32).map { UInt8($0) }), ("none", "F32", [0, 4], []),
        ], "model.safetensors")
    }

    @Test func whatIsRestoredHasTheSameTensorsAndNearlyTheSameNumbers() throws {
        let original = try writeModel()
        let command = try assay("compress", "--with", "round-to-nearest", "model.safetensors", "-o", "model.assay", "--bits", "8", "--json")
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.errors.isEmpty, "a progress bar is for terminals")
        let document = try command.json()
        #expect(document["method"] as? String == "round-to-nearest[bits=8]")
        let tensors = try #require(document["tensors"] as? [[String: Any]])
        #expect(tensors.filter { $0["kept"] == nil || $0["kept"] is NSNull }.compactMap { $0["name"] as? String } == ["a.weight", "b.weight", "c.weight", "d.weight"])
        let size = try Project.bytes(scratch.path + "/model.assay").count
        #expect(document["bytes"] as? Int == size)

        let restored = try assay("restore", "model.assay", "-o", "restored.safetensors", "--json")
        #expect(restored.status == 0, "\(restored.errors)")
        let bytes = try Project.bytes(scratch.path + "/restored.safetensors")
        #expect(bytes.count == original.count)
        let told = try restored.json()
        #expect(told["version"] as? Int == 0 && told["method"] as? String == "round-to-nearest[bits=8]")
        #expect(told["bytes"] as? Int == bytes.count && told["archiveBytes"] as? Int == size)
        let parts = try #require(told["tensors"] as? [[String: Any]])
        #expect(parts.compactMap { $0["name"] as? String } == ["a.weight", "b.weight", "c.weight", "d.weight", "a.bias", "steps", "none"])
        #expect(parts.map { $0["isExact"] as? Bool } == [false, false, false, false, true, true, true])
        #expect(parts.map { $0["bytes"] as? Int } == [10_240, 3_840, 1_280, 2_304, 160, 32, 0])
        let begin = original.count - 10_240 - 3_840 - 1_280 - 2_304 - 160 - 32
        #expect(bytes[..<begin] == original[..<begin], "the header, word for word")
        #expect(bytes[(begin + 17_664)...] == original[(begin + 17_664)...], "what is no matrix, bit for bit")
        // Eight bits from the least to the largest of 64 normal numbers: steps of some 0.02, and errors of a third of half of one.
        let (a, b) = (floats(original[begin..<begin + 10_240]), floats(bytes[begin..<begin + 10_240]))
        let error = zip(a, b).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }, norm = a.reduce(0.0) { $0 + Double($1 * $1) }
        #expect(a != b && (error / norm).squareRoot() < 0.01)
        let toldError = try #require(tensors[0]["relativeError"] as? Double)
        #expect(abs(toldError - (error / norm).squareRoot()) < 1e-5)
        for place in stride(from: begin + 14_080, to: begin + 15_360, by: 2) where bytes[place + 1] != original[place + 1] {
            // A number of BF16 is the upper half of one in single precision.
            let (x, y) = (floats([0, 0, original[place], original[place + 1]])[0], floats([0, 0, bytes[place], bytes[place + 1]])[0])
            #expect(abs(x - y) < 0.05, "\(place)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["model.assay", "model.safetensors", "restored.safetensors"])
    }

    /// On a terminal, and nowhere else, a bar on standard error shows how far it is and is gone at the end; the document is no part of it.
    @Test func progressIsShownOnATerminal() throws {
        _ = try writeModel()
        for arguments in [
            ["compress", "--with", "round-to-nearest", "model.safetensors", "-o", "model.assay", "--json"], ["restore", "model.assay", "-o", "r.safetensors", "--json"],
        ] {
            var terminal: Int32 = -1, end: Int32 = -1
            try #require(openpty(&terminal, &end, nil, nil, nil) == 0)
            let handle = FileHandle(fileDescriptor: terminal, closeOnDealloc: true), output = Pipe(), process = Process()
            process.executableURL = URL(filePath: Project.executable)
            process.arguments = arguments
            process.currentDirectoryURL = URL(filePath: scratch.path)
            process.environment = ProcessInfo.processInfo.environment.merging(["ASSAY_REGISTRY": Project.root + "/registry.json"]) { $1 }
            process.standardOutput = output
            process.standardError = FileHandle(fileDescriptor: end, closeOnDealloc: true)
            try process.run()
            try process.waitUntilExit(within: 100)
            #expect(process.terminationStatus == 0)
            // What it wrote is less than a terminal holds back.
            var shown = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(handle.fileDescriptor, &shown, shown.count)
            let text = String(decoding: shown.prefix(max(0, count)), as: UTF8.self)
            #expect(text.hasPrefix("\r\u{1B}[K") && text.contains("░") && text.contains("a.weight"), "\(text)")
            #expect(text.hasSuffix("\r\u{1B}[K"), "the line is left empty")
            let document = try JSONSerialization.jsonObject(with: output.fileHandleForReading.readDataToEndOfFile()) as? [String: Any]
            #expect(document?["version"] as? Int == 0)
        }
    }

    /// A byte that is another, wherever it is, and an end that comes too soon or too late.
    @Test func damageIsToldWithItsPlaceAndNothingIsWritten() throws {
        _ = try writeModel()
        #expect(try assay("compress", "--with", "round-to-nearest", "model.safetensors", "-o", "model.assay").status == 0)
        let archive = try Project.bytes(scratch.path + "/model.assay")
        // Where sections begin.
        var begins = [8]
        while let last = begins.last, last < archive.count {
            begins.append(last + 41 + archive[(last + 1)..<(last + 9)].reversed().reduce(0) { $0 << 8 | Int($1) })
        }
        #expect(begins.removeLast() == archive.count && begins.count == 1 + 4 + 2 + 1)
        var random = Random(seed: 1)
        var damaged: [(bytes: [UInt8], message: String)] = []
        for (number, begin) in begins.enumerated() {
            let end = number + 1 < begins.count ? begins[number + 1] : archive.count
            for place in [begin, begin + 1, begin + 8, begin + random.index(below: end - begin), end - 1] {
                var bytes = archive
                bytes[place] ^= 1 << UInt8(random.index(below: 8))
                damaged.append((bytes, "section \(number + 1) ("))
            }
            damaged.append((Array(archive[..<(begin + random.index(below: end - begin))]), "at byte \(begin)"))
        }
        damaged.append((archive + [0], "byte \(archive.count): 1 bytes follow"))
        damaged.append(([], "does not begin as compressed weights do"))
        damaged.append(([0] + archive.dropFirst(), "does not begin as compressed weights do"))
        for (bytes, message) in damaged {
            _ = try scratch.write(bytes, "damaged.assay")
            let command = try assay("restore", "damaged.assay", "-o", "out.safetensors")
            #expect(command.status == 1 && command.errors.contains(message), "\(message): \(command.errors)")
            #expect(!FileManager.default.fileExists(atPath: scratch.path + "/out.safetensors"))
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
        #expect(!left.contains { $0.hasSuffix(".partial") })
    }

    @Test func calibrationIsAskedForInWords() throws {
        _ = try write([("a.weight", "F32", [40, 64], bytes(normals(2_560, seed: 1))), ("b.weight", "F32", [30, 64], bytes(normals(1_920, seed: 2)))], "m.safetensors")
        func npy(_ rows: Int, _ columns: Int, _ name: String) throws {
            let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
            let header = text + String(repeating: " ", count: 117 - text.count) + "\n"
            _ = try scratch.write([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + bytes(normals(rows * columns, seed: 9)), name)
        }
        try npy(100, 64, "x.npy")
        try npy(100, 32, "narrow.npy")
        let method = "curing[layerChoice=all]"
        let none = try assay("compress", "--with", method, "m.safetensors", "-o", "m.assay")
        #expect(none.status == 1 && none.errors.contains("curing asks for calibration data") && none.errors.contains("a.weight"), "\(none.errors)")
        let narrow = try assay("compress", "--with", method, "m.safetensors", "-o", "m.assay", "--calibration", "narrow.npy")
        #expect(narrow.status == 1 && narrow.errors.contains("rows of 64 numbers are needed, and those that were given have 32"), "\(narrow.errors)")
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/m.assay"))
        let given = try assay("compress", "--with", method, "m.safetensors", "-o", "m.assay", "--calibration", "x.npy")
        #expect(given.status == 0, "\(given.errors)")
        #expect(try assay("restore", "m.assay", "-o", "r.safetensors").status == 0)
    }

    @Test func theFrontierIsWhatNoOtherBeats() throws {
        _ = try writeModel()
        let command = try assay("compress", "--compare", "model.safetensors", "--json")
        #expect(command.status == 0, "\(command.errors)")
        let methods = try #require(try command.json()["methods"] as? [[String: Any]])
        let points = try methods.map { (try #require($0["bytes"] as? Int), try #require($0["relativeError"] as? Double), try #require($0["isOnFrontier"] as? Bool)) }
        #expect(points.contains(where: \.2) && points.count > 5)
        for point in points {
            let isBeaten = points.contains { ($0.0 <= point.0 && $0.1 < point.1) || ($0.0 < point.0 && $0.1 <= point.1) }
            #expect(point.2 == !isBeaten)
        }
        let rounded = methods.filter { ($0["method"] as? String)?.hasPrefix("round-to-nearest[") == true }
        #expect(rounded.count == 5, "a method with an option bits, at five of its values")
        let two = try assay("compress", "--compare", "--with", "round-to-nearest[bits=3]", "--with", "truncated-svd", "model.safetensors")
        #expect(two.status == 0 && two.output.contains("round-to-nearest[bits=3]") && !two.output.contains("magnitude"))
    }

    @Test func mistakesAreTold() throws {
        _ = try writeModel()
        _ = try scratch.write("none", "no.safetensors")
        for (arguments, message) in [
            (["compress", "model.safetensors", "-o", "x"], "name one method by --with"), (["compress", "--with", "round-to-nearest", "model.safetensors"], "-o is missing"),
            (["compress", "--with", "truncated-svd", "--bits", "3", "model.safetensors", "-o", "x"], "has no option ‘bits’"),
            (["compress", "--with", "round-to-nearest", "--bits", "30", "model.safetensors", "-o", "x"], "bits"),
            (["compress", "--with", "round-to-nearest", "no.safetensors", "-o", "x"], "truncated"),
            (["compress", "--with", "round-to-nearest", "missing.safetensors", "-o", "x"], "cannot be opened"),
        ] {
            let command = try Command.assay(arguments, in: scratch.path)
            #expect(command.status != 0 && command.errors.contains(message), "\(arguments): \(command.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/x"))
    }

    /// The file is larger than all the memory that the host may address.
    @Test func memoryIsBoundedByTheLargestMatrix() throws {
        let rows = 1_024, columns = 1_024, count = 110, limit = 400 << 10
        var members: [String] = []
        for i in 0..<count {
            members.append("\"w\(i)\":{\"dtype\":\"F32\",\"shape\":[\(rows),\(columns)],\"data_offsets\":[\(i << 22),\((i + 1) << 22)]}")
        }
        let header = Array("{\(members.joined(separator: ","))}".utf8)
        let path = try scratch.write((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header, "large.safetensors")
        // Zeros that take no room on the disk.
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.truncate(atOffset: UInt64(8 + header.count + count << 22))
        try file.close()
        func limited(_ arguments: String) throws -> Int32 {
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "ulimit -v \(limit); exec '\(Project.executable)' \(arguments)"]
            process.currentDirectoryURL = URL(filePath: scratch.path)
            process.environment = ProcessInfo.processInfo.environment.merging(["ASSAY_REGISTRY": Project.root + "/registry.json"]) { $1 }
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            try process.waitUntilExit(within: 500)
            return process.terminationStatus
        }
        #expect(try limited("compress --with round-to-nearest large.safetensors -o large.assay --bits 4 --memory 256") == 0)
        #expect(try limited("restore large.assay -o restored.safetensors --memory 256") == 0)
        #expect(try FileManager.default.attributesOfItem(atPath: scratch.path + "/restored.safetensors")[.size] as? Int == 8 + header.count + count << 22)
    }
}
