// Objectives that both sides of a comparison call: Assay as an instance (c:LIBRARY:NAME:DIMENSION), Python through ctypes.
//
//     cc -O2 -shared -fPIC Benchmarks/functions.c -o libfunctions.so -lm

#include <math.h>
#include <stddef.h>

// An ellipsoid whose axes differ a thousandfold.
double ellipsoid(size_t n, const double *x) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += pow(1e6, (double)i / (double)(n > 1 ? n - 1 : 1)) * x[i] * x[i];
    return sum;
}
double ellipsoid_gradient(size_t n, const double *x, double *gradient) {
    for (size_t i = 0; i < n; i++) gradient[i] = 2 * pow(1e6, (double)i / (double)(n > 1 ? n - 1 : 1)) * x[i];
    return ellipsoid(n, x);
}
void ellipsoid_start(size_t n, double *x) {
    for (size_t i = 0; i < n; i++) x[i] = 2 + 0.1 * (double)i;
}
double ellipsoid_minimum(void) { return 0; }

// Rosenbrock's valley, chained.
double rosenbrock(size_t n, const double *x) {
    double sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        double valley = x[i + 1] - x[i] * x[i];
        sum += 100 * valley * valley + (1 - x[i]) * (1 - x[i]);
    }
    return sum;
}
double rosenbrock_gradient(size_t n, const double *x, double *gradient) {
    for (size_t i = 0; i < n; i++) gradient[i] = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        double valley = x[i + 1] - x[i] * x[i];
        gradient[i] += -400 * x[i] * valley - 2 * (1 - x[i]);
        gradient[i + 1] += 200 * valley;
    }
    return rosenbrock(n, x);
}
void rosenbrock_start(size_t n, double *x) {
    for (size_t i = 0; i < n; i++) x[i] = i % 2 ? 1 : -1.2;
}
double rosenbrock_minimum(void) { return 0; }

// Rastrigin's, with a local minimum at about every whole number.
double rastrigin(size_t n, const double *x) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i] * x[i] + 10 * (1 - cos(2 * 3.14159265358979323846 * x[i]));
    return sum;
}
void rastrigin_start(size_t n, double *x) {
    for (size_t i = 0; i < n; i++) x[i] = 3 - 0.3 * (double)i;
}
double rastrigin_minimum(void) { return 0; }
