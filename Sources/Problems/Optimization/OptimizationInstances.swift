import AssayKit

extension Catalog {
    static let optimization: [any Instance] = [
        RegularizedRiskInstance(
            id: "logistic/breast-cancer", kind: "logistic regression", exampleCount: 569, weightCount: 31,
            summary: "569 tumours of 30 standardised features, L2-regularised by 0.001", dataFile: "breast-cancer.svm"
        ) { data in try RegularizedRisk(.breastCancer(data), LogisticLoss(), regularization: 1e-3) },
        RegularizedRiskInstance(
            id: "logistic/breast-cancer-far", kind: "logistic regression", exampleCount: 569, weightCount: 31,
            summary: "569 tumours of 30 standardised features, L2-regularised by 0.001, from random weights of deviation 10", dataFile: "breast-cancer.svm",
            startScale: 10
        ) { data in try RegularizedRisk(.breastCancer(data), LogisticLoss(), regularization: 1e-3) },
        RegularizedRiskInstance(
            id: "logistic/digits", kind: "logistic regression", exampleCount: 1797, weightCount: 65,
            summary: "1,797 handwritten digits, five and above against the rest, L2-regularised by 0.001", dataFile: "digits.csv"
        ) { data in try RegularizedRisk(.largeDigits(data), LogisticLoss(), regularization: 1e-3) },
        RegularizedRiskInstance(
            id: "softmax/digits", kind: "softmax regression", exampleCount: 1797, weightCount: 650,
            summary: "1,797 handwritten digits in ten classes, 650 weights, L2-regularised by 0.001", dataFile: "digits.csv"
        ) { data in try RegularizedRisk(.digits(data), SoftmaxLoss(classCount: 10), regularization: 1e-3) },
        QuadraticInstance(),
        RosenbrockInstance(),
        LeastSquaresInstance(),
        LatticeInstance(),
    ] + SparseInstance.all + (1...BBOBFunction.names.count).map { BBOBInstance($0, dimension: 10) } + NoisyInstance.all + RankedInstance.all
        + TransportInstance.all + LinearSystemsInstance.all + InclusionInstance.all + training
}
