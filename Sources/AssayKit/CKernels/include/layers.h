#pragma once
#include <stddef.h>
#include <stdint.h>

// Hidden: a kernel that another library could replace is looked up by the loader before its own choice among the instruction
// sets can work, and is then none at all where its address is taken.
#pragma GCC visibility push(hidden)

// The layers of networks but for their matrix products. Everything is row-major and in single precision; where both are
// given, what is read and what is written must not overlap.

/// y ← `row` in each of `rows` rows.
void assay_repeat_row(const float *row, size_t rows, size_t columns, float *y);
/// `sums` ← Σ of the rows of x.
void assay_column_sums(const float *x, size_t rows, size_t columns, float *sums);
/// y ← y + x.
void assay_add(const float *x, size_t count, float *y);

/// y ← max(x, 0).
void assay_rectify(const float *x, size_t count, float *y);
/// dx ← dy where x > 0, else 0.
void assay_rectify_gradient(const float *x, const float *dy, size_t count, float *dx);

/// y ← GELU(x) by its approximation with tanh.
void assay_gelu(const float *x, size_t count, float *y);
void assay_gelu_gradient(const float *x, const float *dy, size_t count, float *dx);

/// y ← GELU(x) = x · Φ(x), to within 2·10⁻⁷ |x|.
void assay_exact_gelu(const float *x, size_t count, float *y);

/// y ← gain · (x − mean) / √(variance + epsilon) + bias in each row; its mean and 1/√(…) are kept for the gradient.
void assay_layer_norm(const float *x, size_t rows, size_t columns, float epsilon, const float *gain, const float *bias,
                      float *y, float *means, float *scales);
void assay_layer_norm_gradient(const float *x, const float *dy, size_t rows, size_t columns, const float *gain,
                               const float *means, const float *scales, float *dx, float *dgain, float *dbias);

/// Each row of a rows × columns matrix ← its softmax.
void assay_softmax(float *scores, size_t rows, size_t columns);
/// Each row i of a size × size matrix ← the softmax of its entries 0…i, and zeros.
void assay_causal_softmax(float *scores, size_t size);
/// d ← `scale` times the gradient in the scores, where `shares` is what the softmax gave and d the gradient in that.
void assay_causal_softmax_gradient(const float *shares, size_t size, float scale, float *d);

/// Adds up −log softmax(z)_label of each row.
/// - gradient: where it is not null, the mean loss's gradient in z is written there: (softmax(z) − e_label) / rows.
/// - errors: the rows whose largest entry, the first of equal ones, is not the label's.
double assay_cross_entropy(const float *z, const int32_t *labels, size_t rows, size_t columns, float *gradient, size_t *errors);

/// Pictures of height × width × channels, one after the other.
struct assay_pictures { size_t count, height, width, channels; };
/// The size × size squares of pixels around each pixel, zeros beyond the edges: a row of size · size · channels for each.
void assay_patches(const float *x, struct assay_pictures pictures, size_t size, float *patches);
/// x ← for each pixel the sum of its places in the patches.
void assay_sum_patches(const float *patches, struct assay_pictures pictures, size_t size, float *x);
/// The largest of each 2 × 2 pixels; height and width are even.
void assay_max_pool(const float *x, struct assay_pictures pictures, float *y);
/// dx ← dy at the first of the largest pixels, else 0.
void assay_max_pool_gradient(const float *x, const float *dy, struct assay_pictures pictures, float *dx);

#pragma GCC visibility pop
