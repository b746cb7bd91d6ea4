// The Styblinski-Tang function, (1/2) sum of x^4 - 16 x^2 + 5 x, as an instance: two valleys in each variable, one lower.
//
//     cc -O2 -shared -fPIC Examples/Objectives/styblinski_tang.c -o libstyblinski.so
//     assay compare --on c:libstyblinski.so:styblinski_tang:20 --budget 2000values,500gradients --seeds 8

#include <stddef.h>

double styblinski_tang(size_t n, const double *x) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i] * (x[i] * (x[i] * x[i] - 16) + 5) / 2;
    return sum;
}

// All that follows may be left out. The gradient, with the value for nothing:
double styblinski_tang_gradient(size_t n, const double *x, double *gradient) {
    for (size_t i = 0; i < n; i++) gradient[i] = (4 * x[i] * x[i] * x[i] - 32 * x[i] + 5) / 2;
    return styblinski_tang(n, x);
}

// The dimension where the instance's name has none.
size_t styblinski_tang_dimension(void) { return 5; }

// Where to begin; without it, at zero.
void styblinski_tang_start(size_t n, double *x) {
    for (size_t i = 0; i < n; i++) x[i] = i % 2 ? 4 : -4;
}
