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

    @Test func everyClaimNamesWhatThereIs() throws {
        let registry = try Registry(file: Project.root + "/registry.json")
        let ids = Set(registry.methods.map(\.method.id))
        for (_, method) in registry.methods {
            #expect(method.paper?.id == nil || !method.claims.isEmpty, "\(method.id) has a paper and states none of its claims")
            for claim in method.claims {
                let instance = Catalog.instance(claim.instance)
                #expect(instance != nil, "\(method.id) claims something on \(claim.instance)")
                // Every cell has its seconds, beside the instance's own metrics.
                let metrics = (instance?.metrics.map(\.name) ?? []) + ["seconds"]
                #expect(metrics.contains(claim.metric), "\(method.id) claims something about \(claim.metric) on \(claim.instance)")
                #expect(claim.rival.map(ids.contains) ?? true, "\(method.id) names the rival \(claim.rival ?? "")")
            }
        }
    }
}
