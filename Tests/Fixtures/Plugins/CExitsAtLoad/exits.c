#include "exits.h"
#include <stdlib.h>

__attribute__((constructor)) static void leave(void) { exit(0); }

int assay_test_exits_at_load(void) { return 1; }
