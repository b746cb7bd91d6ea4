#include "team.h"
#include <pthread.h>

enum { LARGEST = 256 };

static _Thread_local int member;

int assay_team_member(void) { return member; }

struct task {
    void (*work)(void *);
    void *context;
    int member;
};

static void *begin(void *argument) {
    struct task *task = argument;
    member = task->member;
    task->work(task->context);
    return 0;
}

void assay_team_run(int size, void (*work)(void *), void *context) {
    pthread_t threads[LARGEST];
    struct task tasks[LARGEST];
    int started = 1;
    while (started < size && started < LARGEST) {
        tasks[started] = (struct task){work, context, started};
        if (pthread_create(&threads[started], 0, begin, &tasks[started])) break;
        started++;
    }
    work(context);
    for (int i = 1; i < started; i++) pthread_join(threads[i], 0);
}
