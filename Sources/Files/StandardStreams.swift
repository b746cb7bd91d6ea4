import Glibc

/// Opens `/dev/null` in place of each standard stream that this process was started without, so that no file or socket
/// opened later takes its number and is written to by what means the stream.
public func fillStandardStreams() {
    while true {
        let descriptor = unsafe open("/dev/null", O_RDWR)
        guard descriptor >= 0 else { return }
        if descriptor > 2 {
            close(descriptor)
            return
        }
    }
}
