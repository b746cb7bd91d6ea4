#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <sys/types.h>

// System calls of Linux that Swift does not import: they take a variable number of arguments or have no wrapper.

/// Asks the kernel to send this process a signal when the thread that started it ends. 0, or -1 with errno.
int linux_signal_at_parents_end(int signal);

/// Bytes of the heap that are in use, by glibc's own count.
size_t linux_heap_bytes(void);

/// Whether numbers of this thread's arithmetic that are too small for a leading one, below 1.2e-38 in single precision, are zeros
/// from now on. Returns whether they were.
int linux_flush_subnormals(int flushes);

/// Moves memory that is in use into huge pages, where there are whole ones in it and the kernel has them to give. Contents stay as
/// they are, and so they do where it cannot be.
void linux_prefer_huge_pages(const void *start, size_t length);

/// How many processors this process may run on, or -1 with errno.
int linux_processor_count(void);

/// The numbers of the processors that this process may run on, ascending, as many as there is room for. How many were
/// written, or -1 with errno.
int linux_processors(int *numbers, size_t capacity);

/// Forks. 0 in the new process, its id in the one that called, or -1 with errno. Only for a process of one thread.
pid_t linux_fork(void);

/// A descriptor that is readable when a child of this process has ended. From here on this process gets no signal of it.
/// -1 with errno where there is none to be had.
int linux_child_events(void);

/// Undoes for a child what `linux_child_events` did to its parent's signals.
void linux_unblock_child_events(void);

/// Waits for no child: the id of one that has ended and is still to be reaped, 0 where none has.
pid_t linux_ended_child(void);

/// Whether a child has ended, which is not reaped: 1 with its status as `wait` has it, 0 while it runs, -1 with errno.
int linux_child_end(pid_t child, int *status);

/// Sends up to eight descriptors over a connected socket. 0, or -1 with errno.
int linux_send_descriptors(int socket, const int *descriptors, size_t count);

/// Receives what `linux_send_descriptors` sent. 0, or -1 where the other side closed or sent something else.
int linux_receive_descriptors(int socket, int *descriptors, size_t count);

/// Two words of memory that two processes share: whose turn it is, and how many sleep until it changes.
struct linux_turn {
    unsigned value;
    unsigned sleepers;
};

/// Waits until the turn is `value`: spins for some microseconds, then sleeps. 0, or -1 where so much time has passed.
int linux_await_turn(struct linux_turn *turn, unsigned value, int milliseconds);

/// Makes it the turn of `value`; all that was written before is seen by who waits for it.
void linux_give_turn(struct linux_turn *turn, unsigned value);

/// Closes this process's entries in /proc (its environment, its memory's map) to processes without capabilities.
void linux_hide_process(void);

/// Gives up every capability that this process has as root or otherwise. 0, or -1 with errno.
int linux_drop_capabilities(void);

/// A file in memory without a name, which is gone with its last descriptor; closed on exec. -1 with errno.
int linux_memory_file(void);

/// Closes all descriptors from `first` on.
void linux_close_from(unsigned first);

/// The version of Landlock that the kernel offers; 0 where it offers none.
int linux_landlock_version(void);

/// From here on this process and its children may read only below `readable`, read and write only below `writable`, and
/// start only the programs `executable` (each `count` paths; those that are not there are passed over). 0, or -1 with errno.
int linux_restrict_files(const char *const *readable, size_t readable_count, const char *const *writable, size_t writable_count,
                         const char *const *executable, size_t executable_count);

/// Makes this process the program that is open as `program`, with these arguments and variables, each ended by null. It keeps
/// the descriptors 0, 1 and 2. Returns only where the program cannot be started, with errno.
void linux_execute(int program, char *const *arguments, char *const *environment);

/// From here on this process may start threads but no processes, open no socket, trace or signal no other process, and
/// leave neither its group nor its session: such calls fail with EPERM. Unless it `may_execute` it becomes no other program
/// either. 0, or -1 with errno.
int linux_restrict_calls(int may_execute);

#endif
