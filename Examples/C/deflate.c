// zlib's DEFLATE as a compressor of bytes: how a library that is there already becomes a method.
//
//     cc -O2 -shared -fPIC -I Sources/CAssay/include Examples/C/deflate.c -o libdeflate_c.so -lz
//     assay install libdeflate_c.so
//     assay compare --on bytes/digits-csv bytes/digits-mlp --methods deflate 'deflate[level=1]' 'deflate[level=9]'

#include <assay.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { HEADER = 8, LEVEL = 1 };

typedef struct {
    assay_method_t base;
    int level;
} deflate_method;

// The size of what was compressed, little-endian, and the stream.
static assay_status compress_block(assay_method_t *method, const assay_problem_t *problem, const assay_run_t *run, const assay_sink_t *sink) {
    const assay_raw_bytes_t *block = problem->extension(problem, ASSAY_RAW_BYTES);
    uLongf length = compressBound(block->count);
    uint8_t *bytes = malloc(HEADER + length);
    if (bytes == NULL) {
        run->fail(run, "there is no memory for the compressed bytes");
        return ASSAY_FAILED;
    }
    for (int i = 0; i < HEADER; i++) bytes[i] = (uint8_t)((uint64_t)block->count >> (8 * i));
    int code = compress2(bytes + HEADER, &length, block->bytes, block->count, ((deflate_method *)method)->level);
    if (code == Z_OK) sink->bytes(sink, bytes, HEADER + length);
    else run->fail(run, "zlib refuses the block");
    free(bytes);
    return code == Z_OK ? ASSAY_OK : ASSAY_FAILED;
}

static assay_status restore_block(assay_method_t *method, const uint8_t *bytes, size_t count, const assay_sink_t *sink) {
    (void)method;
    if (count < HEADER) return ASSAY_FAILED;
    uint64_t size = 0;
    for (int i = 0; i < HEADER; i++) size |= (uint64_t)bytes[i] << (8 * i);
    // DEFLATE makes at most 1,032 bytes of one: more is a lie.
    if (size / 1032 > count) return ASSAY_FAILED;
    uint8_t *block = malloc(size + 1);
    if (block == NULL) return ASSAY_FAILED;
    uLongf length = size;
    int code = uncompress(block, &length, bytes + HEADER, count - HEADER);
    if (code == Z_OK && length == size) sink->bytes(sink, block, length);
    free(block);
    return code == Z_OK && length == size ? ASSAY_OK : ASSAY_FAILED;
}

static const void *method_extension(assay_method_t *method, const char *name) {
    static const assay_compressor_t compressor = {sizeof compressor, compress_block, restore_block};
    (void)method;
    return strcmp(name, ASSAY_COMPRESSOR) == 0 ? &compressor : NULL;
}

static const assay_card_t *card(uint32_t index) {
    static const char *const needs[] = {"RawBytes", NULL};
    static const assay_option_t options[] = {{
        .size = sizeof *options, .id = LEVEL, .name = "level", .type = ASSAY_INTEGER, .integer_default = 6, .integer_low = 0,
        .integer_high = 9, .unit = "", .documentation = "how hard it tries: 0 stores, 1 is quick, 9 is small",
    }};
    static const assay_card_t card = {
        .size = sizeof card, .id = "deflate", .name = "DEFLATE", .summary = "zlib's matching of repeats with Huffman codes (RFC 1951).",
        .role = "compressor", .needs = needs, .options = options, .option_count = 1,
    };
    return index == 0 ? &card : NULL;
}

static void destroy(assay_method_t *method) { free(method); }

static assay_method_t *create(uint32_t index, const assay_value_t *values, uint32_t value_count) {
    deflate_method *method = index == 0 ? calloc(1, sizeof *method) : NULL;
    if (method == NULL) return NULL;
    method->base = (assay_method_t){.size = sizeof method->base, .destroy = destroy, .extension = method_extension};
    for (uint32_t i = 0; i < value_count; i++)
        if (values[i].id == LEVEL) method->level = (int)values[i].integer;
    return &method->base;
}

static const void *factory(const char *name) {
    static const assay_methods_t methods = {sizeof methods, 1, card, create};
    return strcmp(name, ASSAY_METHODS) == 0 ? &methods : NULL;
}

ASSAY_EXPORT const assay_library_t assay_library = {sizeof assay_library, ASSAY_ABI, NULL, factory};
