import AssayKit
import CAssay

/// A run as a C library sees it.
final class CRun {
    let pointer: UnsafeMutablePointer<assay_run_t>
    /// Why the method gave up.
    private(set) var reason: String?
    /// What `check_time` threw.
    private(set) var stop: Stop?
    private let run: Run
    private let meter: Meter
    private var streams: [UInt64: Random] = [:]

    init(_ run: Run, _ meter: Meter) {
        self.run = run
        self.meter = meter
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(
            to: assay_run_t(
                size: UInt32(MemoryLayout<assay_run_t>.size), host: nil, seed: run.seed,
                random: { run, stream in unsafe CRun.of(run).streams[stream, default: CRun.of(run).run.random(stream: stream)].next() },
                uniform: { run, stream in unsafe CRun.of(run).streams[stream, default: CRun.of(run).run.random(stream: stream)].uniform() },
                offer_point: { run, point, count in
                    unsafe CRun.of(run).run.offer(UnsafeBufferPointer(start: point, count: count).span)
                },
                offer_selection: { run, selection, count in
                    unsafe CRun.of(run).run.offer(UnsafeBufferPointer(start: selection, count: count).map { Int($0) })
                },
                report: { run, name, value in
                    if let name = unsafe name { unsafe CRun.of(run).run.report(String(cString: name), value) }
                },
                log: { run, message in if let message = unsafe message { unsafe CRun.of(run).run.log(String(cString: message)) } },
                check_time: { run in
                    do throws(Stop) {
                        try unsafe CRun.of(run).meter.checkTime()
                        return ASSAY_OK
                    } catch {
                        unsafe CRun.of(run).stop = error
                        return ASSAY_STOP
                    }
                },
                fail: { run, reason in unsafe CRun.of(run).reason = reason.map { unsafe String(cString: $0) } }))
        unsafe pointer.pointee.host = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit { unsafe pointer.deallocate() }

    private static func of(_ run: UnsafePointer<assay_run_t>?) -> CRun {
        guard let host = unsafe run?.pointee.host else { preconditionFailure("a library calls the host without the run that it was given") }
        return unsafe Unmanaged<CRun>.fromOpaque(host).takeUnretainedValue()
    }
}

/// Where a library puts bytes or tensors.
final class CSink {
    let pointer: UnsafeMutablePointer<assay_sink_t>
    private(set) var bytes: [UInt8] = []
    private(set) var tensors = Tensors()

    init() {
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(
            to: assay_sink_t(
                size: UInt32(MemoryLayout<assay_sink_t>.size), host: nil,
                bytes: { sink, bytes, count in unsafe CSink.of(sink).bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count)) },
                tensor: { sink, name, shape, axes, values in
                    let sizes = unsafe UnsafeBufferPointer(start: shape, count: axes).map { Int($0) }
                    precondition(sizes.allSatisfy { $0 >= 0 }, "a tensor with a negative size")
                    let values = unsafe Array(UnsafeBufferPointer(start: values, count: sizes.reduce(1, *)))
                    if let name = unsafe name { unsafe CSink.of(sink).tensors[String(cString: name)] = Tensor(shape: sizes, values: values) }
                }))
        unsafe pointer.pointee.host = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit { unsafe pointer.deallocate() }

    private static func of(_ sink: UnsafePointer<assay_sink_t>?) -> CSink {
        guard let host = unsafe sink?.pointee.host else { preconditionFailure("a library fills no sink that it was given") }
        return unsafe Unmanaged<CSink>.fromOpaque(host).takeUnretainedValue()
    }
}
