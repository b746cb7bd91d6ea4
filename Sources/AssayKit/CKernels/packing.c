#include <string.h>
#include "lanes.h"
#include "packing.h"

// Eight codes of b bits fill b bytes, so each such group is one word. In it codes move together in three steps: pairs in
// lanes of 16 bits, fours in lanes of 32, all eight in one of 64. Four bits, the width that matters most, have a loop of
// their own, which the compiler turns into vector instructions.

INLINE uint64_t low_bits(unsigned bits) { return bits == 64 ? ~0ull : (1ull << bits) - 1; }

INLINE uint64_t gather(uint64_t word, unsigned bits) {
    word = (word & 0x00FF00FF00FF00FFull) | (word & 0xFF00FF00FF00FF00ull) >> (8 - bits);
    word = (word & 0x0000FFFF0000FFFFull) | (word & 0xFFFF0000FFFF0000ull) >> (16 - 2 * bits);
    return (word & 0x00000000FFFFFFFFull) | (word & 0xFFFFFFFF00000000ull) >> (32 - 4 * bits);
}

INLINE uint64_t scatter(uint64_t word, unsigned bits) {
    uint64_t four = low_bits(4 * bits), two = low_bits(2 * bits), one = low_bits(bits);
    word = (word & four) | (word & four << 4 * bits) << (32 - 4 * bits);
    two |= two << 32;
    word = (word & two) | (word & two << 2 * bits) << (16 - 2 * bits);
    one |= one << 16, one |= one << 32;
    return (word & one) | (word & one << bits) << (8 - bits);
}

INLINE void pack_words(const uint8_t *codes, size_t count, unsigned bits, uint8_t *packed) {
    for (size_t i = 0; i + 8 <= count; i += 8, packed += bits) {
        uint64_t word;
        memcpy(&word, codes + i, 8);
        word = gather(word, bits);
        memcpy(packed, &word, bits);
    }
}

INLINE void unpack_words(const uint8_t *packed, size_t count, unsigned bits, uint8_t *codes) {
    for (size_t i = 0; i + 8 <= count; i += 8, packed += bits) {
        uint64_t word = 0;
        memcpy(&word, packed, bits);
        word = scatter(word, bits);
        memcpy(codes + i, &word, 8);
    }
}

// With the width known, the shifts are constants and the copies single instructions.
#define EACH_WIDTH(call)     \
    switch (bits) {          \
        case 1: call(1); break; \
        case 2: call(2); break; \
        case 3: call(3); break; \
        case 5: call(5); break; \
        case 6: call(6); break; \
        case 7: call(7); break; \
    }

CLONES
void assay_pack_codes(const uint8_t *codes, size_t count, unsigned bits, uint8_t *packed) {
    size_t whole = count / 8 * 8;
    if (bits == 8) {
        memcpy(packed, codes, whole);
    } else if (bits == 4) {
        for (size_t i = 0; i < whole / 2; i++) packed[i] = codes[2 * i] | (uint8_t)(codes[2 * i + 1] << 4);
    } else {
#define PACK(width) pack_words(codes, whole, width, packed)
        EACH_WIDTH(PACK)
    }
    if (whole == count) return;
    uint64_t word = 0;
    memcpy(&word, codes + whole, count - whole);
    word = gather(word, bits);
    memcpy(packed + whole / 8 * bits, &word, ((count - whole) * bits + 7) / 8);
}

CLONES
void assay_unpack_codes(const uint8_t *packed, size_t count, unsigned bits, uint8_t *codes) {
    size_t whole = count / 8 * 8;
    if (bits == 8) {
        memcpy(codes, packed, whole);
    } else if (bits == 4) {
        for (size_t i = 0; i < whole / 2; i++) {
            codes[2 * i] = packed[i] & 15;
            codes[2 * i + 1] = packed[i] >> 4;
        }
    } else {
#define UNPACK(width) unpack_words(packed, whole, width, codes)
        EACH_WIDTH(UNPACK)
    }
    if (whole == count) return;
    uint64_t word = 0;
    memcpy(&word, packed + whole / 8 * bits, ((count - whole) * bits + 7) / 8);
    word = scatter(word, bits);
    memcpy(codes + whole, &word, count - whole);
}
