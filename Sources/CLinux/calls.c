#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE(code) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (code))
// Falls through to the next call where the number is another.
#define DENY(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), REFUSE(EPERM)
#define DENY_UNLESS(call, allowed)                         \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), \
        BPF_STMT(BPF_RET | BPF_K, (allowed) ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | EPERM)
// Allowed where the lower half of an argument is this process's own id.
#define OWN_ONLY(call, own)                                                                  \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), LOAD(args[0]),                    \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (own), 1, 0), REFUSE(EPERM), ALLOW

int linux_restrict_calls(int may_execute) {
#ifndef ARCHITECTURE
    errno = ENOSYS;
    return -1;
#else
    unsigned own = (unsigned)getpid();
    struct sock_filter filter[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
#if defined(__x86_64__)
        // The numbers of the 32-bit pointer interface stand for the same calls.
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        REFUSE(EPERM),
        DENY(fork),
        DENY(vfork),
#endif
        DENY_UNLESS(execve, may_execute),
        DENY_UNLESS(execveat, may_execute),
        DENY(socket),
        DENY(connect),
        DENY(bind),
        DENY(listen),
        DENY(io_uring_setup),
        DENY(ptrace),
        DENY(process_vm_readv),
        DENY(process_vm_writev),
        DENY(pidfd_open),
        DENY(pidfd_send_signal),
        DENY(pidfd_getfd),
        DENY(tkill),
        DENY(setpgid),
        DENY(setsid),
        DENY(unshare),
        DENY(setns),
        DENY(mount),
        DENY(umount2),
        DENY(pivot_root),
        DENY(chroot),
        DENY(bpf),
        DENY(perf_event_open),
        DENY(userfaultfd),
        DENY(keyctl),
        DENY(add_key),
        DENY(request_key),
        DENY(setrlimit),
        // A limit may be asked for, not set.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prlimit64, 0, 6),
        LOAD(args[2]),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2]) + 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
        ALLOW,
        REFUSE(EPERM),
        OWN_ONLY(kill, own),
        OWN_ONLY(tgkill, own),
        OWN_ONLY(rt_sigqueueinfo, own),
        // The C library tries clone again where clone3 is not there, and its flags can be looked at.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
        REFUSE(ENOSYS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
        REFUSE(EPERM),
        ALLOW,
        ALLOW,
    };
    struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
#endif
}
