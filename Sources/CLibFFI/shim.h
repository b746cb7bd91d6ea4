#include <ffi.h>

/* libffi's descriptions of types are mutable globals, which Swift 6 does not touch; these hand out their addresses. */
static inline ffi_type *assay_ffi_void(void) { return &ffi_type_void; }
static inline ffi_type *assay_ffi_pointer(void) { return &ffi_type_pointer; }
static inline ffi_type *assay_ffi_float(void) { return &ffi_type_float; }
static inline ffi_type *assay_ffi_double(void) { return &ffi_type_double; }
static inline ffi_type *assay_ffi_integer(int bytes, int is_signed) {
    switch (bytes) {
    case 1: return is_signed ? &ffi_type_sint8 : &ffi_type_uint8;
    case 2: return is_signed ? &ffi_type_sint16 : &ffi_type_uint16;
    case 4: return is_signed ? &ffi_type_sint32 : &ffi_type_uint32;
    default: return is_signed ? &ffi_type_sint64 : &ffi_type_uint64;
    }
}
static inline ffi_abi assay_ffi_abi(void) { return FFI_DEFAULT_ABI; }
