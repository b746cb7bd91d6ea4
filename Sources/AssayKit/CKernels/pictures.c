#include "layers.h"
#include "lanes.h"
#include <string.h>

// Channels lie together, so that a row of a patch's pixels is one stretch of memory.

/// Calls `move(patch, pixel, count)` for each row of each patch that is inside the picture, and `skip(patch, count)` for what is not.
#define FOR_PATCH_ROWS(move, skip) \
    size_t margin = size / 2, c = pictures.channels, line = size * c; \
    for (size_t n = 0; n < pictures.count; n++) \
        for (size_t i = 0; i < pictures.height; i++) \
            for (size_t j = 0; j < pictures.width; j++) { \
                size_t left = j < margin ? margin - j : 0; \
                size_t right = j + size - margin > pictures.width ? j + size - margin - pictures.width : 0; \
                for (size_t k = 0; k < size; k++, patch += line) { \
                    size_t y = i + k - margin; /* wraps around above the first row */ \
                    if (y >= pictures.height) { skip(patch, line); continue; } \
                    skip(patch, left * c); \
                    move(patch + left * c, x + ((n * pictures.height + y) * pictures.width + j + left - margin) * c, (size - left - right) * c); \
                    skip(patch + (size - right) * c, right * c); \
                } \
            }

INLINE void clear(float *to, size_t count) {
    for (size_t i = 0; i < count; i++) to[i] = 0;
}
INLINE void copy(float *to, const float *from, size_t count) {
    for (size_t i = 0; i < count; i++) to[i] = from[i];
}
INLINE void sum_back(const float *patch, float *x, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] += patch[i];
}
#define NOTHING(patch, count) ((void)0)

CLONES
void assay_patches(const float *restrict x, struct assay_pictures pictures, size_t size, float *restrict patches) {
    float *patch = patches;
    FOR_PATCH_ROWS(copy, clear)
}

CLONES
void assay_sum_patches(const float *restrict patches, struct assay_pictures pictures, size_t size, float *restrict x) {
    memset(x, 0, pictures.count * pictures.height * pictures.width * pictures.channels * sizeof(float));
    const float *patch = patches;
    FOR_PATCH_ROWS(sum_back, NOTHING)
}

/// The four pixels of each square, and its place in what is pooled.
#define FOR_SQUARES(body) \
    size_t c = pictures.channels, line = pictures.width * c, pooled = 0; \
    for (size_t i = 0; i < pictures.count * pictures.height; i += 2) \
        for (size_t j = 0; j < pictures.width; j += 2, pooled += c) { \
            size_t first = i * line + j * c; \
            const float *p = x + first, *q = p + c, *r = p + line, *s = r + c; \
            for (size_t k = 0; k < c; k++) { body } \
        }

CLONES
void assay_max_pool(const float *restrict x, struct assay_pictures pictures, float *restrict y) {
    FOR_SQUARES({
        float above = q[k] > p[k] ? q[k] : p[k];
        float below = s[k] > r[k] ? s[k] : r[k];
        y[pooled + k] = below > above ? below : above;
    })
}

CLONES
void assay_max_pool_gradient(const float *restrict x, const float *restrict dy, struct assay_pictures pictures, float *restrict dx) {
    FOR_SQUARES({
        float d = dy[pooled + k];
        float above = q[k] > p[k] ? q[k] : p[k];
        float below = s[k] > r[k] ? s[k] : r[k];
        float *to = dx + first + k;
        to[0] = below > above || q[k] > p[k] ? 0 : d;
        to[c] = below > above || !(q[k] > p[k]) ? 0 : d;
        to[line] = !(below > above) || s[k] > r[k] ? 0 : d;
        to[line + c] = !(below > above) || !(s[k] > r[k]) ? 0 : d;
    })
}
