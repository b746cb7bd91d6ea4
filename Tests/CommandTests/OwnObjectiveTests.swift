import Foundation
import TestSupport
import Testing

/// A function of a user's library is an instance like any other, and never runs in the host.
@Suite(.serialized) struct OwnObjectiveTests {
    private let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    private func build(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        try process.run()
        try process.waitUntilExit(within: 100)
        #expect(process.terminationStatus == 0)
    }

    private func library(_ text: String, _ name: String = "mine") throws {
        let source = try scratch.write(text, name + ".c")
        try build(["cc", "-O1", "-shared", "-fPIC", source, "-o", scratch.path + "/lib\(name).so"])
    }

    private func compare(_ instance: String, _ more: [String]) throws -> Command {
        try Command.assay(
            ["compare", "--registry", Project.root + "/registry.json", "--records", scratch.path + "/r", "--seeds", "1", "--json", "--on", instance] + more, in: scratch.path)
    }

    private func cells(_ command: Command) throws -> [[String: Any]] { try #require(try command.json()["cells"] as? [[String: Any]]) }

    @Test func theExamplesAreInstances() throws {
        try build(["cc", "-O2", "-shared", "-fPIC", Project.root + "/Examples/Objectives/styblinski_tang.c", "-o", scratch.path + "/libstyblinski.so"])
        let found = try cells(try compare("c:libstyblinski.so:styblinski_tang:3", ["--methods", "liblbfgs", "nlopt-sbplx", "hnsw"]))
        // The lowest of a variable is −39.16616570377142, the other valley's −25.02944…; from (−4, 4, −4) a descent finds two and one.
        let value = try #require((found[0]["metrics"] as? [String: Double])?["value"])
        #expect(abs(value + 2 * 39.16616570377142 + 25.029443) < 1e-5, "\(value)")
        #expect((found[1]["metrics"] as? [String: Double])?["value"] != nil && found[2]["outcome"] as? String == "skipped")
        // Without a dimension in its name it has the library's own.
        let own = try cells(try compare("c:libstyblinski.so:styblinski_tang", ["--methods", "nlopt-lbfgs"]))
        let five = try #require((own[0]["metrics"] as? [String: Double])?["value"])
        // Five variables, each at the bottom of one valley or the other.
        let sums = (0...5).map { -39.16616570377142 * Double($0) - 25.029443 * Double(5 - $0) }
        #expect(sums.contains { abs($0 - five) < 1e-4 }, "\(five)")
    }

    @Test func anObjectiveInSwift() throws {
        try build(["swiftc", "-O", "-parse-as-library", "-emit-library", Project.root + "/Examples/Objectives/Himmelblau.swift", "-o", scratch.path + "/libhimmelblau.so"])
        let found = try cells(try compare("c:libhimmelblau.so:himmelblau", ["--methods", "gns-newton-exact", "liblbfgs", "--budget", "200gradients"]))
        #expect(found[0]["outcome"] as? String == "skipped", "it has no Hessian")
        // It states its minimum, so that there is a gap.
        #expect(((found[1]["metrics"] as? [String: Double])?["gap"] ?? 1) < 1e-12)
    }

    /// NLopt's form, which answers with the gradient where it is asked for it, and another order of arguments.
    @Test func signaturesAreTheUsers() throws {
        try library("""
            #include <stddef.h>
            double nlopt_like(unsigned n, const double *x, double *gradient, void *data) {
                double sum = 0;
                if (data != NULL) return -1e9;
                for (unsigned i = 0; i < n; i++) sum += (x[i] - 2) * (x[i] - 2);
                if (gradient != NULL) for (unsigned i = 0; i < n; i++) gradient[i] = 2 * (x[i] - 2);
                return sum;
            }
            double backwards(const double *x, long n) { double sum = 3; for (long i = 0; i < n; i++) sum += x[i] * x[i]; return sum; }
            """)
        let nlopt = try cells(try compare("c:libmine.so:nlopt_like(unsigned, point, gradient, null):4", ["--methods", "liblbfgs"]))
        #expect(((nlopt[0]["metrics"] as? [String: Double])?["value"] ?? 1) < 1e-20)
        let backwards = try cells(try compare("c:libmine.so:backwards(point,long):6", ["--methods", "nlopt-sbplx", "liblbfgs"]))
        #expect((backwards[0]["metrics"] as? [String: Double])?["value"] == 3)
        #expect(backwards[1]["outcome"] as? String == "skipped", "it has no gradient")
    }

    /// It may crash, hang or talk nonsense: that is a run's end, or a judge's, and the host's never.
    @Test func aHostileObjectiveIsSurvived() throws {
        try library("""
            #include <math.h>
            #include <stdlib.h>
            double crashes(size_t n, const double *x) { if (x[0] != 0) abort(); return 1; }
            double nonsense(size_t n, const double *x) { return x[0] == 0 ? 1 : NAN; }
            double ends(size_t n, const double *x) { exit(0); }
            static int calls;
            double moody(size_t n, const double *x) { if (calls++ == 1) abort(); return 1; }
            """)
        let crashed = try cells(try compare("c:libmine.so:crashes:2", ["--methods", "nlopt-sbplx"]))
        #expect(crashed[0]["outcome"] as? String == "crashed")
        let nonsense = try cells(try compare("c:libmine.so:nonsense:2", ["--methods", "nlopt-sbplx", "--budget", "50values"]))
        #expect((nonsense[0]["metrics"] as? [String: Double])?["value"] == 1, "\(nonsense)")
        #expect(try cells(try compare("c:libmine.so:ends:2", ["--methods", "nlopt-sbplx"]))[0]["outcome"] as? String == "exited")
        // The run got its one value; what judges it calls once more.
        let moody = try cells(try compare("c:libmine.so:moody:2", ["--methods", "nlopt-sbplx", "--budget", "1values"]))
        #expect(moody[0]["outcome"] as? String == "exhausted")
    }

    @Test(arguments: [
        ("c:libmine.so:f", "the dimension of f is not known; name it"), ("c:libmine.so:g:2", "has no function g"),
        ("c:nothing.so:f:2", "cannot be read"), ("c:mine.c:f:2", "does not begin as an ELF file"),
        ("c:libmine.so", "no instance"), ("c:libmine.so:f(size):2", "no instance"), ("c:libmine.so:f(point,double):2", "no instance"),
        ("c:libmine.so:f:0", "no instance"), ("c:libmine.so:f:99999999", "1 to 10,000,000 are handled"), ("c:libmine.so:bad_start:2", "a start that is not finite"),
    ])
    func mistakesAreTold(instance: String, message: String) throws {
        try library("""
            #include <stddef.h>
            double f(size_t n, const double *x) { return x[0]; }
            double bad_start(size_t n, const double *x) { return x[0]; }
            void bad_start_start(size_t n, double *x) { x[0] = 1e308; x[0] *= 10; }
            """)
        let command = try compare(instance, ["--methods", "nlopt-sbplx"])
        #expect(command.status == 1 && command.errors.contains(message), "\(command.errors)")
    }

    @Test func aRebuiltLibraryIsAnotherInstance() throws {
        try library("#include <stddef.h>\ndouble f(size_t n, const double *x) { return x[0] * x[0]; }")
        let arguments = ["--methods", "nlopt-sbplx", "--budget", "20values"]
        let first = try cells(try compare("c:libmine.so:f:1", arguments))
        #expect((first[0]["metrics"] as? [String: Double])?["value"] == 0)
        try library("#include <stddef.h>\ndouble f(size_t n, const double *x) { return x[0] * x[0] + 1; }")
        let second = try cells(try compare("c:libmine.so:f:1", arguments))
        #expect((second[0]["metrics"] as? [String: Double])?["value"] == 1)
    }
}
