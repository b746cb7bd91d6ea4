#ifndef CLINUX_H
#define CLINUX_H

// System calls of Linux that Swift does not import, because they take a variable number of arguments or have no wrapper.

/// Asks the kernel to send this process a signal when the thread that started it ends. 0, or -1 with errno.
int linux_signal_at_parents_end(int signal);

/// How many processors this process may run on, or -1 with errno.
int linux_processor_count(void);

#endif
