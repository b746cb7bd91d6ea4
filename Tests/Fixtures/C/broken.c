// A library of the C interface with one thing wrong, chosen by -DBROKEN=n; 0 is whole.
#include <assay.h>
#include <stdlib.h>
#include <string.h>

static assay_status minimize(assay_method_t *method, const assay_problem_t *problem, const assay_run_t *run) {
    (void)method;
    const assay_objective_t *objective = problem->extension(problem, ASSAY_OBJECTIVE);
    const assay_twice_differentiable_t *twice = problem->extension(problem, ASSAY_TWICE_DIFFERENTIABLE);
    run->report(run, "knows what there is not", problem->extension(problem, "assay.nonsense/9") != NULL);
    run->report(run, "Hessian products", twice != NULL);
    run->offer_point(run, objective->start, objective->dimension);
#if BROKEN == 20
    return ASSAY_STOP;
#elif BROKEN == 21
    run->fail(run, "nothing suits it");
    return ASSAY_FAILED;
#elif BROKEN == 22
    return (assay_status)77;
#elif BROKEN == 23
    double value;
    while (1) {
        assay_status status = objective->value(problem, objective->start, &value);
        if (status != ASSAY_OK) return status;
    }
#elif BROKEN == 24
    abort();
#elif BROKEN == 25
    double value;
    objective->value(problem, NULL, &value);
#endif
    run->log(run, "done");
    return ASSAY_OK;
}

static const void *method_extension(assay_method_t *method, const char *name) {
    static const assay_optimizer_t optimizer = {sizeof optimizer, minimize};
    (void)method;
    return BROKEN != 26 && strcmp(name, ASSAY_OPTIMIZER) == 0 ? &optimizer : NULL;
}

static const assay_card_t *card(uint32_t index) {
    static const char *const needs[] = {
#if BROKEN == 9
        "Telepathy",
#elif BROKEN != 10
        "Objective",
#endif
        NULL};
    static const char *const choices[] = {"left", "right", NULL};
    static const assay_option_t options[] = {
        {.size = sizeof *options, .id = 1, .name = "count", .type = ASSAY_INTEGER,
#if BROKEN == 11
         .integer_default = 11,
#else
         .integer_default = 5,
#endif
         .integer_low = 1, .integer_high = 10, .unit = "", .documentation = "a number"},
        {.size = sizeof *options,
#if BROKEN == 12
         .id = 1,
#else
         .id = 2,
#endif
         .name = "side", .type = ASSAY_CHOICE, .choices = choices, .unit = "", .documentation = "a side"},
    };
    static const assay_card_t card = {
#if BROKEN == 5
        .size = 8,
#else
        .size = sizeof card,
#endif
#if BROKEN == 6
        .id = "Not An Id",
#elif BROKEN != 7
        .id = "broken",
#endif
        .name = "Broken",
#if BROKEN == 13
        .summary = "\xFF\xFE",
#else
        .summary = "Has one thing wrong.",
#endif
#if BROKEN == 8
        .role = "juggler",
#else
        .role = "optimizer",
#endif
        .needs = needs, .options = options, .option_count = 2};
    (void)index;
#if BROKEN == 14
    return NULL;
#else
    return &card;
#endif
}

static assay_method_t *create(uint32_t index, const assay_value_t *values, uint32_t count) {
    static assay_method_t method = {.size = sizeof method, .extension = method_extension};
    (void)index;
    // Every option comes, by its number.
    if (count != 2 || values[0].id != 1 || values[1].id != 2) abort();
    if (values[0].integer == 10 && strcmp(values[1].choice, "right") == 0) return NULL;
    return &method;
}

static const void *factory(const char *name) {
#if BROKEN == 4
    static const assay_methods_t methods = {sizeof methods, 0, card, create};
#elif BROKEN == 15
    static const assay_methods_t methods = {sizeof methods, 4000000000u, card, create};
#else
    static const assay_methods_t methods = {sizeof methods, 1, card, create};
#endif
    return BROKEN != 3 && strcmp(name, ASSAY_METHODS) == 0 ? &methods : NULL;
}

#if BROKEN == 2
static bool start(void) { return false; }
#else
static bool start(void) { return true; }
#endif

#if BROKEN == 16
ASSAY_EXPORT void assay_plugin(void) {}
#endif

ASSAY_EXPORT const assay_library_t assay_library = {sizeof assay_library, BROKEN == 1 ? 99 : ASSAY_ABI, start, factory};
