#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// Some twenty microseconds: longer than a cheap oracle takes, shorter than a sleep and its end.
enum { SPINS = 400 };

static void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

int linux_await_turn(struct linux_turn *turn, unsigned value, int milliseconds) {
    for (int i = 0; i < SPINS; i++) {
        if (__atomic_load_n(&turn->value, __ATOMIC_ACQUIRE) == value) return 0;
        pause_briefly();
    }
    struct timespec time = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};
    int result = 0;
    // Said before the last look at the turn, so that who gives it after that look sees a sleeper.
    __atomic_add_fetch(&turn->sleepers, 1, __ATOMIC_SEQ_CST);
    while (1) {
        unsigned seen = __atomic_load_n(&turn->value, __ATOMIC_SEQ_CST);
        if (seen == value) break;
        if (syscall(SYS_futex, &turn->value, FUTEX_WAIT, seen, &time, NULL, 0) != 0 && errno == ETIMEDOUT) {
            result = __atomic_load_n(&turn->value, __ATOMIC_ACQUIRE) == value ? 0 : -1;
            break;
        }
    }
    __atomic_sub_fetch(&turn->sleepers, 1, __ATOMIC_SEQ_CST);
    return result;
}

void linux_give_turn(struct linux_turn *turn, unsigned value) {
    __atomic_store_n(&turn->value, value, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&turn->sleepers, __ATOMIC_SEQ_CST) > 0) syscall(SYS_futex, &turn->value, FUTEX_WAKE, 2, NULL, NULL, 0);
}
