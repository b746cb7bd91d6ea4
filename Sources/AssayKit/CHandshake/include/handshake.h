#pragma once
#include <stdint.h>

/// Reads "ASSY" in memory.
#define ASSAY_MAGIC 0x59535341u

/// Raised at a change of AssayKit that breaks plugins built before it.
#define ASSAY_EPOCH 1u

/// Raised at an additive change of AssayKit: a plugin built against a later revision than the host's is refused.
#define ASSAY_REVISION 9u

/// What a plugin says of how it was built. It stands in the section `assay_meta` of the plugin's ELF file, so the
/// host reads it from the file and runs nothing. The layout never changes.
typedef struct {
    uint32_t magic;
    uint32_t epoch;
    uint32_t revision;
    uint32_t reserved;
    char compiler[240];
} assay_handshake;

/// Emitted into every library that calls `exportMethods`. `used` and `retain` keep it through the linker's
/// section garbage collection.
__attribute__((section("assay_meta"), used, retain))
static const assay_handshake assay_plugin_handshake = {ASSAY_MAGIC, ASSAY_EPOCH, ASSAY_REVISION, 0, __VERSION__};

static inline const assay_handshake *assay_handshake_address(void) { return &assay_plugin_handshake; }
