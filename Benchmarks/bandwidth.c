// How far the distance kernels are from the speed of memory, on one thread:
//
//     clang -O3 -ISources/AssayKit/CKernels/include Benchmarks/bandwidth.c Sources/AssayKit/CKernels/kernels.c -o bandwidth && ./bandwidth
//
// Reads 100,000 vectors of 64 floats, 25.6 MB, as often as given (100 times), in turn: by summing them as STREAM would, by the
// kernel of squared distances, and by that of inner products. The best of each counts; then the same of 1,000 vectors, which
// stay in the cache.
#include <kernels.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + 1e-9 * time.tv_nsec;
}

// Sixty-four sums side by side: nothing waits for anything but memory.
__attribute__((target_clones("default", "avx2", "avx512f"))) static float read_all(const float *numbers, size_t count) {
    float sums[64] = {0};
    for (size_t i = 0; i < count; i += 64)
        for (size_t lane = 0; lane < 64; lane++) sums[lane] += numbers[i + lane];
    float sum = 0;
    for (size_t lane = 0; lane < 64; lane++) sum += sums[lane];
    return sum;
}

static double least(double a, double b) { return a < b ? a : b; }

static void measure(size_t count, int repeats) {
    enum { dimension = 64 };
    float *table = aligned_alloc(64, count * dimension * sizeof(float)), *results = malloc(count * sizeof(float)), query[dimension];
    int32_t *indices = malloc(count * sizeof(int32_t));
    for (size_t i = 0; i < count * dimension; i++) table[i] = (float)(i % 1013) / 1013;
    for (size_t i = 0; i < dimension; i++) query[i] = (float)i / dimension;
    for (size_t i = 0; i < count; i++) indices[i] = (int32_t)i;
    double read = 1e9, squared = 1e9, inner = 1e9;
    volatile float kept = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
        double start = now();
        kept += read_all(table, count * dimension);
        double first = now();
        assay_squared_distances(query, table, dimension, indices, count, results);
        double second = now();
        assay_inner_products(query, table, dimension, indices, count, results);
        double third = now();
        kept += results[count / 2];
        read = least(read, first - start);
        squared = least(squared, second - first);
        inner = least(inner, third - second);
    }
    double gigabytes = count * dimension * sizeof(float) * 1e-9;
    printf("%zu vectors: reading %.1f GB/s, squared distances %.1f (%.2f of it), inner products %.1f (%.2f)\n", count, gigabytes / read,
           gigabytes / squared, read / squared, gigabytes / inner, read / inner);
    free(table), free(results), free(indices);
}

int main(int argc, char **argv) {
    int repeats = argc > 1 ? atoi(argv[1]) : 100;
    measure(100000, repeats);
    measure(1000, repeats * 100);
}
