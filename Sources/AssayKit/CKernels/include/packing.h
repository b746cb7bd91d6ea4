#pragma once
#include <stddef.h>
#include <stdint.h>

// Hidden for the reason given in kernels.h.
#pragma GCC visibility push(hidden)

/// Writes the low `bits` (1 to 8) of each code, one after the other, the least significant bit first. `packed` has room
/// for (count · bits + 7) / 8 bytes; what the last one has left is zero. No code has a higher bit set.
void assay_pack_codes(const uint8_t *codes, size_t count, unsigned bits, uint8_t *packed);

/// The inverse: reads exactly (count · bits + 7) / 8 bytes.
void assay_unpack_codes(const uint8_t *packed, size_t count, unsigned bits, uint8_t *codes);

#pragma GCC visibility pop
