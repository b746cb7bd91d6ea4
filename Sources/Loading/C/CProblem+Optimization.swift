import AssayKit
import CAssay

extension CProblem {
    func addOptimizationTables() {
        if let objective = problem as? any Objective {
            add(
                ASSAY_OBJECTIVE,
                assay_objective_t(
                    size: MemoryLayout<assay_objective_t>.tableSize, dimension: objective.dimension, start: keep(objective.start),
                    value: { problem, point, value in
                        unsafe CProblem.with(problem) { box in
                            box.ask(box.objective) { objective throws(Stop) in
                                let found = try objective.value(at: unsafe numbers(point, objective.dimension).span)
                                unsafe value?.pointee = found
                            }
                        }
                    }))
        }
        if let ranked = problem as? any Ranked {
            unsafe add(
                ASSAY_RANKED,
                assay_ranked_t(
                    size: MemoryLayout<assay_ranked_t>.tableSize, dimension: ranked.dimension, start: keep(ranked.start),
                    ranking: { problem, points, count, top, order in
                        let box = unsafe CProblem.of(problem)
                        return box.ask(box.ranked) { ranked throws(Stop) in
                            let row = unsafe numbers(points, count * ranked.dimension)
                            let points = (0..<count).map { unsafe Array(row[$0 * ranked.dimension..<($0 + 1) * ranked.dimension]) }
                            let found = try ranked.ranking(of: points, top: top)
                            unsafe _ = room(order, top).update(fromContentsOf: found.map { Int64($0) })
                        }
                    }))
        }
        if let bounded = problem as? any Bounded {
            unsafe add(
                ASSAY_BOUNDED,
                assay_bounded_t(size: MemoryLayout<assay_bounded_t>.tableSize, lower: keep(bounded.lowerBounds), upper: keep(bounded.upperBounds)))
        }
        if differentiable != nil {
            add(
                ASSAY_DIFFERENTIABLE,
                assay_differentiable_t(
                    size: MemoryLayout<assay_differentiable_t>.tableSize,
                    gradient: { problem, point, gradient, value in
                        let box = unsafe CProblem.of(problem)
                        return box.ask(box.differentiable) { objective throws(Stop) in
                            var span = unsafe room(gradient, objective.dimension).mutableSpan
                            let found = try objective.gradient(at: unsafe numbers(point, objective.dimension).span, into: &span)
                            unsafe value?.pointee = found
                        }
                    }))
        }
        if twiceDifferentiable != nil {
            add(
                ASSAY_TWICE_DIFFERENTIABLE,
                assay_twice_differentiable_t(
                    size: MemoryLayout<assay_twice_differentiable_t>.tableSize,
                    hessian_product: { problem, point, vector, product in
                        let box = unsafe CProblem.of(problem)
                        return box.ask(box.twiceDifferentiable) { objective throws(Stop) in
                            var span = unsafe room(product, objective.dimension).mutableSpan
                            try objective.hessianProduct(
                                at: unsafe numbers(point, objective.dimension).span, unsafe numbers(vector, objective.dimension).span, into: &span)
                        }
                    }))
        }
        if approximateHessian != nil {
            add(
                ASSAY_APPROXIMATE_HESSIAN,
                assay_approximate_hessian_t(
                    size: MemoryLayout<assay_approximate_hessian_t>.tableSize,
                    curvature_product: { problem, point, vector, product in
                        let box = unsafe CProblem.of(problem)
                        return box.ask(box.approximateHessian) { objective throws(Stop) in
                            var span = unsafe room(product, objective.dimension).mutableSpan
                            try objective.curvatureProduct(
                                at: unsafe numbers(point, objective.dimension).span, unsafe numbers(vector, objective.dimension).span, into: &span)
                        }
                    }))
        }
        if let smooth = problem as? any Smooth {
            add(
                ASSAY_SMOOTH,
                assay_smooth_t(
                    size: MemoryLayout<assay_smooth_t>.tableSize, smoothness: smooth.smoothness, strong_convexity: smooth.strongConvexity))
        }
        if let sum = problem as? any FiniteSum { addFiniteSum(sum.componentCount) }
        if let composite = problem as? any Composite { addComposite(composite.smoothPartSmoothness) }
    }

    private func addFiniteSum(_ count: Int) {
        add(
            ASSAY_FINITE_SUM,
            assay_finite_sum_t(
                size: MemoryLayout<assay_finite_sum_t>.tableSize, component_count: count,
                gradient: { problem, batch, batchCount, point, gradient, value in
                    let box = unsafe CProblem.of(problem)
                    return box.ask(box.finiteSum) { sum throws(Stop) in
                        let terms = unsafe numbers(batch, batchCount).map { Int($0) }
                        var span = unsafe room(gradient, sum.dimension).mutableSpan
                        let found = try sum.gradient(of: terms.span, at: unsafe numbers(point, sum.dimension).span, into: &span)
                        unsafe value?.pointee = found
                    }
                }))
    }

    private func addComposite(_ smoothness: Double) {
        add(
            ASSAY_COMPOSITE,
            assay_composite_t(
                size: MemoryLayout<assay_composite_t>.tableSize, smooth_part_smoothness: smoothness,
                smooth_gradient: { problem, point, gradient, value in
                    let box = unsafe CProblem.of(problem)
                    return box.ask(box.composite) { composite throws(Stop) in
                        var span = unsafe room(gradient, composite.dimension).mutableSpan
                        let found = try composite.smoothGradient(at: unsafe numbers(point, composite.dimension).span, into: &span)
                        unsafe value?.pointee = found
                    }
                },
                proximal: { problem, point, step, result in
                    let box = unsafe CProblem.of(problem)
                    return box.ask(box.composite) { composite throws(Stop) in
                        var span = unsafe room(result, composite.dimension).mutableSpan
                        try composite.proximal(of: unsafe numbers(point, composite.dimension).span, step: step, into: &span)
                    }
                }))
    }
}
