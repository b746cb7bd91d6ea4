#include "kernels.h"
#include "lanes.h"

// Fused multiply-adds are off and each sum is added up in an order that only the dimension decides: a distance has the
// same bits on every processor, whichever block it is asked in, and both ways.
#pragma STDC FP_CONTRACT OFF

enum { WIDTH = 8, TILE = 64, NARROW = 16, GROUP = 4 };
typedef double wide __attribute__((vector_size(WIDTH * sizeof(double)), aligned(8)));

/// Few axes: the lanes run over the points, whose coordinates are laid out axis by axis first.
INLINE void narrow_tile(const double *table, size_t dimension, const int32_t *from, size_t from_count,
                        const int32_t *to, size_t tile, size_t to_count, double *distances) {
    double axes[NARROW][TILE];
    for (size_t j = 0; j < tile; j++) {
        const double *point = table + (size_t)to[j] * dimension;
        for (size_t axis = 0; axis < dimension; axis++) axes[axis][j] = point[axis];
    }
    size_t padded = (tile + WIDTH - 1) / WIDTH * WIDTH;
    for (size_t axis = 0; axis < dimension; axis++)
        for (size_t j = tile; j < padded; j++) axes[axis][j] = 0;
    for (size_t i = 0; i < from_count; i++) {
        const double *point = table + (size_t)from[i] * dimension;
        for (size_t j = 0; j < tile; j += WIDTH) {
            wide sum = {0};
            for (size_t axis = 0; axis < dimension; axis++) {
                wide difference = *(const wide *)(axes[axis] + j) - point[axis];
                sum += difference * difference;
            }
            double *target = distances + i * to_count + j;
            if (j + WIDTH <= tile) *(wide *)target = sum;
            else for (size_t lane = 0; j + lane < tile; lane++) target[lane] = sum[lane];
        }
    }
}

/// Adds up eight sums, and what the last axes add to them.
INLINE double total(const wide *sums, double tail) {
    wide sum = *sums;
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7])) + tail;
}

/// Many axes: the lanes run over them. From one point to several at a time, as a sum alone would wait for each addition
/// before the next.
INLINE void wide_distances(const double *table, size_t dimension, const double *from, const int32_t *to, size_t count, double *distances) {
    const double *points[GROUP];
    wide sums[GROUP] = {{0}};
    double tails[GROUP] = {0};
    for (size_t j = 0; j < count; j++) points[j] = table + (size_t)to[j] * dimension;
    size_t axis = 0;
    for (; axis + WIDTH <= dimension; axis += WIDTH)
        for (size_t j = 0; j < count; j++) {
            wide difference = *(const wide *)(from + axis) - *(const wide *)(points[j] + axis);
            sums[j] += difference * difference;
        }
    for (; axis < dimension; axis++)
        for (size_t j = 0; j < count; j++) tails[j] += (from[axis] - points[j][axis]) * (from[axis] - points[j][axis]);
    for (size_t j = 0; j < count; j++) distances[j] = total(&sums[j], tails[j]);
}

CLONES
void assay_squared_distance_block(const double *table, size_t dimension, const int32_t *from, size_t from_count,
                                  const int32_t *to, size_t to_count, double *distances) {
    if (dimension <= NARROW) {
        for (size_t j = 0; j < to_count; j += TILE) {
            size_t tile = to_count - j < TILE ? to_count - j : TILE;
            narrow_tile(table, dimension, from, from_count, to + j, tile, to_count, distances + j);
        }
        return;
    }
    // The rows lie here and there; each is read from_count times, and waited for once.
    for (size_t j = 0; j < to_count && from_count > 1 && to_count <= TILE; j++)
        for (size_t axis = 0; axis < dimension; axis += WIDTH) __builtin_prefetch(table + (size_t)to[j] * dimension + axis);
    for (size_t i = 0; i < from_count; i++) {
        const double *point = table + (size_t)from[i] * dimension;
        double *row = distances + i * to_count;
        size_t j = 0;
        for (; j + GROUP <= to_count; j += GROUP) wide_distances(table, dimension, point, to + j, GROUP, row + j);
        for (; j < to_count; j++) wide_distances(table, dimension, point, to + j, 1, row + j);
    }
}

CLONES
double assay_squared_box_gap(const double *low, const double *high, const double *box_low, const double *box_high, size_t dimension) {
    wide sum = {0}, zero = {0};
    size_t axis = 0;
    // With few axes one after the other, as above.
    for (; dimension > NARROW && axis + WIDTH <= dimension; axis += WIDTH) {
        wide above = *(const wide *)(low + axis) - *(const wide *)(box_high + axis);
        wide below = *(const wide *)(box_low + axis) - *(const wide *)(high + axis);
        wide gap = __builtin_elementwise_max(__builtin_elementwise_max(above, below), zero);
        sum += gap * gap;
    }
    double tail = 0;
    for (; axis < dimension; axis++) {
        double above = low[axis] - box_high[axis], below = box_low[axis] - high[axis];
        double gap = above > below ? above : below;
        gap = gap > 0 ? gap : 0;
        tail += gap * gap;
    }
    return total(&sum, tail);
}
