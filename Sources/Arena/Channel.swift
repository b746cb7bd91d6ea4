import AssayKit
import Glibc

/// Frames over a descriptor: four bytes of length, little-endian, then as many bytes.
struct Channel {
    /// The descriptor on which a worker finds its channel.
    static let workerDescriptor: Int32 = 3
    /// No frame is longer; a length beyond is taken for garbage.
    static let frameLimit = 1 << 30

    let descriptor: Int32

    /// Writes a frame whole. What cannot be written because the other side is gone is dropped.
    @discardableResult
    func write(_ value: some Transferable) -> Bool {
        let body = value.encoded
        guard body.count <= Self.frameLimit else { return false }
        var frame = ByteWriter()
        frame.append(littleEndian: UInt32(body.count))
        frame.append(contentsOf: body)
        return unsafe frame.bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                // No SIGPIPE where the other side has closed.
                let count = unsafe send(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent, Int32(MSG_NOSIGNAL))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    /// Reads one frame, waiting for it. Nil where the other side closed or sent garbage.
    func read() -> [UInt8]? {
        guard let header = read(4) else { return nil }
        let length = header.reversed().reduce(0) { $0 << 8 | Int($1) }
        return length <= Self.frameLimit ? read(length) : nil
    }

    private func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let step = unsafe bytes.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress?.advanced(by: received), count - received, 0) }
            if step < 0 && errno == EINTR { continue }
            guard step > 0 else { return nil }
            received += step
        }
        return bytes
    }
}

/// Puts frames together from bytes as they arrive.
struct FrameAssembler {
    private var pending: [UInt8] = []
    private var begin = 0

    mutating func append(_ bytes: ArraySlice<UInt8>) { pending.append(contentsOf: bytes) }

    /// The next whole frame, or nil where it has not arrived yet.
    /// - Throws: where a length makes no sense.
    mutating func next() throws(DamagedBytes) -> [UInt8]? {
        guard pending.count - begin >= 4 else { return nil }
        let length = pending[begin..<begin + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= Channel.frameLimit else { throw DamagedBytes(at: begin, "a frame of \(length) bytes") }
        guard pending.count - begin - 4 >= length else { return nil }
        let frame = Array(pending[begin + 4..<begin + 4 + length])
        begin += 4 + length
        if begin > 1 << 16 {
            pending.removeFirst(begin)
            begin = 0
        }
        return frame
    }
}
