#pragma once
int assay_test_exits_at_load(void);
