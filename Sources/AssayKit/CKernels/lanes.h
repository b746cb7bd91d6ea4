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

/// Halves the lanes until one is left. Spoils them.
INLINE float lane_sum(vector *lanes) {
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int lane = 0; lane < width; lane++) (*lanes)[lane] += (*lanes)[lane + width];
    return (*lanes)[0];
}
