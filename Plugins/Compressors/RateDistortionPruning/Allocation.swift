/// What a layer's pruning by one amount leaves and loses.
struct CurvePoint {
    let pruned: Int
    let kept: Int
    let distortion: Double
}

/// For each layer the point of its curve, so that no more than `capacity` weights are kept in all and the sum of the
/// distortions is the least possible: the dynamic program over g_l(j), the least distortion of the first l layers where
/// they keep at most j weights,
///
///     g_l(j) = min over d of g_{l−1}(j − kept_l(d)) + δ_l(d).
///
/// Of equal sums the one that keeps fewer weights of the later layers is taken. O(layers · points · capacity).
///
/// Above 2¹⁸ weights a state stands for several, and what is kept is rounded up to whole states: the capacity still holds,
/// and the sum is that of the optimum for a capacity smaller by less than one part in 2¹⁸ for each layer.
///
/// - Precondition: each curve has a point that keeps nothing.
func leastDistortion(_ curves: [[CurvePoint]], capacity: Int) -> [Int] {
    let unit = (capacity >> 18) + 1
    let states = capacity / unit
    func cost(_ point: CurvePoint) -> Int { (point.kept + unit - 1) / unit }

    var least = [Double](repeating: 0, count: states + 1)
    var choices: [[UInt16]] = []
    for curve in curves {
        var next = [Double](repeating: .infinity, count: states + 1)
        var choice = [UInt16](repeating: 0, count: states + 1)
        for (d, point) in curve.enumerated() where cost(point) <= states {
            let cost = cost(point)
            // An output that overflows is as bad as can be, and still has to be chosen where nothing else is left.
            let distortion = point.distortion.isFinite ? point.distortion : .infinity
            for j in cost...states where least[j - cost] + distortion <= next[j] {
                next[j] = least[j - cost] + distortion
                choice[j] = UInt16(d)
            }
        }
        least = next
        choices.append(choice)
    }
    var left = states
    var chosen = curves.map { _ in 0 }
    for l in curves.indices.reversed() {
        chosen[l] = Int(choices[l][left])
        left -= cost(curves[l][chosen[l]])
    }
    return chosen
}
