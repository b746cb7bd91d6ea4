#pragma once
#include <stddef.h>
#include <stdint.h>
#include "clones.h"

// What the kernels in single precision share. Vectors of sixteen lanes, whatever the processor has: the order of additions is fixed by the
// source, so it does not depend on the instruction set.
#define LANES 16

typedef float vector __attribute__((vector_size(LANES * sizeof(float)), aligned(4)));

/// What comparing vectors gives: in each lane all bits or none. Also whole numbers.
typedef int32_t lane_numbers __attribute__((vector_size(LANES * sizeof(int32_t)), aligned(4)));

typedef float eight_lanes __attribute__((vector_size(8 * sizeof(float))));
typedef float four_lanes __attribute__((vector_size(4 * sizeof(float))));

/// Halves the lanes until one is left: lane i of the lower half and lane i of the upper one are added each time.
INLINE float lane_sum(const vector *lanes) {
    eight_lanes eight = __builtin_shufflevector(*lanes, *lanes, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(*lanes, *lanes, 8, 9, 10, 11, 12, 13, 14, 15);
    four_lanes four = __builtin_shufflevector(eight, eight, 0, 1, 2, 3) + __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
    return (four[0] + four[2]) + (four[1] + four[3]);
}
