#pragma once
#include <stddef.h>
#include <stdint.h>
#include "layers.h"

#pragma GCC visibility push(hidden)

/// Squared Euclidean distances from `query` to the rows `indices[0..<count]` of `table` (row-major, `dimension`
/// floats a row), written to `distances`. Rows are prefetched ahead of their use: a graph search visits them in
/// no order that the processor could guess.
void assay_squared_distances(const float *query, const float *table, size_t dimension,
                             const int32_t *indices, size_t count, float *distances);

#pragma GCC visibility pop
