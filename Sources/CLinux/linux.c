#include "CLinux.h"

#include <sys/prctl.h>

int linux_signal_at_parents_end(int signal) {
    return prctl(PR_SET_PDEATHSIG, (unsigned long)signal);
}
