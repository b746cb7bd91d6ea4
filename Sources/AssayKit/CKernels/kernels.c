#include "kernels.h"
#include <math.h>
#include "lanes.h"

// Four independent sums let the processor overlap its additions. The order of additions is fixed by the source, so
// it does not depend on the instruction set; fused multiply-adds are off for the same reason.
#pragma STDC FP_CONTRACT OFF

INLINE float squared_distance(const float *a, const float *b, size_t dimension) {
    vector sum = {0};
    size_t i = 0;
    for (; i + LANES <= dimension; i += LANES) {
        vector difference = *(const vector *)(a + i) - *(const vector *)(b + i);
        sum += difference * difference;
    }
    float tail = 0;
    for (; i < dimension; i++) {
        float difference = a[i] - b[i];
        tail += difference * difference;
    }
    return lane_sum(&sum) + tail;
}

INLINE float inner_product(const float *a, const float *b, size_t dimension) {
    vector sum = {0};
    size_t i = 0;
    for (; i + LANES <= dimension; i += LANES) sum += *(const vector *)(a + i) * *(const vector *)(b + i);
    float tail = 0;
    for (; i < dimension; i++) tail += a[i] * b[i];
    return lane_sum(&sum) + tail;
}

INLINE void prefetch_row(const float *row, size_t dimension) {
    for (size_t offset = 0; offset < dimension; offset += 16) __builtin_prefetch(row + offset);
    // A row that does not begin with a cache line ends in one more.
    if (dimension > 0) __builtin_prefetch(row + dimension - 1);
}

INLINE void measure_rows(float (*measure)(const float *, const float *, size_t), const float *query, const float *table, size_t dimension,
                         const int32_t *indices, size_t count, float *results) {
    enum { ahead = 8 };
    for (size_t i = 0; i < count && i < ahead; i++) prefetch_row(table + (size_t)indices[i] * dimension, dimension);
    for (size_t i = 0; i < count; i++) {
        if (i + ahead < count) prefetch_row(table + (size_t)indices[i + ahead] * dimension, dimension);
        results[i] = measure(query, table + (size_t)indices[i] * dimension, dimension);
    }
}

CLONES
void assay_squared_distances(const float *query, const float *table, size_t dimension,
                             const int32_t *indices, size_t count, float *distances) {
    measure_rows(squared_distance, query, table, dimension, indices, count, distances);
}

CLONES
void assay_inner_products(const float *query, const float *table, size_t dimension,
                          const int32_t *indices, size_t count, float *products) {
    measure_rows(inner_product, query, table, dimension, indices, count, products);
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
