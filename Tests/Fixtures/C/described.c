/* A library that knows nothing of Assay, with the habits that libraries have: it returns memory of its own, takes structures,
   calls back without user data, takes a variable number of arguments, and says in words what went wrong. */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

static int outstanding;

/* Run lengths: pairs of count and byte. The block is the caller's to give to `runs_release`. */
unsigned char *runs_pack(const unsigned char *bytes, size_t count, size_t *written) {
    unsigned char *packed = malloc(2 * count + 1);
    size_t used = 0;
    for (size_t i = 0; i < count;) {
        size_t run = 1;
        while (run < 255 && i + run < count && bytes[i + run] == bytes[i]) run++;
        packed[used++] = (unsigned char)run;
        packed[used++] = bytes[i];
        i += run;
    }
    *written = used;
    outstanding++;
    return packed;
}

void runs_release(void *packed) {
    free(packed);
    outstanding--;
}

/* Ends the process where something was not released. */
void runs_check(const void *packed) {
    (void)packed;
    if (outstanding != 0) abort();
}

/* The number of bytes, or a negative error. */
int runs_unpack(const unsigned char *packed, size_t count, unsigned char *bytes, size_t room) {
    size_t used = 0;
    if (count % 2) return -1;
    for (size_t i = 0; i < count; i += 2) {
        if (used + packed[i] > room) return -2;
        for (int k = 0; k < packed[i]; k++) bytes[used++] = packed[i + 1];
    }
    return (int)used;
}

const char *runs_error(int code) { return code == -1 ? "half a pair" : "more than there is room for"; }

/* The layout that C gives these members. */
struct settings {
    char kind;
    double step;
    int rounds;
    float shrink;
    double (*objective)(const double *);
};

/* Coordinate search. The callback is given nothing but the point. */
double descend(int n, double *x, const struct settings *settings) {
    if (settings->kind != 7) abort();
    double best = settings->objective(x), step = settings->step;
    for (int round = 0; round < settings->rounds; round++) {
        int improved = 0;
        for (int i = 0; i < n; i++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                double old = x[i];
                x[i] = old + sign * step;
                double value = settings->objective(x);
                if (value < best) {
                    best = value;
                    improved = 1;
                    break;
                }
                x[i] = old;
            }
        }
        if (!improved) step *= settings->shrink;
    }
    return best;
}

/* Steps against the gradient. The callback returns a status, and the value by a pointer. */
int descend_by_reference(int (*evaluate)(void *, const double *, double *, double *, int8_t), int n, float *rate, double *x, short rounds) {
    double *gradient = malloc(n * sizeof *gradient), value = 0;
    for (int round = 0; round < rounds; round++) {
        if (evaluate(NULL, x, &value, gradient, -3) != 42) abort();
        for (int i = 0; i < n; i++) x[i] -= *rate * gradient[i];
    }
    free(gradient);
    return isfinite(value) ? 0 : 3;
}

/* The number of arguments, then as many numbers; the sum of them must be 10. */
int sums_to_ten(int count, ...) {
    va_list arguments;
    double sum = 0;
    va_start(arguments, count);
    for (int i = 0; i < count; i++) sum += va_arg(arguments, double);
    va_end(arguments);
    return sum == 10;
}

/* What each type of integer is at its ends. */
int ends(int8_t a, uint8_t b, int16_t c, uint16_t d, int32_t e, uint32_t f, int64_t g, uint64_t h, float i, double j) {
    return a == -128 && b == 255 && c == -32768 && d == 65535 && e == INT32_MIN && f == UINT32_MAX && g == INT64_MIN + 1 && h == 1ull << 62
        && i == 0.5f && j == 0.1;
}

/* The nearest k of n vectors by comparing with all, as 64-bit numbers; -1 where there are no more. */
int nearest(const float *vectors, size_t n, size_t d, const float *query, size_t k, int64_t *found) {
    char *taken = calloc(n, 1);
    for (size_t place = 0; place < k; place++) {
        double best = INFINITY;
        found[place] = -1;
        for (size_t i = 0; i < n; i++) {
            double distance = 0;
            for (size_t j = 0; j < d; j++) distance += (vectors[i * d + j] - query[j]) * (vectors[i * d + j] - query[j]);
            if (!taken[i] && distance < best) {
                best = distance;
                found[place] = (int64_t)i;
            }
        }
        if (found[place] >= 0) taken[found[place]] = 1;
    }
    free(taken);
    return 0;
}
