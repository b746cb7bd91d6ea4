#pragma once

#pragma GCC visibility push(hidden)

/// Calls `work` in `size` threads at once, of which this one is a member, and returns when all have. Fewer are started where
/// the system has no more.
void assay_team_run(int size, void (*_Nonnull work)(void *_Nonnull context), void *_Nonnull context);

/// Which member of its team this thread is, from 0; 0 outside of any.
int assay_team_member(void);

#pragma GCC visibility pop
