#include "kernels.h"
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
}

CLONES
void assay_squared_distances(const float *query, const float *table, size_t dimension,
                             const int32_t *indices, size_t count, float *distances) {
    enum { ahead = 4 };
    for (size_t i = 0; i < count && i < ahead; i++) prefetch_row(table + (size_t)indices[i] * dimension, dimension);
    for (size_t i = 0; i < count; i++) {
        if (i + ahead < count) prefetch_row(table + (size_t)indices[i + ahead] * dimension, dimension);
        distances[i] = squared_distance(query, table + (size_t)indices[i] * dimension, dimension);
    }
}

CLONES
void assay_inner_products(const float *query, const float *table, size_t dimension,
                          const int32_t *indices, size_t count, float *products) {
    enum { ahead = 4 };
    for (size_t i = 0; i < count && i < ahead; i++) prefetch_row(table + (size_t)indices[i] * dimension, dimension);
    for (size_t i = 0; i < count; i++) {
        if (i + ahead < count) prefetch_row(table + (size_t)indices[i + ahead] * dimension, dimension);
        products[i] = inner_product(query, table + (size_t)indices[i] * dimension, dimension);
    }
}
