#include "kernels.h"
#include <math.h>
#include "lanes.h"

// Several rows side by side let the processor overlap its additions. The order of a row's additions is fixed by the source, so
// it does not depend on the instruction set, nor on the rows beside it; fused multiply-adds are off for the same reason.
#pragma STDC FP_CONTRACT OFF

enum { GROUP = 4, AHEAD = 8 };
enum measure { SQUARED_DISTANCE, INNER_PRODUCT };

/// Of GROUP rows at the most.
INLINE void measure_group(enum measure measure, const float *query, const float *table, size_t dimension, const int32_t *indices,
                          size_t count, float *results) {
    const float *rows[GROUP];
    vector sums[GROUP] = {{0}};
    float tails[GROUP] = {0};
    for (size_t j = 0; j < count; j++) rows[j] = table + (size_t)indices[j] * dimension;
    size_t i = 0;
    for (; i + LANES <= dimension; i += LANES)
        for (size_t j = 0; j < count; j++) {
            vector a = *(const vector *)(query + i), b = *(const vector *)(rows[j] + i), difference = a - b;
            sums[j] += measure == INNER_PRODUCT ? a * b : difference * difference;
        }
    for (; i < dimension; i++)
        for (size_t j = 0; j < count; j++) {
            float difference = query[i] - rows[j][i];
            tails[j] += measure == INNER_PRODUCT ? query[i] * rows[j][i] : difference * difference;
        }
    for (size_t j = 0; j < count; j++) results[j] = lane_sum(&sums[j]) + tails[j];
}

INLINE void prefetch_row(const float *row, size_t dimension) {
    for (size_t offset = 0; offset < dimension; offset += 16) __builtin_prefetch(row + offset);
    // A row that does not begin with a cache line ends in one more.
    if (dimension > 0) __builtin_prefetch(row + dimension - 1);
}

INLINE void measure_rows(enum measure measure, const float *query, const float *table, size_t dimension, const int32_t *indices,
                         size_t count, float *results) {
    for (size_t i = 0; i < count && i < AHEAD; i++) prefetch_row(table + (size_t)indices[i] * dimension, dimension);
    size_t i = 0;
    for (; i + GROUP <= count; i += GROUP) {
        for (size_t next = i + AHEAD; next < i + AHEAD + GROUP && next < count; next++)
            prefetch_row(table + (size_t)indices[next] * dimension, dimension);
        measure_group(measure, query, table, dimension, indices + i, GROUP, results + i);
    }
    for (; i < count; i++) measure_group(measure, query, table, dimension, indices + i, 1, results + i);
}

CLONES
void assay_squared_distances(const float *query, const float *table, size_t dimension,
                             const int32_t *indices, size_t count, float *distances) {
    measure_rows(SQUARED_DISTANCE, query, table, dimension, indices, count, distances);
}

CLONES
void assay_inner_products(const float *query, const float *table, size_t dimension,
                          const int32_t *indices, size_t count, float *products) {
    measure_rows(INNER_PRODUCT, query, table, dimension, indices, count, products);
}

CLONES
void assay_least_columns(const float *scores, const float *added, size_t rows, size_t columns, int32_t *least) {
    for (size_t row = 0; row < rows; row++, scores += columns) {
        vector values;
        lane_numbers places = {0}, here;
        for (int lane = 0; lane < LANES; lane++) {
            values[lane] = INFINITY;
            here[lane] = lane;
        }
        size_t i = 0;
        for (; i + LANES <= columns; i += LANES, here += LANES) {
            vector score = *(const vector *)(scores + i) + *(const vector *)(added + i);
            lane_numbers less = score < values;
            values = (vector)((less & (lane_numbers)score) | (~less & (lane_numbers)values));
            places = (less & here) | (~less & places);
        }
        float value = INFINITY;
        int32_t place = 0;
        for (int lane = 0; lane < LANES; lane++) {
            if (values[lane] < value || (values[lane] == value && value < INFINITY && places[lane] < place)) {
                value = values[lane];
                place = places[lane];
            }
        }
        for (; i < columns; i++) {
            if (scores[i] + added[i] < value) {
                value = scores[i] + added[i];
                place = (int32_t)i;
            }
        }
        least[row] = place;
    }
}
