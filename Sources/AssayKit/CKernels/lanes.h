#pragma once
#include <stddef.h>
#include <stdint.h>

// What the kernels share. Vectors of sixteen lanes, whatever the processor has: the order of additions is fixed by the
// source, so it does not depend on the instruction set.
#define LANES 16

#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define CLONES
#endif

#define INLINE static inline __attribute__((always_inline))

typedef float vector __attribute__((vector_size(LANES * sizeof(float)), aligned(4)));

/// Halves the lanes until one is left. Spoils them.
INLINE float lane_sum(vector *lanes) {
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int lane = 0; lane < width; lane++) (*lanes)[lane] += (*lanes)[lane + width];
    return (*lanes)[0];
}
