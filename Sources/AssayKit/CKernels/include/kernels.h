#pragma once
#include <stddef.h>
#include <stdint.h>
#include "layers.h"
#include "packing.h"

// Hidden, so that what chooses among a function's versions finds them without relocations: the loader may ask it to choose
// before it has made those.
#pragma GCC visibility push(hidden)

/// Squared Euclidean distances from `query` to the rows `indices[0..<count]` of `table` (row-major, `dimension`
/// floats a row), written to `distances`. Rows are prefetched ahead of their use: a graph search visits them in
/// no order that the processor could guess.
void assay_squared_distances(const float *query, const float *table, size_t dimension,
                             const int32_t *indices, size_t count, float *distances);

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

#pragma GCC visibility pop
