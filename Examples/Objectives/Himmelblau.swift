// Himmelblau's function of two variables as an instance, in Swift: four minima, all of value 0.
//
//     swiftc -O -parse-as-library -emit-library Examples/Objectives/Himmelblau.swift -o libhimmelblau.so
//     assay compare --on c:libhimmelblau.so:himmelblau --budget 500values,100gradients --seeds 8

@c(himmelblau)
public func himmelblau(_ dimension: Int, _ x: UnsafePointer<Double>) -> Double {
    let (a, b) = (x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7)
    return a * a + b * b
}

@c(himmelblau_gradient)
public func himmelblauGradient(_ dimension: Int, _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>) -> Double {
    let (a, b) = (x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7)
    gradient[0] = 4 * x[0] * a + 2 * b
    gradient[1] = 2 * a + 4 * x[1] * b
    return a * a + b * b
}

@c(himmelblau_dimension)
public func himmelblauDimension() -> Int { 2 }

/// The least value there is, where it is known: gaps are measured from it.
@c(himmelblau_minimum)
public func himmelblauMinimum() -> Double { 0 }
