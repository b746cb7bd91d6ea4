#include "CLinux.h"

#if defined __x86_64__
#include <xmmintrin.h>

// Of MXCSR: results that are subnormal are zeros, and so are operands.
enum { FLUSHES = 0x8040 };
static unsigned long control(void) { return _mm_getcsr(); }
static void set_control(unsigned long bits) { _mm_setcsr((unsigned)bits); }
#elif defined __aarch64__
// Of FPCR: both.
enum { FLUSHES = 1 << 24 };
static unsigned long control(void) {
    unsigned long bits;
    __asm__ volatile("mrs %0, fpcr" : "=r"(bits));
    return bits;
}
static void set_control(unsigned long bits) { __asm__ volatile("msr fpcr, %0" : : "r"(bits)); }
#else
enum { FLUSHES = 0 };
static unsigned long control(void) { return 0; }
static void set_control(unsigned long bits) { (void)bits; }
#endif

int linux_flush_subnormals(int flushes) {
    unsigned long before = control();
    set_control(flushes ? before | FLUSHES : before & ~(unsigned long)FLUSHES);
    return (before & FLUSHES) != 0;
}
