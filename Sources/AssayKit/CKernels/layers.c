#include "layers.h"
#include "lanes.h"
#include <math.h>
#include <string.h>

// Fused multiply-adds would make the digits depend on the instruction set.
#pragma STDC FP_CONTRACT OFF

/// eˣ to within two units in the last place, for x in −87…88; what lies beyond counts as the end.
/// x = n log 2 + r, |r| ≤ ½ log 2; eʳ by its Taylor polynomial of degree 7, whose error is below 6·10⁻⁹.
INLINE float exponential(float x) {
    x = x > 88.0f ? 88.0f : x;
    x = x < -87.0f ? -87.0f : x;
    // Adding 1.5·2²³ rounds to a whole number, which is then in the lowest bits.
    float shifted = x * 1.44269504f + 12582912.0f;
    float n = shifted - 12582912.0f;
    // log 2 in two parts, of which n times the first is exact.
    float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    uint32_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits - 0x4B400000u + 127u) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

INLINE float sum(const float *x, size_t count) {
    vector sums = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) sums += *(const vector *)(x + i);
    float tail = 0;
    for (; i < count; i++) tail += x[i];
    return lane_sum(&sums) + tail;
}

INLINE float dot(const float *x, const float *y, size_t count) {
    vector sums = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) sums += *(const vector *)(x + i) * *(const vector *)(y + i);
    float tail = 0;
    for (; i < count; i++) tail += x[i] * y[i];
    return lane_sum(&sums) + tail;
}

/// Σ x (y − middle).
INLINE float centred_dot(const float *x, const float *y, float middle, size_t count) {
    vector sums = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) sums += *(const vector *)(x + i) * (*(const vector *)(y + i) - middle);
    float tail = 0;
    for (; i < count; i++) tail += x[i] * (y[i] - middle);
    return lane_sum(&sums) + tail;
}

INLINE float largest(const float *x, size_t count) {
    float largest = x[0];
    size_t i = 0;
    if (count >= LANES) {
        vector best = *(const vector *)x;
        for (i = LANES; i + LANES <= count; i += LANES) {
            best = __builtin_elementwise_max(best, *(const vector *)(x + i));
        }
        for (int lane = 0; lane < LANES; lane++) largest = best[lane] > largest ? best[lane] : largest;
    }
    for (; i < count; i++) largest = x[i] > largest ? x[i] : largest;
    return largest;
}

/// Σ exp(x − top), added up in the order of `sum`.
INLINE float exponential_sum(const float *x, float top, size_t count) {
    vector sums = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        float terms[LANES];
        for (size_t lane = 0; lane < LANES; lane++) terms[lane] = exponential(x[i + lane] - top);
        sums += *(const vector *)terms;
    }
    float tail = 0;
    for (; i < count; i++) tail += exponential(x[i] - top);
    return lane_sum(&sums) + tail;
}

CLONES
void assay_repeat_row(const float *row, size_t rows, size_t columns, float *y) {
    for (size_t i = 0; i < rows; i++) memcpy(y + i * columns, row, columns * sizeof(float));
}

CLONES
void assay_column_sums(const float *restrict x, size_t rows, size_t columns, float *restrict sums) {
    size_t j = 0;
    // A strip of columns at a time, so that its sums stay in a register.
    for (; j + LANES <= columns; j += LANES) {
        vector strip = {0};
        for (size_t i = 0; i < rows; i++) strip += *(const vector *)(x + i * columns + j);
        *(vector *)(sums + j) = strip;
    }
    for (; j < columns; j++) {
        float column = 0;
        for (size_t i = 0; i < rows; i++) column += x[i * columns + j];
        sums[j] = column;
    }
}

CLONES
void assay_add(const float *restrict x, size_t count, float *restrict y) {
    for (size_t i = 0; i < count; i++) y[i] += x[i];
}

CLONES
void assay_rectify(const float *restrict x, size_t count, float *restrict y) {
    // What is not a number stays that.
    for (size_t i = 0; i < count; i++) y[i] = x[i] < 0 ? 0 : x[i];
}

CLONES
void assay_rectify_gradient(const float *restrict x, const float *restrict dy, size_t count, float *restrict dx) {
    for (size_t i = 0; i < count; i++) dx[i] = x[i] > 0 ? dy[i] : 0;
}

// GELU(x) ≈ ½x(1 + tanh u) = x σ(2u), u = √(2/π)(x + 0.044715x³): section 2 of Hendrycks and Gimpel, "Gaussian Error Linear
// Units (GELUs)", 2016.
#define SLOPE 1.5957691216f
#define CUBIC 0.044715f

CLONES
void assay_gelu(const float *restrict x, size_t count, float *restrict y) {
    for (size_t i = 0; i < count; i++) {
        float a = x[i];
        y[i] = a / (1.0f + exponential(-SLOPE * (a + CUBIC * a * a * a)));
    }
}

CLONES
void assay_gelu_gradient(const float *restrict x, const float *restrict dy, size_t count, float *restrict dx) {
    for (size_t i = 0; i < count; i++) {
        float a = x[i];
        float s = 1.0f / (1.0f + exponential(-SLOPE * (a + CUBIC * a * a * a)));
        dx[i] = dy[i] * (s + a * s * (1.0f - s) * SLOPE * (1.0f + 3.0f * CUBIC * a * a));
    }
}

// x · Φ(x) = ½x(1 + erf(x/√2)), the error function by formula 7.1.26 of Abramowitz and Stegun, "Handbook of Mathematical
// Functions", 1964: with t = 1/(1 + pz), erf z = 1 − (a₁t + … + a₅t⁵) exp(−z²) to within 1.5·10⁻⁷ for z ≥ 0.
CLONES
void assay_exact_gelu(const float *restrict x, size_t count, float *restrict y) {
    for (size_t i = 0; i < count; i++) {
        float a = x[i];
        float z = fabsf(a) * 0.70710678f;
        float t = 1.0f / (1.0f + 0.3275911f * z);
        float p = 1.061405429f;
        p = p * t - 1.453152027f;
        p = p * t + 1.421413741f;
        p = p * t - 0.284496736f;
        p = p * t + 0.254829592f;
        // What Φ is beyond z: erfc(z)/2.
        float beyond = 0.5f * p * t * exponential(-z * z);
        y[i] = a * (a > 0 ? 1.0f - beyond : beyond);
    }
}

CLONES
void assay_layer_norm(const float *restrict x, size_t rows, size_t columns, float epsilon, const float *restrict gain,
                      const float *restrict bias, float *restrict y, float *restrict means, float *restrict scales) {
    for (size_t i = 0; i < rows; i++) {
        const float *from = x + i * columns;
        float *to = y + i * columns;
        float mean = sum(from, columns) / (float)columns;
        for (size_t j = 0; j < columns; j++) to[j] = from[j] - mean;
        float scale = 1.0f / sqrtf(dot(to, to, columns) / (float)columns + epsilon);
        for (size_t j = 0; j < columns; j++) to[j] = to[j] * scale * gain[j] + bias[j];
        means[i] = mean;
        scales[i] = scale;
    }
}

CLONES
void assay_layer_norm_gradient(const float *restrict x, const float *restrict dy, size_t rows, size_t columns,
                               const float *restrict gain, const float *restrict means, const float *restrict scales,
                               float *restrict dx, float *restrict dgain, float *restrict dbias) {
    memset(dgain, 0, columns * sizeof(float));
    memset(dbias, 0, columns * sizeof(float));
    for (size_t i = 0; i < rows; i++) {
        const float *from = x + i * columns, *d = dy + i * columns;
        float *to = dx + i * columns;
        float mean = means[i], scale = scales[i];
        // With n the normalised row and g = dy · gain: dx = scale · (g − mean(g) − n · mean(g · n)).
        for (size_t j = 0; j < columns; j++) {
            dgain[j] += d[j] * (from[j] - mean) * scale;
            dbias[j] += d[j];
            to[j] = d[j] * gain[j];
        }
        float plain = sum(to, columns) / (float)columns;
        float along = scale * scale * centred_dot(to, from, mean, columns) / (float)columns;
        for (size_t j = 0; j < columns; j++) to[j] = scale * (to[j] - plain - (from[j] - mean) * along);
    }
}

INLINE void softmax(float *row, size_t count) {
    float top = largest(row, count);
    for (size_t j = 0; j < count; j++) row[j] = exponential(row[j] - top);
    float share = 1.0f / sum(row, count);
    for (size_t j = 0; j < count; j++) row[j] *= share;
}

CLONES
void assay_softmax(float *scores, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) softmax(scores + i * columns, columns);
}

CLONES
void assay_causal_softmax(float *scores, size_t size) {
    for (size_t i = 0; i < size; i++) {
        float *row = scores + i * size;
        softmax(row, i + 1);
        memset(row + i + 1, 0, (size - i - 1) * sizeof(float));
    }
}

CLONES
void assay_causal_softmax_gradient(const float *restrict shares, size_t size, float scale, float *restrict d) {
    for (size_t i = 0; i < size; i++) {
        const float *share = shares + i * size;
        float *row = d + i * size;
        float mean = dot(share, row, i + 1);
        for (size_t j = 0; j <= i; j++) row[j] = scale * share[j] * (row[j] - mean);
        memset(row + i + 1, 0, (size - i - 1) * sizeof(float));
    }
}

CLONES
double assay_cross_entropy(const float *restrict z, const int32_t *restrict labels, size_t rows, size_t columns,
                           float *restrict gradient, size_t *errors) {
    double loss = 0;
    for (size_t i = 0; i < rows; i++) {
        const float *row = z + i * columns;
        size_t label = (size_t)labels[i];
        float top = largest(row, columns), total = 0;
        if (gradient) {
            float *to = gradient + i * columns;
            for (size_t j = 0; j < columns; j++) to[j] = exponential(row[j] - top);
            total = sum(to, columns);
            float share = 1.0f / (total * (float)rows);
            for (size_t j = 0; j < columns; j++) to[j] *= share;
            to[label] -= 1.0f / (float)rows;
        } else {
            total = exponential_sum(row, top, columns);
        }
        size_t first = 0;
        while (first < columns && !(row[first] >= top)) first++;
        *errors += first != label;
        loss += log((double)total) + (double)top - (double)row[label];
    }
    return loss;
}
