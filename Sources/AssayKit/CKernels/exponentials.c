#include "kernels.h"
#include "clones.h"

// The same operations in the same order whatever the instruction set, so that every processor gives the same bits.
#pragma STDC FP_CONTRACT OFF

#define LANES 8

// No call depends on how vectors are passed: all that takes or gives one is inlined.
#pragma GCC diagnostic ignored "-Wpsabi"

typedef double vector __attribute__((vector_size(LANES * sizeof(double)), aligned(8)));
typedef int64_t integers __attribute__((vector_size(LANES * sizeof(double)), aligned(8)));

// a where the comparison holds, else b.
INLINE vector choose(integers holds, vector a, vector b) { return (vector)((holds & (integers)a) | (~holds & (integers)b)); }

// e^x within 2 units in the last place; zero below e^-708, and x no more than 709.
// x = n·log 2 + r with |r| ≤ log(2)/2, and e^r by its Taylor polynomial of degree 13, whose remainder is below 5e-18.
INLINE vector exponential(vector x) {
    const vector lowest = choose(x < -708.0, (vector){0} - 708.0, x);
    const vector magic = (vector){0} + 0x1.8p52;
    const vector shifted = lowest * 0x1.71547652b82fep0 + magic;
    const vector n = shifted - magic;
    const vector r = (lowest - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
    static const double coefficients[] = {
        1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
        1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1.0, 1.0,
    };
    vector polynomial = (vector){0} + coefficients[0];
    for (int i = 1; i < 14; i++) polynomial = polynomial * r + coefficients[i];
    // The low bits of `shifted` are n; they go into the exponent.
    const integers exponent = ((integers)shifted + 1023) << 52;
    const vector result = polynomial * (vector)exponent;
    return choose(x < -708.0, (vector){0}, result);
}

INLINE vector load(const double *from, size_t count) {
    vector loaded = {0};
    if (count >= LANES) return *(const vector *)from;
    for (size_t i = 0; i < count; i++) loaded[i] = from[i];
    return loaded;
}

INLINE void store(vector values, double *to, size_t count) {
    if (count >= LANES) *(vector *)to = values;
    else for (size_t i = 0; i < count; i++) to[i] = values[i];
}

CLONES
void assay_gibbs_kernel(const double *costs, const double *row_potentials, const double *column_potentials, double inverse,
                        size_t rows, size_t columns, double *kernel) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j += LANES) {
            const size_t left = columns - j;
            const vector cost = load(costs + i * columns + j, left);
            const vector exponent = ((row_potentials[i] - cost) + load(column_potentials + j, left)) * inverse;
            store(exponential(exponent), kernel + i * columns + j, left);
        }
}

CLONES
void assay_row_soft_minima(const double *costs, const double *column_potentials, double inverse,
                           size_t rows, size_t columns, double *minima, double *sums) {
    for (size_t i = 0; i < rows; i++) {
        const double *row = costs + i * columns;
        double least = row[0] - column_potentials[0];
        vector lowest = (vector){0} + least;
        size_t j = 0;
        for (; j + LANES <= columns; j += LANES) {
            const vector cost = *(const vector *)(row + j) - *(const vector *)(column_potentials + j);
            lowest = choose(cost < lowest, cost, lowest);
        }
        for (int lane = 0; lane < LANES; lane++) least = lowest[lane] < least ? lowest[lane] : least;
        for (size_t k = j; k < columns; k++) {
            const double cost = row[k] - column_potentials[k];
            least = cost < least ? cost : least;
        }
        vector sum = {0};
        for (size_t k = 0; k < columns; k += LANES) {
            const size_t left = columns - k;
            const vector cost = load(row + k, left) - load(column_potentials + k, left);
            vector term = exponential((least - cost) * inverse);
            for (size_t lane = left; lane < LANES; lane++) term[lane] = 0;
            sum += term;
        }
        for (int width = LANES / 2; width > 0; width /= 2)
            for (int lane = 0; lane < width; lane++) sum[lane] += sum[lane + width];
        minima[i] = least;
        sums[i] = sum[0];
    }
}

CLONES
void assay_column_soft_minima(const double *costs, const double *row_potentials, double inverse,
                              size_t rows, size_t columns, double *minima, double *sums) {
    for (size_t j = 0; j < columns; j++) {
        minima[j] = costs[j] - row_potentials[0];
        sums[j] = 0;
    }
    for (size_t i = 1; i < rows; i++)
        for (size_t j = 0; j < columns; j += LANES) {
            const size_t left = columns - j;
            const vector cost = load(costs + i * columns + j, left) - row_potentials[i], least = load(minima + j, left);
            store(choose(cost < least, cost, least), minima + j, left);
        }
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j += LANES) {
            const size_t left = columns - j;
            const vector cost = load(costs + i * columns + j, left) - row_potentials[i];
            const vector term = exponential((load(minima + j, left) - cost) * inverse);
            store(load(sums + j, left) + term, sums + j, left);
        }
}
