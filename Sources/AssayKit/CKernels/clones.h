#pragma once

// A function with CLONES is compiled for several instruction sets; the loader takes the one that the processor has.
#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define CLONES
#endif

// Every function that takes or gives a vector is inlined, so that no call depends on how vectors are passed.
#define INLINE static inline __attribute__((always_inline))
