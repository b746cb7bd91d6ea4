#pragma once
#include <stddef.h>
#include <stdint.h>
#include "layers.h"
#include "packing.h"
#include "team.h"

// Hidden, so that what chooses among a function's versions finds them without relocations: the loader may ask it to choose
// before it has made those.
#pragma GCC visibility push(hidden)

/// Squared Euclidean distances from `query` to the rows `indices[0..<count]` of `table` (row-major, `dimension`
/// floats a row), written to `distances`. Rows are prefetched ahead of their use: a graph search visits them in
/// no order that the processor could guess.
void assay_squared_distances(const float *query, const float *table, size_t dimension,
                             const int32_t *indices, size_t count, float *distances);

/// Inner products of `query` with rows of `table`, in the same way.
void assay_inner_products(const float *query, const float *table, size_t dimension,
                          const int32_t *indices, size_t count, float *products);

/// In each row of a row-major matrix the column of the least scores[i][j] + added[j]: the first of several, and 0 where none
/// is below infinity.
void assay_least_columns(const float *scores, const float *added, size_t rows, size_t columns, int32_t *least);

/// Squared Euclidean distances between rows of one table: entry (i, j) is that from row `from[i]` to row `to[j]`,
/// and stands at `i * to_count + j`.
void assay_squared_distance_block(const double *table, size_t dimension, const int32_t *from, size_t from_count,
                                  const int32_t *to, size_t to_count, double *distances);

/// The squared Euclidean distance between two boxes that are given by their least and greatest coordinates.
/// Summed as the distances of the block are, so that it is no greater than that of any points in them by rounding.
double assay_squared_box_gap(const double *low, const double *high, const double *box_low, const double *box_high, size_t dimension);

/// exp((row_potentials[i] + column_potentials[j] − costs[i][j]) · inverse) for every entry of a row-major matrix.
void assay_gibbs_kernel(const double *costs, const double *row_potentials, const double *column_potentials, double inverse,
                        size_t rows, size_t columns, double *kernel);

/// Of each row the least of costs[i][j] − column_potentials[j], and the sum over j of exp((least − those) · inverse).
/// - Precondition: there is a column.
void assay_row_soft_minima(const double *costs, const double *column_potentials, double inverse,
                           size_t rows, size_t columns, double *minima, double *sums);

/// The same of each column, with row_potentials[i]; there is a row.
void assay_column_soft_minima(const double *costs, const double *row_potentials, double inverse,
                              size_t rows, size_t columns, double *minima, double *sums);

/// Of row `row` with each column from `begin` to `count`, joined by an operation (0 add, 1 subtract, 2 multiply, 3 divide):
/// the sum over the points of squared deviations from the targets. Those below `bound` are written, column and sum;
/// returns how many there are. Values are laid out point by point, `stride` apart; up to 63 floats behind `count` are read.
size_t assay_scan_combinations(int operation, const float *values, size_t stride, size_t points, const float *targets,
                               size_t row, size_t begin, size_t count, float bound, int32_t *columns, float *errors);

#pragma GCC visibility pop
