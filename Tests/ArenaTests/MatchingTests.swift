import Arena
import AssayKit
import Loading
import Problems
import Registry
import TestSupport
import Testing

/// A method fits an instance where its associated type says so.
@Suite struct MatchingTests {
    @Test func needsAreReadFromTheType() throws {
        let registry = try Registry(file: Project.root + "/registry.json")
        let needs = Dictionary(uniqueKeysWithValues: registry.methods.map { ($0.method.id, $0.method.needs) })
        #expect(needs["gradient-descent"] == ["Differentiable"])
        #expect(needs["accelerated-gradient"] == ["Smooth"])
        #expect(needs["gns-newton"] == ["ApproximateHessian"])
        #expect(needs["hnsw"] == ["NearestNeighbors"])
    }

    @Test func everyShippedMethodFitsSomething() throws {
        let registry = try Registry(file: Project.root + "/registry.json")
        for (_, method) in registry.methods {
            let fitting = Catalog.instances.filter { method.mismatch(role: $0.role, offers: $0.offers, instance: $0.id) == nil }
            #expect(!fitting.isEmpty, "\(method.id) fits no instance")
        }
    }

    @Test func everyMethodStatesAClaim() throws {
        for (_, method) in try Registry(file: Project.root + "/registry.json").methods {
            #expect(!method.claims.isEmpty, "\(method.id) claims nothing")
        }
    }

    @Test func atMostOneClaimInFiveIsUntestable() throws {
        let claims = try Registry(file: Project.root + "/registry.json").methods.flatMap(\.method.claims)
        let untestable = claims.count { $0.expectation.hasPrefix("untestable: ") }
        #expect(untestable * 5 <= claims.count, "\(untestable) of \(claims.count) claims cannot be tested")
        #expect(claims.allSatisfy { $0.expectation != "untestable: " }, "an untestable claim says why")
    }

    @Test func everyClaimNamesWhatThereIs() throws {
        let registry = try Registry(file: Project.root + "/registry.json")
        for (_, method) in registry.methods {
            for claim in method.claims {
                let instance = Catalog.instance(claim.instance)
                #expect(instance != nil, "\(method.id) claims something on \(claim.instance)")
                // Every cell has its seconds, beside the instance's own metrics.
                let metrics = (instance?.metrics.map(\.name) ?? []) + ["seconds"]
                #expect(metrics.contains(claim.metric), "\(method.id) claims something about \(claim.metric) on \(claim.instance)")
                if claim.expectation.hasPrefix("untestable: ") { continue }
                #expect(claim.rival != nil || claim.expectation.hasPrefix("value "), "\(method.id) claims a ratio to no rival")
                #expect(throws: Never.self, "\(method.id) has the budget \(claim.budget ?? "")") { _ = try claim.budget.map { try Budget(text: $0) } }
                // Ids, and options in brackets.
                for text in [claim.options.map { "\(method.id)[\($0)]" } ?? method.id, claim.rival].compactMap({ $0 }) {
                    do throws(ArenaError) {
                        let contestant = try Contestant(text: text, in: registry)
                        let mismatch = instance.flatMap { contestant.method.mismatch(role: $0.role, offers: $0.offers, instance: $0.id) }
                        #expect(mismatch == nil, "\(method.id) claims something of \(text), which does not fit \(claim.instance)")
                    } catch {
                        Issue.record("\(method.id) claims something of \(text): \(error)")
                    }
                }
            }
        }
    }
}
