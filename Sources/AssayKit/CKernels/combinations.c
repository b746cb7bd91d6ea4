#include "kernels.h"
#include "lanes.h"

// Sums are added point by point in each lane, so that they do not depend on the instruction set.
#pragma STDC FP_CONTRACT OFF

enum { BLOCK = 4, STEP = 4 };
typedef int32_t mask __attribute__((vector_size(LANES * sizeof(int32_t)), aligned(4)));
enum { ADD, SUBTRACT, MULTIPLY, DIVIDE };

INLINE size_t scan(int operation, const float *values, size_t stride, size_t points, const float *targets,
                   size_t row, size_t begin, size_t count, float bound, int32_t *columns, float *errors) {
    size_t found = 0;
    const vector limit = bound - (vector){0};
    for (size_t j = begin; j < count; j += BLOCK * LANES) {
        vector sums[BLOCK] = {0};
        int alive = 1;
        for (size_t first = 0; first < points && alive; first += STEP) {
            size_t last = first + STEP < points ? first + STEP : points;
            for (size_t point = first; point < last; point++) {
                const float *at = values + point * stride;
                const float left = at[row], target = targets[point];
                for (int block = 0; block < BLOCK; block++) {
                    vector right = *(const vector *)(at + j + block * LANES), result;
                    if (operation == ADD) result = left + right;
                    else if (operation == SUBTRACT) result = left - right;
                    else if (operation == MULTIPLY) result = left * right;
                    else result = left / right;
                    result -= target;
                    sums[block] += result * result;
                }
            }
            // What is not a number is not below the bound either.
            mask below = {0};
            for (int block = 0; block < BLOCK; block++) below |= sums[block] < limit;
            alive = 0;
            for (int lane = 0; lane < LANES; lane++) alive |= below[lane];
        }
        if (!alive) continue;
        for (size_t lane = 0; lane < BLOCK * LANES && j + lane < count; lane++) {
            float error = sums[lane / LANES][lane % LANES];
            if (error < bound) {
                columns[found] = (int32_t)(j + lane);
                errors[found++] = error;
            }
        }
    }
    return found;
}

CLONES
size_t assay_scan_combinations(int operation, const float *values, size_t stride, size_t points, const float *targets,
                               size_t row, size_t begin, size_t count, float bound, int32_t *columns, float *errors) {
    // The operation is a constant in each call, so that each has a loop of its own.
    switch (operation) {
    case ADD: return scan(ADD, values, stride, points, targets, row, begin, count, bound, columns, errors);
    case SUBTRACT: return scan(SUBTRACT, values, stride, points, targets, row, begin, count, bound, columns, errors);
    case MULTIPLY: return scan(MULTIPLY, values, stride, points, targets, row, begin, count, bound, columns, errors);
    default: return scan(DIVIDE, values, stride, points, targets, row, begin, count, bound, columns, errors);
    }
}
