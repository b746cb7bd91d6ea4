import Glibc

/// What is said when the user interrupts the program (Ctrl-C), which then ends with 130. Workers end with their host, and
/// a record that is half written is cut off by the next host that writes.
enum Interruption {
    // A signal handler may only touch what was there before, hence the global; it is written before the handler is set.
    private nonisolated(unsafe) static var message: UnsafeMutablePointer<CChar>?
    private nonisolated(unsafe) static var length = 0

    private static let signals = [SIGINT, SIGTERM]

    static func say(_ text: String) {
        unsafe message = strdup("\n" + text + "\n")
        unsafe length = unsafe message.map { unsafe strlen($0) } ?? 0
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signalNumber in signals {
            signal(signalNumber) { number in
                if let message = unsafe Interruption.message { _ = unsafe write(2, message, Interruption.length) }
                _exit(128 + number)
            }
            unsafe sigaddset(&set, signalNumber)
        }
        // Whoever started the host may have blocked them.
        unsafe sigprocmask(SIG_UNBLOCK, &set, nil)
    }

    /// The work is done: from here on an interruption ends the program as usual.
    static func end() {
        for signalNumber in signals { signal(signalNumber, SIG_DFL) }
    }
}
