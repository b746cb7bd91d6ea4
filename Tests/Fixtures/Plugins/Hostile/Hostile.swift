import AssayKit
import Glibc

/// Each method misbehaves in one way.
protocol Misbehaving: Optimizer where Problem == any Differentiable {
    static var id: String { get }
    init()
    func misbehave(_ problem: any Differentiable, _ run: Run) throws
}

extension Misbehaving {
    static var card: Card { Card(id: id, name: id, summary: "Misbehaves, for the host's tests.") }
    init(_ options: Options) throws { self.init() }
    func minimize(_ problem: any Differentiable, _ run: Run) throws { try misbehave(problem, run) }
}

/// Offers the start first, so that the host has an answer to lose or keep.
struct Segfaults: Misbehaving {
    static let id = "segfaults"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        run.offer(problem.start)
        kill(getpid(), SIGSEGV)
        while true { sleep(1) }
    }
}

struct WritesThroughNull: Misbehaving {
    static let id = "writes-through-null"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        memset(UnsafeMutableRawPointer(bitPattern: 8)!, 1, 1)
    }
}

struct Traps: Misbehaving {
    static let id = "traps"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        let empty: [Int] = []
        print(empty[problem.dimension])
    }
}

struct Exits: Misbehaving {
    static let id = "exits"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws { exit(0) }
}

struct Throws: Misbehaving {
    struct Complaint: Error, CustomStringConvertible { var description: String { "nothing suits me" } }
    static let id = "throws"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws { throw Complaint() }
}

struct OffersNaN: Misbehaving {
    static let id = "offers-nan"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        run.offer([Double](repeating: .nan, count: problem.dimension))
    }
}

struct OffersTooFew: Misbehaving {
    static let id = "offers-too-few"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws { run.offer([1.0]) }
}

struct OffersNothing: Misbehaving {
    static let id = "offers-nothing"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {}
}

/// Never calls an oracle and never ends, whatever signal asks it to.
struct LoopsForever: Misbehaving {
    static let id = "loops-forever"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        signal(SIGTERM, SIG_IGN)
        run.offer(problem.start)
        // A call that the compiler cannot leave out, and an end that never comes.
        while getpid() > 0 {}
    }
}

struct Shouts: Misbehaving {
    static let id = "shouts"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        for _ in 0..<20_000 { print(String(repeating: "x", count: 1000)) }
        run.offer(problem.start)
    }
}

/// Its last words are as long as the channel holds, so that they are still on their way when the process has ended.
struct TalksToTheEnd: Misbehaving {
    static let id = "talks-to-the-end"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        run.offer(problem.start)
        run.log(String(repeating: "x", count: 150_000))
    }
}

/// Goes on after every refusal: the oracle must refuse each call beyond the budget.
struct IgnoresTheBudget: Misbehaving {
    static let id = "ignores-the-budget"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        var gradient = [Double](repeating: 0, count: problem.dimension)
        for _ in 0..<1000 { _ = try? problem.gradient(at: problem.start, into: &gradient) }
        run.offer(problem.start)
    }
}

struct Aborts: Misbehaving {
    static let id = "aborts"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws { abort() }
}

/// Takes memory and touches it, without end.
struct Hoards: Misbehaving {
    static let id = "hoards"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        run.offer(problem.start)
        var hoard: [UnsafeMutableRawPointer] = []
        while let block = malloc(1 << 26) {
            memset(block, getpid(), 1 << 26)
            hoard.append(block)
        }
        print(hoard.map { $0.load(as: UInt8.self) })
    }
}

/// Tries everything that a method has no business with, and tells what it was let do.
struct Trespasses: Misbehaving {
    static let id = "trespasses"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        func report(_ name: String, _ succeeded: Bool) { run.report(name, succeeded ? 1 : 0) }
        var identifier: pid_t = 0
        report("process", posix_spawn(&identifier, "/bin/true", nil, nil, [nil], [nil]) == 0)
        report("socket", socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) >= 0)
        report("signal", kill(getppid(), 0) == 0)
        report("session", setsid() >= 0)
        report("data", open("\(Self.root)/Data/digits.csv", O_RDONLY) >= 0)
        report("home", open("\(Self.root)/README.md", O_RDONLY) >= 0)
        report("environment of the host", open("/proc/\(getppid())/environ", O_RDONLY) >= 0)
        report("memory of the parent", open("/proc/\(getppid())/mem", O_RDONLY) >= 0)
        report("temporary file", creat("/tmp/assay-trespass", 0o600) >= 0)
        let scratch = getenv("TMPDIR").map { String(cString: $0) } ?? "/nowhere"
        report("scratch file", creat(scratch + "/mine", 0o600) >= 0)
        var limit = rlimit(rlim_cur: .max, rlim_max: .max)
        report("limit", setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit) == 0)
        run.offer(problem.start)
    }

    /// The project's folder: the library's own is its .build/release.
    static let root = #filePath.split(separator: "/").dropLast(5).reduce("") { $0 + "/" + $1 }
}

/// Leaves the host without a word, but goes on.
struct ClosesEverything: Misbehaving {
    static let id = "closes-everything"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        run.offer(problem.start)
        for descriptor: Int32 in 0..<256 { close(descriptor) }
        while getpid() > 0 {}
    }
}

/// Writes what is no frame to where frames go.
struct Forges: Misbehaving {
    static let id = "forges"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        let garbage = [UInt8](repeating: 0xFF, count: 4096)
        _ = garbage.withUnsafeBytes { write(3, $0.baseAddress, $0.count) }
        while getpid() > 0 {}
    }
}

/// Returns while a thread of its goes on offering what is no answer.
struct LeavesAThread: Misbehaving {
    static let id = "leaves-a-thread"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        run.offer(problem.start)
        var thread = pthread_t()
        pthread_create(&thread, nil, { _ in while getpid() > 0 {}; return nil }, nil)
    }
}

/// Takes more than its processor, with threads that the host did not give it.
struct Multiplies: Misbehaving {
    static let id = "multiplies"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        run.offer(problem.start)
        for _ in 0..<7 {
            var thread = pthread_t()
            pthread_create(&thread, nil, { _ in while getpid() > 0 {}; return nil }, nil)
        }
        while getpid() > 0 {}
    }
}

/// Says again and again that it has only just begun.
struct Restarts: Misbehaving {
    static let id = "restarts"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        // A frame of one byte: the message that says so.
        let frame: [UInt8] = [1, 0, 0, 0, 0]
        while getpid() > 0 {
            _ = frame.withUnsafeBytes { write(3, $0.baseAddress, $0.count) }
            usleep(10_000)
        }
    }
}

/// Sends answers without end.
struct Floods: Misbehaving {
    static let id = "floods"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        run.offer(problem.start)
        // A remark of a megabyte: length of the frame, the message's number, length of the text.
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let frame: [UInt8] = [4, 0, 16, 0, 7, 0x80, 0x80, 0x40] + text
        while frame.withUnsafeBytes({ write(3, $0.baseAddress, $0.count) }) > 0 {}
        while getpid() > 0 {}
    }
}

/// Asks its oracle without paying, with a receipt that nobody gave it.
struct ForgesAReceipt: Misbehaving {
    static let id = "forges-a-receipt"
    func misbehave(_ problem: any Differentiable, _ run: Run) throws {
        let forged = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16).assumingMemoryBound(to: Receipt.self)
        var gradient = [Double](repeating: 0, count: problem.dimension)
        let start = problem.start
        for _ in 0..<20 {
            var span = gradient.mutableSpan
            _ = problem.computeGradient(at: start.span, into: &span, forged.pointee)
        }
        run.offer(start)
    }
}

/// Its card is another one in every process.
struct ChangesItsCard: Misbehaving {
    static let id = "changes-its-card"
    static var card: Card { Card(id: id, name: "number \(getpid())", summary: "Misbehaves, for the host's tests.") }
    func misbehave(_ problem: any Differentiable, _ run: Run) throws { run.offer(problem.start) }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(
        Segfaults.self, WritesThroughNull.self, Traps.self, Exits.self, Throws.self, OffersNaN.self, OffersTooFew.self,
        OffersNothing.self, LoopsForever.self, Shouts.self, TalksToTheEnd.self, IgnoresTheBudget.self, ChangesItsCard.self,
        Aborts.self, Hoards.self, Trespasses.self, ClosesEverything.self, Forges.self, LeavesAThread.self,
        Multiplies.self, Restarts.self, Floods.self, ForgesAReceipt.self)
}
