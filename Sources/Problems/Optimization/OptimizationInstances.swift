import AssayKit

extension Catalog {
    static let optimization: [any Instance] = [
        SmoothInstance(
            id: "logistic/breast-cancer", kind: "logistic regression",
            summary: "569 tumours of 30 standardised features, L2-regularised by 0.001",
            budget: "200gradients,2000hessianProducts,2000curvatureProducts"
        ) { data in LogisticRegression(try .breastCancer(data), regularization: 1e-3) },
        SmoothInstance(
            id: "logistic/digits", kind: "logistic regression",
            summary: "1,797 handwritten digits, five and above against the rest, L2-regularised by 0.001",
            budget: "200gradients,2000hessianProducts,2000curvatureProducts"
        ) { data in LogisticRegression(try .largeDigits(data), regularization: 1e-3) },
        SmoothInstance(
            id: "softmax/digits", kind: "softmax regression",
            summary: "1,797 handwritten digits in ten classes, 650 weights, L2-regularised by 0.001",
            budget: "200gradients,2000hessianProducts,2000curvatureProducts"
        ) { data in SoftmaxRegression(try .digits(data), regularization: 1e-3) },
        QuadraticInstance(),
        RosenbrockInstance(),
        LassoInstance(),
    ]
}
