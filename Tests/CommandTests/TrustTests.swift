import Foundation
import TestSupport
import Testing

/// Signatures, and what a registry that asks for them refuses.
@Suite struct TrustTests {
    private let scratch: ScratchFolder
    private var registry: String { scratch.path + "/registry.json" }

    init() throws { scratch = try ScratchFolder() }

    /// As a person with a configuration folder of their own.
    private func assay(_ arguments: [String], as person: String = "ada", registry file: String? = nil) throws -> Command {
        try Command.assay(arguments, in: scratch.path, environment: ["XDG_CONFIG_HOME": scratch.path + "/" + person, "ASSAY_REGISTRY": file ?? registry])
    }

    private func copy(_ name: String) throws -> String {
        let path = scratch.path + "/lib\(name).so"
        try FileManager.default.copyItem(atPath: Project.plugin(name), toPath: path)
        return path
    }

    private func state(of method: String) throws -> (word: String, reason: String) {
        let methods = try #require(try assay(["list", "--json"]).json()["methods"] as? [[String: Any]])
        let found = try #require(methods.first { $0["id"] as? String == method })
        return (found["state"] as? String ?? "", found["reason"] as? String ?? "")
    }

    @Test func whatIsNotSignedByATrustedKeyIsRefused() throws {
        let (pam, hnsw) = (try copy("PAM"), try copy("HNSW"))
        #expect(try assay(["install", "--registry", registry, hnsw]).status == 0)
        #expect(try assay(["keys", "require"]).output.contains("1 of 1 are refused"))
        #expect(try state(of: "hnsw").reason.contains("is not signed, and this registry asks for it"))

        // Nothing of an unsigned library runs, not even to be described.
        let unsigned = try assay(["install", pam])
        #expect(unsigned.status == 1 && unsigned.errors.contains("is not signed"))
        #expect(try assay(["sign", pam]).errors.contains("there is no key to sign with"))

        let line = try assay(["keys", "new", "ada"]).output
        #expect(line.hasPrefix("assay-ed25519 ") && line.hasSuffix(" ada\n"))
        let secret = scratch.path + "/ada/assay/keys/ada.secret"
        #expect(try FileManager.default.attributesOfItem(atPath: secret)[.posixPermissions] as? Int == 0o600)
        #expect(try assay(["sign", pam]).status == 0)
        #expect(try assay(["install", pam]).output.contains("registered pam"))
        #expect(try state(of: "pam").word == "ready")
        #expect(try assay(["sign", "hnsw"]).status == 0)
        #expect(try state(of: "hnsw").word == "ready")
        #expect(try assay(["run", "pam", "--on", "trial/medoids"]).status == 0)

        // Somebody else does not trust ada, until they do.
        let run = try assay(["run", "pam", "--on", "trial/medoids", "--data", Project.root + "/Data"], as: "bob")
        #expect(run.output.contains("not trusted here") || run.errors.contains("not trusted here"), "\(run.output)\(run.errors)")
        #expect(try assay(["keys", "trust", line.trimmingCharacters(in: .newlines)], as: "bob").status == 0)
        #expect(try assay(["run", "pam", "--on", "trial/medoids"], as: "bob").status == 0)
        #expect(try assay(["keys", "distrust", "ada"], as: "bob").status == 0)
        #expect(try assay(["run", "pam", "--on", "trial/medoids"], as: "bob").status != 0)

        #expect(try assay(["keys", "require", "--off"]).status == 0)
        #expect(try assay(["run", "pam", "--on", "trial/medoids"], as: "bob").status == 0)
    }

    @Test func aSignatureHoldsForTheVeryLibrary() throws {
        let pam = try copy("PAM"), hnsw = try copy("HNSW")
        _ = try assay(["keys", "new", "ada"])
        #expect(try assay(["sign", pam]).status == 0)
        #expect(try assay(["install", "--registry", registry, pam]).status == 0)
        _ = try assay(["keys", "require"])
        // Another library's signature is none.
        try FileManager.default.copyItem(atPath: pam + ".sig", toPath: hnsw + ".sig")
        #expect(try assay(["install", hnsw]).errors.contains("is not of what it is now"))
        // Nor is one with a bit changed, or a file that is none.
        let text = try String(contentsOfFile: pam + ".sig", encoding: .utf8)
        let value = try #require(text.firstMatch(of: /"value" : "(.)/)?.output.1)
        _ = try scratch.write(text.replacingOccurrences(of: "\"value\" : \"\(value)", with: "\"value\" : \"\(value == "A" ? "B" : "A")"), "libPAM.so.sig")
        #expect(try assay(["install", pam]).errors.contains("is not of what it is now"))
        _ = try scratch.write("nothing", "libPAM.so.sig")
        #expect(try assay(["install", pam]).errors.contains("holds no signature"))
        // What was registered before is as it was.
        #expect(try state(of: "pam").word == "ready")
    }

    @Test func aDescriptionIsSignedWithItsLibrary() throws {
        let description = try String(contentsOfFile: Project.root + "/Plugins/Bindings/zlib.json", encoding: .utf8)
        let file = try scratch.write(description, "zlib.json")
        _ = try assay(["keys", "new", "ada"])
        #expect(try assay(["install", "--registry", registry, file]).status == 0)
        _ = try assay(["keys", "require"])
        #expect(try state(of: "zlib").word == "refused")
        #expect(try assay(["sign", "zlib"]).status == 0)
        #expect(try state(of: "zlib").word == "ready")
        // A description that is signed first can be installed although signatures are asked for.
        #expect(try assay(["remove", "zlib"]).status == 0)
        #expect(try assay(["install", file]).errors.contains("is not signed"))
        #expect(try assay(["sign", file]).status == 0)
        #expect(try assay(["install", file]).status == 0)
        #expect(try state(of: "zlib").word == "ready")
        // Another way to call it is another method.
        let text = try String(contentsOfFile: registry, encoding: .utf8)
        _ = try scratch.write(text.replacingOccurrences(of: "\"equals\" : 0", with: "\"atLeast\" : -99"), "registry.json")
        #expect(try state(of: "zlib").reason.contains("is not of what it is now"))
    }

    @Test func keysAreKeptWell() throws {
        #expect(try assay(["keys", "new", "ada"]).status == 0)
        #expect(try assay(["keys", "new", "ada"]).errors.contains("there is a key ada already"))
        for name in ["../ada", "", ".hidden", "a/b"] { #expect(try assay(["keys", "new", "--", name]).status == 1, "\(name)") }
        let keys = try #require(try assay(["keys", "list", "--json"]).json()["keys"] as? [[String: Any]])
        #expect(keys.count == 1 && keys[0]["trusted"] as? Bool == true && keys[0]["signs"] as? Bool == true)
        let secret = scratch.path + "/ada/assay/keys/ada.secret"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: secret)
        let library = try copy("PAM")
        #expect(try assay(["sign", library, "--key", "ada"]).errors.contains("can be read by others"))
        for line in ["ssh-ed25519 AAAA ada", "assay-ed25519", "assay-ed25519 AAAA ada", "assay-ed25519 !!! ada"] {
            #expect(try assay(["keys", "trust", line]).status == 1)
        }
        #expect(try assay(["keys", "distrust", "nobody"]).errors.contains("no key called ‘nobody’"))
    }

    @Test func namesMustNotLeadOutOfTheRegistrysFolder() throws {
        let pam = try copy("PAM")
        #expect(try assay(["install", "--registry", registry, "--in-place", pam]).status == 0)
        let elsewhere = try ScratchFolder()
        try FileManager.default.moveItem(atPath: pam, toPath: elsewhere.path + "/libPAM.so")
        try FileManager.default.createSymbolicLink(atPath: pam, withDestinationPath: elsewhere.path + "/libPAM.so")
        let linked = try state(of: "pam")
        #expect(linked.word == "refused" && linked.reason.contains("leads out of the registry's folder"))
        let text = try String(contentsOfFile: registry, encoding: .utf8)
        for path in ["../libPAM.so", "a/../../libPAM.so", "..", "./../x"] {
            _ = try scratch.write(text.replacingOccurrences(of: "\"libPAM.so\"", with: "\"\(path)\""), "registry.json")
            #expect(try assay(["list"]).errors.contains("leads out of the registry's folder"), "\(path)")
        }
        // An absolute path says where it leads.
        _ = try scratch.write(text.replacingOccurrences(of: "\"libPAM.so\"", with: "\"\(elsewhere.path)/libPAM.so\""), "registry.json")
        #expect(try state(of: "pam").word == "ready")
    }
}
