// A library that knows nothing of Assay: it asks an objective, which it is given as a callback, for one value again and again.

#include <math.h>

double spin(double (*objective)(const double *), int n, double *x) {
    // A described optimiser must find something better than its start to be installed.
    double best = objective(x);
    for (double step = 1; step > 0.1; step /= 2) {
        for (int i = 0; i < 2 * n; i++) {
            double old = x[i / 2];
            x[i / 2] += i % 2 ? step : -step;
            double value = objective(x);
            if (value < best) best = value;
            else x[i / 2] = old;
        }
    }
    double sum = 0;
    while (isfinite(sum)) sum += objective(x);
    return sum;
}
