#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int linux_signal_at_parents_end(int signal) { return prctl(PR_SET_PDEATHSIG, (unsigned long)signal); }

size_t linux_heap_bytes(void) {
    // What is in use in the arenas, and what was mapped for itself.
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

void linux_prefer_huge_pages(const void *start, size_t length) {
#ifndef MADV_COLLAPSE
    enum { MADV_COLLAPSE = 25 };  // Linux 6.1; glibc's headers may be older.
#endif
    size_t page = (size_t)sysconf(_SC_PAGESIZE), skipped = (page - (uintptr_t)start % page) % page;
    if (start && length > skipped) madvise((char *)start + skipped, length - skipped, MADV_COLLAPSE);
}

int linux_processor_count(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : -1;
}

int linux_processors(int *numbers, size_t capacity) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return -1;
    int count = 0;
    for (int number = 0; number < CPU_SETSIZE && (size_t)count < capacity; number++)
        if (CPU_ISSET(number, &set)) numbers[count++] = number;
    return count;
}

pid_t linux_fork(void) { return fork(); }

static sigset_t child_signal(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    return set;
}

int linux_child_events(void) {
    sigset_t set = child_signal();
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

void linux_unblock_child_events(void) {
    sigset_t set = child_signal();
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

pid_t linux_ended_child(void) {
    siginfo_t info = {0};
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 ? info.si_pid : 0;
}

int linux_child_end(pid_t child, int *status) {
    siginfo_t info = {0};
    if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) != 0) return -1;
    if (info.si_pid != child) return 0;
    *status = info.si_code == CLD_EXITED ? info.si_status << 8 : info.si_status;
    return 1;
}

enum { MOST_DESCRIPTORS = 8 };

union control {
    char bytes[CMSG_SPACE(MOST_DESCRIPTORS * sizeof(int))];
    struct cmsghdr alignment;
};

int linux_send_descriptors(int socket, const int *descriptors, size_t count) {
    char byte = 1;
    struct iovec vector = {.iov_base = &byte, .iov_len = 1};
    union control control = {0};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = CMSG_SPACE(count * sizeof(int))};
    if (count > MOST_DESCRIPTORS) {
        errno = EINVAL;
        return -1;
    }
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
    ssize_t sent;
    do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == 1 ? 0 : -1;
}

int linux_receive_descriptors(int socket, int *descriptors, size_t count) {
    char byte = 0;
    struct iovec vector = {.iov_base = &byte, .iov_len = 1};
    union control control = {0};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    ssize_t received;
    do received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (received < 0 && errno == EINTR);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (received != 1 || header == NULL || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(count * sizeof(int))) return -1;
    memcpy(descriptors, CMSG_DATA(header), count * sizeof(int));
    return 0;
}

void linux_close_from(unsigned first) { syscall(SYS_close_range, first, ~0U, 0); }

void linux_execute(int program, char *const *arguments, char *const *environment) {
    syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    fexecve(program, arguments, environment);
}

void linux_hide_process(void) { prctl(PR_SET_DUMPABLE, 0UL); }

int linux_drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    return (int)syscall(SYS_capset, &header, none);
}
