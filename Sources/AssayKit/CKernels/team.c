#define _GNU_SOURCE
#include "team.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <time.h>

// Methods begin teams every few microseconds, and to create a thread and to join it takes fifty: so members linger for a moment.
// They spin for as long as it takes to wake a thread, then sleep, and end where nobody wants them.
enum { LARGEST = 256, SPIN_NANOSECONDS = 100000, LINGER_NANOSECONDS = 5000000 };

static _Thread_local int number;

int assay_team_member(void) { return number; }

struct member {
    struct member *next;
    sem_t begin;
    // What it does next: `work`, after which it says so.
    int number;
    void (*work)(void *);
    void *context;
    sem_t *done;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct member *idle;

static void put(struct member *member) {
    pthread_mutex_lock(&lock);
    member->next = idle;
    idle = member;
    pthread_mutex_unlock(&lock);
}

static struct member *take(void) {
    pthread_mutex_lock(&lock);
    struct member *member = idle;
    if (member) idle = member->next;
    pthread_mutex_unlock(&lock);
    return member;
}

/// Whether it was among the idle, where it is not any more.
static int leave(struct member *member) {
    pthread_mutex_lock(&lock);
    struct member **place = &idle;
    while (*place && *place != member) place = &(*place)->next;
    int found = *place != 0;
    if (found) *place = member->next;
    pthread_mutex_unlock(&lock);
    return found;
}

static struct timespec after(long nanoseconds) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_nsec += nanoseconds;
    time.tv_sec += time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

/// Whether the semaphore was posted while this spun.
static int caught(sem_t *semaphore) {
    struct timespec end = after(SPIN_NANOSECONDS), now;
    do {
        for (int i = 0; i < 64; i++) {
            if (!sem_trywait(semaphore)) return 1;
#if defined __x86_64__
            __builtin_ia32_pause();
#endif
        }
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (now.tv_sec < end.tv_sec || (now.tv_sec == end.tv_sec && now.tv_nsec < end.tv_nsec));
    return 0;
}

static void await(sem_t *semaphore) {
    if (caught(semaphore)) return;
    while (sem_wait(semaphore)) {}
}

/// Whether there is something to do again.
static int lingers(struct member *member) {
    if (caught(&member->begin)) return 1;
    struct timespec end = after(LINGER_NANOSECONDS);
    if (!sem_clockwait(&member->begin, CLOCK_MONOTONIC, &end)) return 1;
    if (leave(member)) return 0;
    // Taken in this moment.
    while (sem_wait(&member->begin)) {}
    return 1;
}

static void *live(void *argument) {
    struct member *self = argument;
    do {
        number = self->number;
        self->work(self->context);
        // Of the team that it was in: once it is idle it may be given to another.
        sem_t *done = self->done;
        put(self);
        sem_post(done);
    } while (lingers(self));
    sem_destroy(&self->begin);
    free(self);
    return 0;
}

/// Sets a thread to work; 0 where there is none to be had.
static int start(int number, void (*work)(void *), void *context, sem_t *done) {
    struct member *member = take();
    int is_new = !member;
    if (is_new) {
        member = malloc(sizeof *member);
        if (!member) return 0;
        sem_init(&member->begin, 0, 0);
    }
    member->number = number;
    member->work = work;
    member->context = context;
    member->done = done;
    if (!is_new) return sem_post(&member->begin) == 0;
    pthread_t thread;
    if (pthread_create(&thread, 0, live, member)) {
        free(member);
        return 0;
    }
    pthread_detach(thread);
    return 1;
}

void assay_team_run(int size, void (*work)(void *), void *context) {
    sem_t done;
    sem_init(&done, 0, 0);
    int started = 1;
    while (started < size && started < LARGEST && start(started, work, context, &done)) started++;
    work(context);
    for (int i = 1; i < started; i++) await(&done);
    sem_destroy(&done);
}
